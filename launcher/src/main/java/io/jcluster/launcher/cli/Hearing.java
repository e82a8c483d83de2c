package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.QueueStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The proof that this client hears what engines print. A publisher takes a new subscription some
 * time after it has greeted the subscriber, and what it says in between is lost: without this the
 * first lines of a fresh connection were missing at times (ipyparallel 7.1).
 */
final class Hearing {

    private static final Duration HUB = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int TRIES = 3;

    private Hearing() {}

    /** Has an idle engine say something, until it is heard; where all are busy there is no test. */
    static void await(Client client, List<Integer> engines) {
        Optional<Integer> idle =
                client.queueStatus(HUB).stream()
                        .filter(it -> it.queued() + it.tasks() == 0)
                        .map(QueueStatus::engine)
                        .filter(engines::contains)
                        .findFirst();
        if (idle.isEmpty()) {
            return;
        }
        try {
            for (int i = 0; i < TRIES; i++) {
                // The end of output travels as output does.
                if (client.view(List.of(idle.get())).execute("").await(ANSWER).stream()
                        .allMatch(it -> it.outputComplete())) {
                    return;
                }
            }
        } catch (ClientException e) {
            // It has become busy meanwhile, or left: the command itself will tell.
        }
    }
}
