package io.jcluster.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.launcher.doctor.Finding.Fault;
import io.jcluster.launcher.doctor.Finding.Status;
import io.jcluster.templates.HostSlots;
import io.jcluster.templates.Origin;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EachHostTest {

    private static final String OPEN_MPI = "loaded Open MPI v4.1.4; built with Open MPI 4.1.4";

    private final Map<String, String> facts = new HashMap<>();

    EachHostTest() {
        tells("", "login", "1 2");
        tells("a", "node-a", "1 2");
        tells("b", "node-b", "3 4");
    }

    @Test
    void eachHostIsToldWithWhatItHasAndWhoseHomeItIs() {
        assertThat(look("a:2", "b:2"))
                .allMatch(finding -> finding.status() == Status.OK)
                .extracting(Finding::seen)
                .containsExactly(
                        "a: Python 3.11.2 with ipyparallel 7.1.0, mpi4py 3.1.4, no ipykernel, no"
                                + " numpy on Open MPI v4.1.4; the home of login",
                        "b: Python 3.11.2 with ipyparallel 7.1.0, mpi4py 3.1.4, no ipykernel, no"
                                + " numpy on Open MPI v4.1.4; a home of its own, /home/ada");
    }

    @Test
    void aHostThatIsTheControllersIsNotAskedOverALine() {
        assertThat(look("login").get(0).seen()).endsWith("; the controller's host");
    }

    @Test
    void aHostThatIsNotReachedIsNamedWithWhatSshSaid() {
        facts.put("c/complaint", "ada@c: Permission denied (publickey).");
        Finding found = look("a", "c").get(1);
        assertThat(found.fault()).contains(Fault.HOST);
        assertThat(found.seen())
                .isEqualTo("c cannot be asked: ada@c: Permission denied (publickey).");
        assertThat(found.advice()).contains("'ssh -o BatchMode=yes c true'", "on login");
    }

    @Test
    void oneMachineUnderTwoNamesIsRefusedAsASubmissionRefusesIt() {
        facts.put("b/called", "node-a");
        Finding found = look("a", "b").get(1);
        assertThat(found.fault()).contains(Fault.REQUEST);
        assertThat(found.seen()).isEqualTo("a and b both call themselves node-a");
    }

    @Test
    void whatAHostLacksIsAProblem() {
        facts.put("a/versions", "python 3.11.2\nexecutable /usr/bin/python3\nmpi4py 3.1.4");
        facts.put("b/versions", "");
        facts.put("b/python", "");
        assertThat(look("a", "b"))
                .allMatch(finding -> finding.status() == Status.PROBLEM)
                .extracting(Finding::seen)
                .containsExactly(
                        "a has no ipyparallel; 6.1 or newer is needed",
                        "b has no program 'python3'");
    }

    @Test
    void anotherMpiIsAWarningAndNoneWhereNoneIsWanted() {
        facts.put("b/library", "loaded MPICH Version: 5.0.2");
        assertThat(look("b").get(0).status()).isEqualTo(Status.WARNING);
        assertThat(look("b").get(0).seen())
                .contains("on MPICH Version: 5.0.2", "login has Open MPI v4.1.4");
        Profile none = profile("b").with(Vocabulary.MPI, "none", Origin.of("here"));
        assertThat(new EachHost(none, new Facts(facts, "")).look().get(0).status())
                .isEqualTo(Status.OK);
    }

    @Test
    void aContainerNeedsACommonHomeAndNoPythonOutside() {
        facts.put("a/versions", "");
        Profile boxed = profile("a", "b").with(Vocabulary.IMAGE, "~/ipp.sif", Origin.of("here"));
        assertThat(new EachHost(boxed, new Facts(facts, "")).look())
                .extracting(Finding::seen)
                .containsExactly(
                        "a: is reached; the home of login", "b has a home of its own, /home/ada");
    }

    @Test
    void anotherMajorVersionOfIpyparallelIsAProblem() {
        facts.put("b/versions", "python 3.11.2\nipyparallel 9.2.0\nmpi4py 3.1.4");
        assertThat(look("b").get(0).fault()).contains(Fault.HOST);
    }

    private void tells(String name, String called, String kept) {
        facts.put(name + "/called", called);
        facts.put(name + "/home", "/home/ada");
        facts.put(name + "/kept", kept);
        facts.put(name + "/python", "/usr/bin/python3");
        facts.put(name + "/versions", "python 3.11.2\nipyparallel 7.1.0\nmpi4py 3.1.4");
        facts.put(name + "/library", OPEN_MPI);
    }

    private List<Finding> look(String... hosts) {
        return new EachHost(profile(hosts), new Facts(facts, "")).look();
    }

    private static Profile profile(String... hosts) {
        return Profile.EMPTY.with(
                Vocabulary.HOSTS,
                Stream.of(hosts).map(HostSlots::parse).toList(),
                Origin.of("here"));
    }
}
