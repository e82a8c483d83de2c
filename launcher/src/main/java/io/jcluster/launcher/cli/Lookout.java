package io.jcluster.launcher.cli;

import io.jcluster.client.Client;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.cluster.ClusterRecord;
import java.time.Duration;

/**
 * An eye on the connection to a cluster whose engines are waited for. A client waits for a
 * controller that is lost to come back; one whose job is over never does.
 */
final class Lookout {

    private static final long PATIENCE = Duration.ofSeconds(3).toNanos();
    private static final long AGAIN = Duration.ofSeconds(10).toNanos();

    private final Office office;
    private final ClusterRecord cluster;
    private final Client client;
    private long next = System.nanoTime() + PATIENCE;
    private boolean told;

    Lookout(Office office, ClusterRecord cluster, Client client) {
        this.office = office;
        this.cluster = cluster;
        this.client = client;
    }

    Client client() {
        return client;
    }

    /**
     * Asks after the job where the connection has been lost for a while, and says so once.
     *
     * @throws ClusterException when the cluster has ended
     */
    void look(long now) throws InterruptedException {
        if (client.isConnected()) {
            next = now + PATIENCE;
        } else if (now - next >= 0) {
            Reach.found(office, cluster);
            next = System.nanoTime() + AGAIN;
            if (!told) {
                told = true;
                office.err()
                        .println(
                                "  note: the controller of cluster "
                                        + cluster.id()
                                        + " is not reached any more; waiting for it");
                office.err().flush();
            }
        }
    }
}
