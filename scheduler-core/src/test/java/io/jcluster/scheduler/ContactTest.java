package io.jcluster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.DeniedByDrmsException;
import io.jcluster.drmaa2.DrmCommunicationException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.tunnel.HostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactTest {

    private final MadeUp world = new MadeUp();
    private final List<String> logins = new ArrayList<>();
    private final Path directory;

    ContactTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({
        "slurm:, slurm:",
        "SLURM:, slurm:",
        "slurm://, slurm:",
        "slurm://alice@login1:2222, slurm://alice@login1:2222",
        "slurm://daint/, slurm://daint",
        "slurm://daint?interval=1m, slurm://daint?interval=60s",
        "slurm:?interval=10s, slurm:?interval=10s",
    })
    void aContactHasANormalForm(String text, String normal) {
        var contact = Contact.parse("slurm", text);
        assertThat(contact).hasToString(normal);
        assertThat(Contact.parse("slurm", normal)).isEqualTo(contact);
    }

    @ParameterizedTest
    @CsvSource({
        "daint, no contact",
        "'', no contact",
        "pbs:, another scheduler",
        "slurm://a b, no host",
        "slurm://-oProxyCommand=x, no host",
        "slurm://x@-y, no host",
        "slurm://daint:0, between 1 and 65535",
        "slurm://daint:70000, between 1 and 65535",
        "slurm://daint/path, no contact",
        "slurm://daint#x, no contact",
        "slurm:?interval=0s, interval",
        "slurm:?interval=soon, interval",
        "slurm:?colour=red, not known",
    })
    void whatIsNoContactIsRefusedWithAnExample(String text, String complaint) {
        assertThatThrownBy(() -> Contact.parse("slurm", text))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(complaint)
                .hasMessageContaining("try: slurm:");
    }

    @Test
    void aPasswordIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> Contact.parse("slurm", "slurm://alice:secret@login1"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("no password")
                .hasMessageContaining("slurm://user@login1")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void anIntervalIsTheShortestPause() {
        assertThat(Contact.parse("slurm", "slurm:?interval=2m").pace())
                .isEqualTo(new Pace(Duration.ofMinutes(2), Duration.ofMinutes(2)));
        assertThat(Contact.parse("slurm", "slurm://daint").pace()).isEqualTo(Pace.REMOTE);
        assertThat(Contact.parse("slurm", "slurm:").pace()).isEqualTo(Pace.LOCAL);
    }

    private CommandLineSessionManager manager(HostException.Kind... failure) {
        var events = new EventDelivery();
        var sites =
                new ContactSites(
                        world,
                        events,
                        new ConfigurationFiles(directory, List.of()),
                        destination -> {
                            logins.add(destination);
                            if (failure.length > 0) {
                                throw new HostException(
                                        failure[0],
                                        "no way to " + destination,
                                        Optional.empty(),
                                        Optional.empty());
                            }
                            return world;
                        });
        return new CommandLineSessionManager(world, directory, sites, events, () -> {});
    }

    @Test
    void oneManagerServesManyPlacesWithOneLoginEach() {
        var manager = manager();
        var here = manager.createJobSession("here");
        assertThat(here.contact()).isEqualTo("madeup:");
        var there = manager.createJobSession("there", "madeup://alice@login1");
        assertThat(there.contact()).isEqualTo("madeup://alice@login1");
        manager.openMonitoringSession("madeup://alice@login1?interval=10s").close();
        assertThat(logins).containsExactly("alice@login1");
        manager.close();
        var again = manager();
        assertThat(again.getJobSessionNames()).containsExactly("here", "there");
        assertThat(again.openJobSession("there").contact()).isEqualTo("madeup://alice@login1");
        again.close();
    }

    @Test
    void aPlaceThatDoesNotAnswerGivesNoSession() {
        var manager = manager(HostException.Kind.UNREACHABLE);
        assertThatThrownBy(() -> manager.createJobSession("there", "madeup://login1"))
                .isInstanceOf(DrmCommunicationException.class)
                .hasMessageContaining("no way to login1");
        assertThat(manager.getJobSessionNames()).isEmpty();
    }

    @Test
    void aRefusedLoginIsNotTriedAgain() {
        var manager = manager(HostException.Kind.LOGIN_REFUSED);
        for (var i = 0; i < 3; i++) {
            assertThatThrownBy(() -> manager.openMonitoringSession("madeup://login1"))
                    .isInstanceOf(DeniedByDrmsException.class);
        }
        assertThat(logins).hasSize(1);
    }

    @Test
    void whatIsRememberedIsWhereTheStandardOfDirectoriesSays() {
        assertThat(ConfigurationFiles.from(Map.of("HOME", "/home/a")).state())
                .isEqualTo(Path.of("/home/a/.local/state/jcluster/drmaa2"));
        var set = Map.of("HOME", "/home/a", "XDG_STATE_HOME", "/s", "XDG_CONFIG_HOME", "relative");
        assertThat(ConfigurationFiles.from(set).state()).isEqualTo(Path.of("/s/jcluster/drmaa2"));
        assertThat(ConfigurationFiles.from(set).directories())
                .containsExactly(Path.of("/home/a/.config/jcluster"), Path.of("/etc/jcluster"));
    }
}
