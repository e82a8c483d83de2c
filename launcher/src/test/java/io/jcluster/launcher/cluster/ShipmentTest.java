package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.launcher.cluster.Shipment.Item;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipmentTest {

    @TempDir private Path home;

    private final List<String> asked = new ArrayList<>();

    @Test
    void whatIsSentArrivesWholeForItsOwnerAloneAndIsNotSentAgain() throws Exception {
        byte[] large = new byte[2_000_003];
        new Random(1).nextBytes(large);
        Path file = Files.write(home.resolve("large"), large);
        Shipment shipment =
                new Shipment(List.of(Item.of("a.jar", file), new Item("b.jar", new byte[] {7})));
        assertThat(shipment.directory())
                .isEqualTo(
                        new Shipment(
                                        List.of(
                                                new Item("a.jar", large),
                                                new Item("b.jar", new byte[] {7})))
                                .directory());
        List<String> sending = new ArrayList<>();
        shipment.send(host(), (item, number, count) -> sending.add(item.name()));
        assertThat(sending).containsExactly("a.jar", "b.jar");
        Path there = home.resolve(shipment.directory());
        assertThat(Files.readAllBytes(there.resolve("a.jar"))).isEqualTo(large);
        assertThat(mode(there)).isEqualTo("rwx------");
        assertThat(mode(there.resolve("a.jar"))).isEqualTo("rw-------");
        try (var all = Files.list(there.getParent())) {
            assertThat(all).containsExactly(there);
        }
        int before = asked.size();
        shipment.send(host());
        assertThat(asked).hasSize(before + 1);
    }

    @Test
    void ofALargerShipmentOnlyThatIsSentWhichNoEarlierOneHasBrought() throws Exception {
        Item large = new Item("large.jar", new byte[5000]);
        new Shipment(List.of(large, new Item("same-size.jar", new byte[] {1}))).send(host());
        Shipment larger =
                new Shipment(
                        List.of(
                                new Item("1-large.jar", new byte[5000]),
                                new Item("new.jar", new byte[] {2})));
        List<String> sending = new ArrayList<>();
        larger.send(
                host(),
                (item, number, count) -> sending.add(item.name() + " " + number + " of " + count));
        assertThat(sending).containsExactly("new.jar 1 of 1");
        Path there = home.resolve(larger.directory());
        assertThat(Files.readAllBytes(there.resolve("1-large.jar"))).isEqualTo(new byte[5000]);
        assertThat(Files.readAllBytes(there.resolve("new.jar"))).containsExactly(2);
    }

    @Test
    void whatHasTheSizeOfAFileAndNotItsContentIsNotTakenForIt() throws Exception {
        Shipment shipment = new Shipment(List.of(new Item("a.jar", new byte[] {1, 2, 3})));
        shipment.send(host());
        Path file = home.resolve(shipment.directory()).resolve("a.jar");
        Files.write(file, new byte[] {3, 2, 1});
        Shipment other =
                new Shipment(
                        List.of(
                                new Item("a.jar", new byte[] {1, 2, 3}),
                                new Item("b.jar", new byte[] {})));
        other.send(host());
        assertThat(Files.readAllBytes(home.resolve(other.directory()).resolve("a.jar")))
                .containsExactly(1, 2, 3);
    }

    @Test
    void aFileThatWasDamagedIsSentAgain() throws Exception {
        Shipment shipment = new Shipment(List.of(new Item("a.jar", new byte[] {1, 2, 3})));
        shipment.send(host());
        Path file = home.resolve(shipment.directory()).resolve("a.jar");
        Files.write(file, new byte[] {1});
        shipment.send(host());
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
    }

    @Test
    void whatWasBegunYesterdayAndNeverFinishedGoes() throws Exception {
        Path parent = Files.createDirectories(home.resolve(Shipment.PARENT));
        Path left = Files.createDirectory(parent.resolve("new-0123"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path underWay = Files.createDirectory(parent.resolve("new-4567"));
        Shipment shipment = new Shipment(List.of(new Item("a.jar", new byte[] {1})));
        shipment.send(host());
        assertThat(left).doesNotExist();
        assertThat(underWay).exists();
    }

    @Test
    void anotherContentHasAnotherDirectory() {
        assertThat(new Shipment(List.of(new Item("a", new byte[] {1}))).directory())
                .isNotEqualTo(new Shipment(List.of(new Item("a", new byte[] {2}))).directory());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsTold() throws Exception {
        Files.writeString(home.resolve(".jcluster"), "a file in the way");
        assertThatThrownBy(() -> new Shipment(List.of(new Item("a", new byte[] {1}))).send(host()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("cannot be put into");
    }

    @Test
    void theJarOfTheRankStarterIsAtHand() {
        Shipment own = OwnJars.of(List.of("ranks"));
        assertThat(own.items()).singleElement().extracting(Item::name).isEqualTo("ranks.jar");
        assertThatThrownBy(() -> OwnJars.of(List.of("nothing")))
                .hasMessageContaining("nothing.jar");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** This machine with another home, and a list of what it was asked. */
    private Host host() {
        Host real = new LocalHost();
        return new Host() {
            @Override
            public String name() {
                return "a test's host";
            }

            @Override
            public Outcome run(Command command) throws InterruptedException {
                asked.add(command.toString());
                return real.run(command.withEnvironment(Map.of("HOME", home.toString())));
            }

            @Override
            public Running start(Command command) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Forward forward(HostPort there, int localPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean reaches(HostPort there) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }
}
