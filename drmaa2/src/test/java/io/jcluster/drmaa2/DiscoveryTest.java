package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcluster.drmaa2.spi.SessionManagerProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

    private static final Optional<String> ANY = Optional.empty();

    private static final Fixed SLURM = new Fixed("slurm", Set.of("slurm"), 90);
    private static final Fixed PBSPRO = new Fixed("pbspro", Set.of("pbs", "pbspro"), 0);
    private static final Fixed TORQUE = new Fixed("torque", Set.of("pbs", "torque"), 10);

    @Test
    void theSurestImplementationIsTaken() {
        assertThat(Discovery.choose(List.of(TORQUE, SLURM, PBSPRO), ANY)).isSameAs(SLURM);
    }

    @Test
    void aNameIsStrongerThanWhatIsHere() {
        assertThat(Discovery.choose(List.of(SLURM, PBSPRO), Optional.of("pbspro")))
                .isSameAs(PBSPRO);
    }

    @Test
    void aWordForSeveralFlavoursGivesTheOneThatIsHere() {
        assertThat(Discovery.choose(List.of(SLURM, PBSPRO, TORQUE), Optional.of("pbs")))
                .isSameAs(TORQUE);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Discovery.choose(List.of(SLURM, TORQUE), Optional.of("slrm")))
                .withMessageContaining("'slrm'")
                .withMessageContaining("[slurm, torque]");
    }

    @Test
    void twoThatAreEquallySureAreNotDrawnLots() {
        var other = new Fixed("other", Set.of(), 90);

        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Discovery.choose(List.of(SLURM, other, TORQUE), ANY))
                .withMessageContaining("[slurm, other]")
                .withMessageContaining("-Ddrmaa2.drms=");
    }

    @Test
    void aMachineWithoutAWorkloadManagerSaysWhatWasLookedFor() {
        assertThatExceptionOfType(DrmCommunicationException.class)
                .isThrownBy(() -> Discovery.choose(List.of(PBSPRO), ANY))
                .withMessageContaining("[pbspro]");
        assertThatExceptionOfType(DrmCommunicationException.class)
                .isThrownBy(() -> Discovery.choose(List.of(), ANY));
    }

    @Test
    void anImplementationThatCannotTellIsNotHere() {
        var broken =
                new SessionManagerProvider() {
                    @Override
                    public String name() {
                        return "broken";
                    }

                    @Override
                    public Set<String> contactSchemes() {
                        return Set.of();
                    }

                    @Override
                    public int probe() {
                        throw new IllegalStateException("cannot tell");
                    }

                    @Override
                    public SessionManager sessionManager() {
                        throw new AssertionError("not to be asked");
                    }
                };

        assertThat(Discovery.choose(List.of(broken, TORQUE), ANY)).isSameAs(TORQUE);
    }

    @Test
    void anImplementationThatCannotBeLoadedDoesNotHideTheOthers(@TempDir Path directory)
            throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(SessionManagerProvider.class.getName()),
                """
                io.jcluster.drmaa2.NoSuchProvider
                %s
                """
                        .formatted(Listed.class.getName()));

        List<SessionManagerProvider> found;
        try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            found = found(loader);
        }

        assertThat(found).hasExactlyElementsOfTypes(Listed.class);
    }

    @Test
    void nothingIsFoundWhereNothingIsListed() {
        assertThat(Discovery.find()).isEmpty();
    }

    private static List<SessionManagerProvider> found(ClassLoader context) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return Discovery.find();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Found through a services file. */
    public static final class Listed implements SessionManagerProvider {

        @Override
        public String name() {
            return "listed";
        }

        @Override
        public Set<String> contactSchemes() {
            return Set.of();
        }

        @Override
        public int probe() {
            return 1;
        }

        @Override
        public SessionManager sessionManager() {
            throw new AssertionError("not to be asked");
        }
    }

    private record Fixed(String name, Set<String> contactSchemes, int probe)
            implements SessionManagerProvider {

        @Override
        public SessionManager sessionManager() {
            throw new AssertionError("not to be asked");
        }
    }
}
