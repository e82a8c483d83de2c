package io.jcluster.ranks;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose process is at the other end of a connection within this machine. Anybody on a node can
 * connect to a port on loopback; the kernel knows who did (proc(5), {@code /proc/net/tcp}).
 */
final class LoopbackPeer {

    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    /** Columns of the table: local address, remote address, user. */
    private static final int LOCAL = 1;

    private static final int REMOTE = 2;
    private static final int USER = 7;
    private static final int LOOKS = 3;

    private LoopbackPeer() {}

    /** Where there is no such table, nobody is refused. */
    static boolean isThisUser(Socket socket) throws IOException {
        Path self = Path.of("/proc/self");
        if (!Files.isReadable(TABLES.get(0)) || !Files.exists(self)) {
            return true;
        }
        String own = String.valueOf(Files.getAttribute(self, "unix:uid"));
        // Lines can be skipped while others connect and leave: the table is no snapshot.
        for (int i = 0; i < LOOKS; i++) {
            Optional<String> user = user(socket.getPort(), socket.getLocalPort());
            if (user.isPresent()) {
                return user.get().equals(own);
            }
        }
        return false;
    }

    /** The user of the socket with these ports, seen from that end. */
    private static Optional<String> user(int local, int remote) throws IOException {
        for (Path table : TABLES) {
            if (!Files.isReadable(table)) {
                continue;
            }
            try (Stream<String> lines = Files.lines(table)) {
                Optional<String> found =
                        lines.skip(1)
                                .map(line -> line.strip().split("\\s+", -1))
                                .filter(
                                        row ->
                                                row.length > USER
                                                        && row[LOCAL].endsWith(port(local))
                                                        && row[REMOTE].endsWith(port(remote)))
                                .map(row -> row[USER])
                                .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static String port(int port) {
        return ":%04X".formatted(port);
    }
}
