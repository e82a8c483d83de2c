package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.doctor.Finding.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTest {

    @Test
    void roomyPlacesAreToldWithTheirRoomAndTheirKind() {
        Map<String, String> facts = roomy();
        facts.put("home.type", "nfs");
        assertThat(look(facts)).allMatch(finding -> finding.status() == Status.OK);
        assertThat(named("home", facts).seen()).isEqualTo("/home/alice, 78 GB free, on nfs");
        assertThat(named("quota", facts).seen()).isEqualTo("none is reported as exceeded");
    }

    @Test
    void aHomeThatIsClosedIsAProblem() {
        Map<String, String> facts = roomy();
        facts.put("home.state", "closed");
        assertThat(named("home", facts).status()).isEqualTo(Status.PROBLEM);
        assertThat(named("home", facts).seen())
                .isEqualTo("/home/alice cannot be written (closed to you, or read-only)");
    }

    @Test
    void aFullHomeIsAProblemAndANearlyFullOneAWarning() {
        Map<String, String> facts = roomy();
        facts.put("jobs.space", "tmpfs 1024 1024 0 100% /home");
        assertThat(named("job directory", facts).status()).isEqualTo(Status.PROBLEM);
        facts.put("jobs.space", "tmpfs 102400 52400 50000 50% /home");
        assertThat(named("job directory", facts).status()).isEqualTo(Status.WARNING);
    }

    @Test
    void aFileSystemWithoutRoomForOneMoreFileIsFull() {
        Map<String, String> facts = roomy();
        facts.put("home.inodes", "/dev/sda1 1000 1000 0 100% /home");
        assertThat(named("home", facts).status()).isEqualTo(Status.PROBLEM);
        assertThat(named("home", facts).seen()).endsWith(", no file more");
    }

    @Test
    void aFileSystemThatDoesNotCountFilesIsNotFull() {
        Map<String, String> facts = roomy();
        facts.put("home.inodes", "/dev/sda1 0 0 0 - /home");
        assertThat(named("home", facts).status()).isEqualTo(Status.OK);
    }

    @Test
    void fullTemporaryFilesOnTheLoginNodeAreAWarningOnly() {
        Map<String, String> facts = roomy();
        facts.put("tmp.state", "missing");
        assertThat(named("temporary files", facts).status()).isEqualTo(Status.WARNING);
        assertThat(named("temporary files", facts).advice()).contains("TMPDIR");
    }

    @Test
    void anExceededQuotaIsAProblemInItsOwnWords() {
        Map<String, String> facts = roomy();
        facts.put("quota", "Disk quotas for user alice: Over block quota on /home");
        assertThat(named("quota", facts).status()).isEqualTo(Status.PROBLEM);
        assertThat(named("quota", facts).seen()).contains("Over block quota on /home");
    }

    @Test
    void whatWasNotToldIsUnknown() {
        assertThat(named("home", Map.of()).status()).isEqualTo(Status.UNKNOWN);
    }

    private static Map<String, String> roomy() {
        Map<String, String> facts = new HashMap<>();
        for (String name : List.of("home", "jobs", "tmp")) {
            facts.put(name + ".path", "/home/alice");
            facts.put(name + ".state", "writable");
            facts.put(name + ".space", "/dev/vda 264212084 13297424 82203840 14% /home");
            facts.put(name + ".inodes", "/dev/vda 16777216 500000 16277216 3% /home");
            facts.put(name + ".type", "ext2/ext3");
        }
        return facts;
    }

    private static List<Finding> look(Map<String, String> facts) {
        return new Places(new Facts(facts, "")).look();
    }

    private static Finding named(String name, Map<String, String> facts) {
        return look(facts).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
