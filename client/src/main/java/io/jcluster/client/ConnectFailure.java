package io.jcluster.client;

import io.jcluster.wire.Link;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Why a controller never answered, as far as the connections tell. They tell three cases apart and
 * not more: a hub that cannot verify a message says nothing, and a tunnel whose far end is dead
 * accepts a connection and drops it, as does a controller that expects other encryption
 * (ipyparallel 7.1 and 9.2, libzmq 4.3.4).
 */
final class ConnectFailure {

    private ConnectFailure() {}

    static ClientException of(
            ConnectionFile file, Duration timeout, int attempts, Map<Channel, Link.State> states) {
        var seen = new StringJoiner("\n  | ", "\n  | ", "");
        states.forEach((c, state) -> seen.add(file.endpoint(c) + " " + c.key() + ": " + state));
        return new ClientException(
                ClientException.Kind.CANNOT_CONNECT,
                "the controller of %s did not answer within %s s, asked %d times: %s%s"
                        .formatted(
                                file.origin(),
                                timeout.toMillis() / 1000.0,
                                attempts,
                                cause(states),
                                seen),
                advice(states));
    }

    private static String cause(Map<Channel, Link.State> states) {
        if (all(states, Link.State.UNREACHED)) {
            return "nothing listens there";
        }
        return all(states, Link.State.GREETED)
                ? "it is connected, and ignores what this client says"
                : "something accepts the connections and drops them again";
    }

    private static String advice(Map<Channel, Link.State> states) {
        if (all(states, Link.State.UNREACHED)) {
            return "the line is dead or the controller gone: is its job running, the tunnel up?";
        }
        return all(states, Link.State.GREETED)
                ? "the key is wrong, as in the file of an earlier run of the controller, or the"
                        + " controller hangs, or is none of ipyparallel 6.3 to 9.x"
                : "either the far end of the line is dead, or only one side uses CURVE, or CURVE with"
                        + " another server key: is the file from this run of the controller?";
    }

    private static boolean all(Map<Channel, Link.State> states, Link.State state) {
        return states.values().stream().allMatch(s -> s == state);
    }
}
