package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.tunnel.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the doctor says of a site that is well, and of one in which a single thing is not. */
class DoctorTest {

    private static final int REQUEST = 2;
    private static final int HOST = 4;
    private static final int SCHEDULER = 1;
    private static final int LAPTOP = 7;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "."), "..", "site-docs", "doctor.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Testbed testbed;
    private static Laptop laptop;
    private static Traces before = new Traces(Map.of());

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Laptop.options());
        laptop = new Laptop(testbed);
        testbed.output(
                "laptop",
                "sh",
                "-c",
                "mkdir -p .config/jcluster/profiles; cd .config/jcluster/profiles; touch well.yaml"
                        + " wrong.yaml");
        laptop.well("list"); // what the JVM leaves on its first start is not the doctor's
        before = Traces.of(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    /**
     * The far end of a connection that is over takes a moment to go. What is seen after one test is
     * what the next begins with, without a second look.
     */
    @AfterEach
    void nothingIsLeft() throws Exception {
        Traces after = Traces.of(testbed);
        for (int look = 0; look < 60 && !after.equals(before); look++) {
            Thread.sleep(100);
            after = Traces.of(testbed);
        }
        Traces expected = before;
        before = after;
        assertThat(after.texts()).isEqualTo(expected.texts());
    }

    // ---- A site that is well ------------------------------------------------------------------

    @Test
    void aHealthySiteHasNoProblemAndItsFactsAreTold() throws Exception {
        Examination found = examine(0, "cluster");
        assertThat(found.problems()).isEmpty();
        assertThat(found.seen("reach")).contains("SSH-2.0-OpenSSH_");
        assertThat(found.seen("host key"))
                .startsWith("ssh-ed25519 SHA256:")
                .endsWith("known from /home/ada/.ssh/known_hosts");
        assertThat(found.seen("login"))
                .startsWith("as alice by publickey (ssh-ed25519) to SSH-2.0");
        assertThat(found.seen("start files")).isEqualTo("print nothing before a command");
        assertThat(found.seen("forwarding")).startsWith("is allowed");
        assertThat(found.seen("machine")).startsWith("login, Linux");
        assertThat(found.seen("scheduler")).startsWith("Slurm ").endsWith(" (slurm)");
        assertThat(found.seen("server")).contains("jobs of yours: 0");
        assertThat(found.seen("queues")).contains("debug (at most 30:00; nodes: 2)");
        assertThat(found.seen("node names")).contains("nid1 is ", "nid2 is ");
        assertThat(found.seen("mpi")).startsWith("pmix, ");
        assertThat(found.seen("mpi4py")).contains("Open MPI");
        assertThat(found.seen("home")).startsWith("/home/alice, ");
        assertThat(found.seen("clock")).startsWith("less than 5 s");
        String page = Files.readString(PAGE);
        assertThat(found.names()).allMatch(name -> page.contains("`" + name + "`"));
    }

    @Test
    void thisMachineIsExaminedWithoutAWordAndWithoutALogin() throws Exception {
        Examination found = examine(0);
        assertThat(found.problems()).isEmpty();
        assertThat(found.seen("profile")).isEqualTo("local, which comes with jcluster");
        assertThat(found.seen("machine")).startsWith("laptop, ");
        assertThat(found.names()).doesNotContain("login", "forwarding", "queues", "clock");
    }

    @Test
    void peopleGetTheFindingsInWordsAndProgressStaysOutOfTheWay() throws Exception {
        String text = laptop.well("doctor", "cluster");
        assertThat(text)
                .startsWith("ok       java ")
                .contains("\nok       scheduler ")
                .containsPattern("\nno problems, \\d warnings?, \\d unknown\n$")
                .doesNotContain("\u001b");
    }

    @Test
    void aProfileOfOnesOwnIsSaidToBeOnesOwn() throws Exception {
        profile("well", "resources: {partition: debug, walltime: 20m}");
        Examination found = examine(0, "well");
        assertThat(found.seen("profile"))
                .isEqualTo("well, from /home/ada/.config/jcluster/profiles/well.yaml");
        assertThat(found.seen("queue")).isEqualTo("debug of the profile is there");
    }

    // ---- The way there ------------------------------------------------------------------------

    @Test
    void anUnknownHostHasNoAddress() throws Exception {
        assertThat(examine(HOST, "nowhere").problem("name")).isEqualTo("nowhere has no address");
    }

    @Test
    void aHostThatIsCutOffIsNotReached() throws Exception {
        testbed.cut();
        try {
            assertThat(examine(HOST, "cluster").problem("reach"))
                    .startsWith("port 22 of login is not reached");
        } finally {
            testbed.mend();
        }
    }

    @Test
    void aHostKeyThatHasChangedIsAProblem() throws Exception {
        withKnownHosts(
                "echo login $(cut -d' ' -f1,2 .ssh/id_ed25519.pub)",
                () ->
                        assertThat(examine(HOST, "cluster").problem("host key"))
                                .startsWith("the key of login is not the one that is known"));
    }

    @Test
    void aNewHostKeyIsNotWrittenDownEvenWhereTheConfigurationWould() throws Exception {
        testbed.output(
                "laptop",
                "sh",
                "-c",
                "cp .ssh/config kept-config; printf '  StrictHostKeyChecking accept-new\\n'"
                        + " >>.ssh/config");
        try {
            withKnownHosts(
                    ":",
                    () -> {
                        assertThat(examine(HOST, "cluster").problem("host key"))
                                .startsWith("the key of login is not known");
                        assertThat(testbed.output("laptop", "cat", ".ssh/known_hosts")).isEmpty();
                    });
        } finally {
            testbed.output("laptop", "mv", "kept-config", ".ssh/config");
        }
    }

    @Test
    void aCertificateThatHasExpiredIsAWarningWhereAnotherKeyDoes() throws Exception {
        testbed.output(
                "laptop",
                "sh",
                "-c",
                "cd .ssh; ssh-keygen -q -t ed25519 -N '' -f authority;"
                        + " ssh-keygen -q -s authority -I ada -n alice -V -2h:-1h id_ed25519.pub");
        try {
            Examination found = examine(0, "cluster");
            assertThat(found.warnings()).contains("certificate");
            assertThat(found.seen("certificate"))
                    .startsWith("/home/ada/.ssh/id_ed25519-cert.pub expired ");
        } finally {
            testbed.output(
                    "laptop",
                    "sh",
                    "-c",
                    "cd .ssh; rm authority authority.pub id_ed25519-cert.pub");
        }
    }

    @Test
    void whereForwardingIsForbiddenTheOtherWaysAreNamed() throws Exception {
        withSshd(
                "AllowTcpForwarding no",
                () -> {
                    Examination found = examine(0, "cluster");
                    assertThat(found.warnings()).contains("forwarding");
                    assertThat(found.seen("forwarding"))
                            .startsWith("alice@cluster does not let connections through");
                    assertThat(found.problems()).isEmpty();
                    assertThat(found.seen("way to nodes")).isEqualTo("not tried");
                });
    }

    @Test
    void aServerThatGivesOneSessionIsAWarning() throws Exception {
        withSshd(
                "MaxSessions 1",
                () -> {
                    Examination found = examine(0, "cluster");
                    assertThat(found.warnings()).contains("sessions");
                    assertThat(found.seen("scheduler")).startsWith("Slurm ");
                });
    }

    @Test
    void startFilesThatPrintAreAWarning() throws Exception {
        testbed.output("login", "sh", "-c", "echo 'echo Welcome to the cluster' >.bashrc");
        try {
            Examination found = examine(0, "cluster");
            assertThat(found.warnings()).contains("start files");
            assertThat(found.seen("start files")).contains("Welcome to the cluster");
            assertThat(found.seen("machine")).startsWith("login, ");
        } finally {
            testbed.output("login", "rm", ".bashrc");
        }
    }

    @Test
    void theLineOfAnAgentIsUsedAndNoSecondLoginMade() throws Exception {
        String submitted = laptop.well(Laptop.submit("-n", "2"));
        assertThat(submitted).contains("READY");
        String id = laptop.onlyCluster().path("id").asText();
        try {
            Examination found = examine(0, "cluster");
            assertThat(found.problems()).isEmpty();
            assertThat(found.seen("login")).contains("which an agent holds");
            assertThat(found.seen("forwarding")).startsWith("is allowed");
            assertThat(found.seen("server")).contains("jobs of yours: 1");
        } finally {
            laptop.well("stop", id);
        }
    }

    // ---- The scheduler ------------------------------------------------------------------------

    @Test
    void aQueueThatIsNotThereIsTheRequestsFault() throws Exception {
        profile("wrong", "resources: {partition: debgu}");
        Examination found = examine(REQUEST, "wrong");
        assertThat(found.problems()).containsExactly("queue");
        assertThat(found.advice("queue")).contains("normal, debug");
    }

    @Test
    void moreTimeThanTheQueueGivesIsTheRequestsFault() throws Exception {
        profile("wrong", "resources: {partition: debug, walltime: 5h}");
        assertThat(examine(REQUEST, "wrong").problem("queue")).contains("300 min");
    }

    @Test
    void aSchedulerThatIsNotThereIsSaidNotToBe() throws Exception {
        profile("wrong", "site: {scheduler: pbs, login: cluster}");
        assertThat(examine(SCHEDULER, "wrong").problem("scheduler")).contains("qstat");
    }

    @Test
    void aSchedulerWhoseServerHangsIsSaidNotToAnswer() throws Exception {
        // Each of the doctor's three questions waits for as long, and by itself it is 10 s
        // (slurm.conf(5), MessageTimeout).
        String file = "/etc/slurm/slurm.conf";
        testbed.asRoot(
                LIMIT, "login", "cp " + file + " /root/kept; echo MessageTimeout=1 >>" + file);
        testbed.asRoot(LIMIT, "control", "kill -STOP $(pidof slurmctld)");
        try {
            Examination found = examine(SCHEDULER, "cluster");
            assertThat(found.problem("server")).contains("timed out");
            assertThat(found.names()).doesNotContain("queues", "accounting").contains("python");
        } finally {
            testbed.asRoot(LIMIT, "control", "kill -CONT $(pidof slurmctld)");
            testbed.asRoot(LIMIT, "login", "cat /root/kept >" + file + "; rm /root/kept");
            Await.until("an answer", () -> laptop.holds("login", "sinfo -h -t idle | grep -q nid"));
        }
    }

    @Test
    void aProfileThatCannotBeReadIsTheOnlyThingToldOf() throws Exception {
        profile("wrong", "site: {logn: cluster}");
        Examination found = examine(REQUEST, "wrong");
        assertThat(found.names()).containsExactly("profile");
        assertThat(found.seen("profile")).contains("'logn' is no word of 'site'");
    }

    // ---- What is installed --------------------------------------------------------------------

    @Test
    void anMpiFlavourThatSrunDoesNotOfferIsTheRequestsFault() throws Exception {
        profile("wrong", "launch: {launcher: srun, mpi: cray}");
        assertThat(examine(REQUEST, "wrong").problem("mpi"))
                .startsWith("srun does not offer 'cray' of the profile");
    }

    @Test
    void anIpyparallelOfAnotherMajorVersionIsAProblem() throws Exception {
        testbed.output(
                "login",
                "sh",
                "-c",
                "mkdir -p old/ipyparallel old/ipyparallel-9.1.0.dist-info; : >old/ipyparallel/__init__.py;"
                        + " printf 'Metadata-Version: 2.1\\nName: ipyparallel\\nVersion: 9.1.0\\n'"
                        + " >old/ipyparallel-9.1.0.dist-info/METADATA");
        try {
            profile("wrong", "software: {prologue: ['export PYTHONPATH=$HOME/old']}");
            Examination found = examine(LAPTOP, "wrong");
            assertThat(found.problems()).containsExactly("ipyparallel");
            assertThat(found.seen("ipyparallel")).matches("9\\.1\\.0 there, 7\\..* here");
            assertThat(found.advice("ipyparallel")).contains("'ipyparallel==9.*'");
        } finally {
            testbed.output("login", "rm", "-r", "old");
        }
    }

    @Test
    void aPrologueThatFailsIsToldWithItsLine() throws Exception {
        profile("wrong", "software: {prologue: ['echo loading', 'ls /nowhere']}");
        assertThat(examine(REQUEST, "wrong").problem("prologue"))
                .contains("of: ls /nowhere", "cannot access");
    }

    @Test
    void modulesWithoutAModuleCommandAreTheRequestsFault() throws Exception {
        profile("wrong", "software: {modules: [gcc]}");
        assertThat(examine(REQUEST, "wrong").problem("modules"))
                .startsWith("there is no 'module' command");
    }

    // ---- Places -------------------------------------------------------------------------------

    @Test
    void aHomeThatIsReadOnlyIsAProblem() throws Exception {
        testbed.asRoot(
                LIMIT,
                "login",
                "mount --bind /home/alice /home/alice; mount -o remount,ro,bind /home/alice");
        try {
            Examination found = examine(HOST, "cluster");
            assertThat(found.problem("home")).startsWith("/home/alice cannot be written");
            assertThat(found.problems()).containsExactly("home", "job directory");
        } finally {
            testbed.asRoot(LIMIT, "login", "umount /home/alice");
        }
    }

    @Test
    void aFullPlaceForTheJobsIsAProblem() throws Exception {
        testbed.asRoot(
                LIMIT,
                "login",
                """
                mkdir /home/alice/.jcluster
                mount -t tmpfs -o size=1m,uid=4001,gid=4001,mode=700 small /home/alice/.jcluster
                """);
        try {
            assertThat(examine(HOST, "cluster").problem("job directory"))
                    .startsWith("/home/alice/.jcluster, 1 MB free");
        } finally {
            testbed.asRoot(
                    LIMIT, "login", "umount /home/alice/.jcluster; rmdir /home/alice/.jcluster");
        }
    }

    // ---- PBS ----------------------------------------------------------------------------------

    @Test
    void onPbsTheQueuesAndTheMpiexecAreLookedAt() throws Exception {
        try (Testbed other = Testbed.up(Laptop.options().withScheduler("openpbs-toy"))) {
            Laptop there = new Laptop(other);
            there.well("list");
            Traces untouched = Traces.of(other);
            Examination found = Examination.of(there.jcluster("doctor", "cluster", "--json"), 0);
            assertThat(found.problems()).isEmpty();
            assertThat(found.seen("scheduler")).endsWith(" (pbspro)");
            assertThat(found.seen("queues")).contains("debug");
            assertThat(found.seen("launcher")).contains("mpiexec");
            assertThat(found.names()).doesNotContain("mpi");
            Await.until("nothing to be left", () -> Traces.of(other).equals(untouched));
        }
    }

    // ---- Common -------------------------------------------------------------------------------

    private static Examination examine(int status, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("doctor", "--json"));
        all.addAll(List.of(words));
        return Examination.of(laptop.jcluster(all.toArray(String[]::new)), status);
    }

    /** What the doctor has found, by name. */
    private record Examination(List<JsonNode> findings) {

        static Examination of(Outcome outcome, int status) throws Exception {
            assertThat(outcome.exitStatus()).as("%s", outcome).isEqualTo(status);
            List<JsonNode> findings = new ArrayList<>();
            JSON.readTree(outcome.stdout()).forEach(findings::add);
            return new Examination(findings);
        }

        List<String> names() {
            return findings.stream().map(one -> one.path("name").asText()).toList();
        }

        List<String> problems() {
            return with("problem");
        }

        List<String> warnings() {
            return with("warning");
        }

        private List<String> with(String status) {
            return findings.stream()
                    .filter(one -> one.path("status").asText().equals(status))
                    .map(one -> one.path("name").asText())
                    .toList();
        }

        String seen(String name) {
            return named(name).path("seen").asText();
        }

        String advice(String name) {
            return named(name).path("try").asText();
        }

        /** What was seen of a problem, which says as well what it means and what to do. */
        String problem(String name) {
            JsonNode finding = named(name);
            assertThat(finding.path("status").asText()).isEqualTo("problem");
            assertThat(finding.path("means").asText()).isNotEmpty();
            assertThat(finding.path("try").asText()).isNotEmpty();
            return seen(name);
        }

        private JsonNode named(String name) {
            return findings.stream()
                    .filter(one -> one.path("name").asText().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no '" + name + "' in " + findings));
        }
    }

    private interface Check {
        void run() throws Exception;
    }

    private static void profile(String name, String text) throws InterruptedException {
        String site = text.startsWith("site") ? "" : "\nsite: {scheduler: slurm, login: cluster}\n";
        testbed.exec(
                LIMIT,
                text + site,
                "laptop",
                "sh",
                "-c",
                "cat >.config/jcluster/profiles/" + name + ".yaml");
    }

    private static void withKnownHosts(String printed, Check check) throws Exception {
        testbed.output(
                "laptop",
                "sh",
                "-c",
                "mv .ssh/known_hosts kept; " + printed + " >.ssh/known_hosts");
        try {
            check.run();
        } finally {
            testbed.output("laptop", "mv", "kept", ".ssh/known_hosts");
        }
    }

    /** With a line more in the login node's sshd_config, which a new server reads. */
    private static void withSshd(String line, Check check) throws Exception {
        String file = "/etc/ssh/sshd_config";
        testbed.asRoot(
                LIMIT,
                "login",
                "cp " + file + " /root/kept; echo '" + line + "' >>" + file + RELOAD);
        try {
            check.run();
        } finally {
            testbed.asRoot(LIMIT, "login", "cat /root/kept >" + file + "; rm /root/kept" + RELOAD);
        }
    }

    /** sshd forks a new one that listens anew on a HUP; until it does, connections are refused. */
    private static final String RELOAD =
            """

            old=$(cat /run/sshd.pid)
            rm /run/sshd.pid
            kill -HUP $old
            until [ -s /run/sshd.pid ]; do sleep 0.1; done
            """;
}
