package io.jcluster.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RendezvousTest {

    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    private final Path directory;
    private final Rendezvous rendezvous;
    private final Invitation invitation;

    RendezvousTest(@TempDir Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        rendezvous = Rendezvous.open(directory, 2, InetAddress.getLoopbackAddress(), log::add);
        invitation = Invitation.read(directory.resolve(Rendezvous.INVITATION), Duration.ZERO);
    }

    @BeforeEach
    void serve() {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                rendezvous.serve();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() {
        rendezvous.close();
    }

    @Test
    void allAreToldWhereTheOthersListen() throws IOException {
        try (Talk first = enters(0);
                Talk second = enters(1)) {
            first.say(List.of(Seat.LISTENS, "1", "2"));
            second.say(List.of(Seat.LISTENS, "3", "4"));
            List<String> table = List.of(Seat.TABLE, "127.0.0.1@2@1@0@0", "127.0.0.1@4@3@1@0");
            assertThat(first.hear()).isEqualTo(table);
            assertThat(second.hear()).isEqualTo(table);
        }
    }

    @Test
    void aStrangerIsRefusedAndDisturbsNobody() throws Exception {
        try (Talk first = enters(0)) {
            assertThatThrownBy(() -> Talk.asGuest(connection(), new byte[32])) // not the secret
                    .isInstanceOf(IOException.class);
            try (Socket rude = connection()) {
                rude.getOutputStream()
                        .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(rude.getInputStream().readAllBytes()).isNotEmpty();
            }
            try (Talk second = enters(1)) {
                first.say(List.of(Seat.LISTENS, "1", "2"));
                second.say(List.of(Seat.LISTENS, "3", "4"));
                assertThat(first.hear().get(0)).isEqualTo(Seat.TABLE);
            }
        }
        assertThat(log).anyMatch(line -> line.contains("does not know the secret"));
    }

    @Test
    void aRankThatIsGoneEndsTheOthers() throws IOException {
        try (Talk first = enters(0)) {
            enters(1).close();
            assertThat(first.hear()).containsExactly(Seat.END);
        }
    }

    @Test
    void whoHasFailedIsNotLetGoBeforeTheOthersAreHeard() throws Exception {
        try (Talk first = enters(0);
                Talk second = enters(1)) {
            first.say(List.of(Seat.LEFT, "it left"));
            CompletableFuture<List<String>> noted = ended(0, 2);
            assertThat(second.hear()).containsExactly(Seat.END);
            assertThat(noted).isNotDone();
            second.say(List.of(Seat.LEFT, "it leaves as well"));
            assertThat(ended(1, 3).get()).containsExactly(Seat.NOTED);
            assertThat(noted.get()).containsExactly(Seat.NOTED);
        }
        assertThat(Files.readAllLines(directory.resolve(Rendezvous.REPORT)).get(0))
                .as("how many came, how many went, the worst status")
                .isEqualTo("2 2 3");
    }

    @Test
    void theEndOfAProcessThatIsNoRankIsWaitedForByNobody() throws Exception {
        try (Talk first = enters(0)) {
            assertThat(ended(7, 1).get()).containsExactly(Seat.NOTED);
            first.say(List.of(Seat.DONE));
        }
    }

    private CompletableFuture<List<String>> ended(int rank, int status) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        Thread starter =
                new Thread(
                        () -> {
                            try (Talk talk = Talk.asGuest(connection(), invitation.key())) {
                                talk.say(List.of(Seat.ENDED, "" + rank, "" + status, "here"));
                                answer.complete(talk.hear());
                            } catch (IOException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        starter.setDaemon(true);
        starter.start();
        return answer;
    }

    @Test
    void aHostThatDoesNotKnowTheSecretIsNotBelieved() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread host =
                    new Thread(
                            () -> {
                                try (Socket socket = server.accept()) {
                                    DataOutputStream out =
                                            new DataOutputStream(socket.getOutputStream());
                                    out.writeUTF("jcluster ranks 1");
                                    out.write(new byte[64]);
                                    out.flush();
                                    socket.getInputStream().readAllBytes();
                                } catch (IOException e) {
                                    // The guest has left.
                                }
                            });
            host.setDaemon(true);
            host.start();
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                assertThatThrownBy(() -> Talk.asGuest(socket, invitation.key()))
                        .isInstanceOf(Talk.StrangerException.class);
            }
        }
    }

    @Test
    void theSecretIsItsOwnersAlone() throws IOException {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(
                                        directory.resolve(Rendezvous.INVITATION))))
                .isEqualTo("rw-------");
    }

    private Socket connection() throws IOException {
        return new Socket(invitation.host(), invitation.port());
    }

    private Talk enters(int rank) throws IOException {
        Talk talk = Talk.asGuest(connection(), invitation.key());
        talk.say(List.of(Seat.ENTER, String.valueOf(rank), "2", "here", "127.0.0.1"));
        assertThat(talk.hear()).containsExactly(Seat.WELCOME);
        return talk;
    }
}
