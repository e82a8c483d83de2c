package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a user can get wrong, or find wrong: what failed and where, what was said, what to try, the
 * exit code that the help promises, and nothing left behind.
 */
class WrongInputsTest {

    private static final int REFUSED = 1;
    private static final int REQUEST = 2;
    private static final int JOB = 3;
    private static final int HOST = 4;
    private static final int TIMED_OUT = 5;
    private static final int UNPROVEN = 6;
    private static final int LAPTOP = 7;

    private static final String PROFILES = "~/.config/jcluster/profiles/";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static Testbed testbed;
    private static Laptop laptop;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Laptop.options().withAccounting());
        laptop = new Laptop(testbed);
        testbed.output("laptop", "sh", "-c", "mkdir -p " + PROFILES);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        try {
            laptop.assertNothingIsLeft();
        } finally {
            laptop.clear();
        }
    }

    // ---- The request ------------------------------------------------------------------------

    @Test
    void aNumberThatContradictsItsFactorsIsRefusedWithAllThree() throws Exception {
        refused(REQUEST, Laptop.submit("-n", "5", "--nodes", "2", "--tasks-per-node", "4"))
                .startsWith(
                        "jcluster: -n 5 contradicts nodes 2 (--nodes) x tasks-per-node 4"
                                + " (--tasks-per-node) = 8;")
                .contains("or write -n 8");
    }

    @Test
    void aWordThatIsNoNumberIsAnsweredWithTheOptionAndWhatItTakes() throws Exception {
        refused(REQUEST, Laptop.submit("-n", "two"))
                .isEqualTo("jcluster: '-n': 'two' is no whole number from 1\n");
    }

    @Test
    void anUnknownProfileNamesThoseThereAreAndWhereOnesOwnGo() throws Exception {
        refused(REQUEST, "submit", "--profile", "slrum", "-n", "2")
                .startsWith("jcluster: profile slrum: there is none of that name; there are slurm")
                .contains("/home/ada/.config/jcluster/profiles");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "site: {logn: cluster} | 1:8: 'logn' is no word of 'site'; it knows login, hosts",
                "resources: {nodes: many} | 1:20: 'nodes': 'many' is no whole number from 1",
                "site: [slurm | expected ',' or ']'",
            })
    void aMistakeInAProfileIsToldWithFileAndPlace(String text, String message) throws Exception {
        profile("wrong", text);
        refused(REQUEST, "submit", "--profile", "wrong", "-n", "2")
                .startsWith("jcluster: /home/ada/.config/jcluster/profiles/wrong.yaml:1:")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource({"connect", "stop", "status", "logs", "disconnect"})
    void anUnknownClusterIsSaidToBeUnknown(String command) throws Exception {
        refused(REQUEST, command, "99")
                .isEqualTo(
                        """
                        jcluster: there is no cluster 99
                          | no cluster is on record
                          try: jcluster list
                        """);
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenIsNamed() throws Exception {
        String state = "/home/ada/.local/state";
        testbed.asRoot(LIMIT, "laptop", "mv " + state + " " + state + ".away; touch " + state);
        try {
            refused(LAPTOP, Laptop.submit("-n", "2"))
                    .contains("cannot keep the sockets of background processes: " + state)
                    .contains("try: check that " + state + "/jcluster can be written");
        } finally {
            testbed.asRoot(LIMIT, "laptop", "rm " + state + "; mv " + state + ".away " + state);
        }
    }

    // ---- The way to the host ----------------------------------------------------------------

    @Test
    void anUnknownHostIsSaidToHaveNoAddress() throws Exception {
        refused(HOST, "submit", "--scheduler", "slurm", "--login", "nowhere", "-n", "2")
                .contains("jcluster: no connection to ada@nowhere (nowhere port 22)\n")
                .contains("  | no address is known for this name\n")
                .contains("  try: Check the name and the network (a VPN?): ssh nowhere\n");
    }

    @Test
    void aHostThatDoesNotAnswerIsSaidNotToBeReached() throws Exception {
        testbed.cut();
        try {
            refused(HOST, Laptop.submit("-n", "2"))
                    .contains("jcluster: no connection to alice@cluster (login port 22)\n")
                    .contains("  try: Check the name and the network (a VPN?): ssh cluster\n");
        } finally {
            testbed.mend();
        }
    }

    @Test
    void aKeyThatIsRefusedIsToldWithTheWordsThatShowWhy() throws Exception {
        refused(HOST, "submit", "--scheduler", "slurm", "--login", "bob@login", "-n", "2")
                .contains("jcluster: the login as bob@login (login port 22) was refused\n")
                .contains("  try: ssh -v bob@login shows which keys are offered");
    }

    @Test
    void aHostKeyThatHasChangedIsNotTrusted() throws Exception {
        withKnownHosts(
                "echo login $(cut -d' ' -f1,2 .ssh/id_ed25519.pub)",
                () ->
                        refused(HOST, Laptop.submit("-n", "2"))
                                .contains("the key of login is not the one that is known")
                                .contains("/home/ada/.ssh/known_hosts")
                                .contains("ssh-keygen -R login"));
    }

    @Test
    void aHostKeyThatNobodyHasConfirmedIsNotTrusted() throws Exception {
        withKnownHosts(
                ":",
                () ->
                        refused(HOST, Laptop.submit("-n", "2"))
                                .contains("the key of login is not known: it shows ssh-ed25519")
                                .contains("try: Log in once with: ssh"));
    }

    @Test
    void aHostWithoutSbatchIsDoubtedToBeALoginNode() throws Exception {
        testbed.asRoot(LIMIT, "login", "mount --bind /dev/null /usr/bin/sbatch");
        try {
            refused(HOST, Laptop.submit("-n", "2"))
                    .contains("cannot submit the job: sbatch on alice@cluster was not found")
                    .contains("try: is this the host where jobs are submitted?");
        } finally {
            testbed.asRoot(LIMIT, "login", "umount /usr/bin/sbatch");
        }
    }

    @Test
    void aHomeThatCannotBeWrittenIsNamed() throws Exception {
        testbed.asRoot(LIMIT, "login", "chmod 555 /home/alice");
        try {
            refused(REQUEST, Laptop.submit("-n", "2"))
                    .containsPattern("cannot write the job's directory ~/.jcluster/jobs/\\w+ on ")
                    .contains("Permission denied")
                    .contains("try: see with 'df ~' and 'quota'");
        } finally {
            testbed.asRoot(LIMIT, "login", "chmod 755 /home/alice");
        }
    }

    // ---- What Slurm refuses -----------------------------------------------------------------

    @Test
    void aPartitionThatDoesNotExistIsToldWithTheWayToListThem() throws Exception {
        refused(REFUSED, Laptop.submit("-n", "2", "--partition", "nope"))
                .contains("cannot submit the job: sbatch on alice@cluster ended with status 1")
                .contains("| sbatch: error: invalid partition specified: nope")
                .contains("try: sinfo --format=%R lists the partitions");
    }

    @Test
    void anAccountThatDoesNotExistIsToldWithTheWayToListThem() throws Exception {
        refused(REFUSED, Laptop.submit("-n", "2", "--account", "nope"))
                .contains("| sbatch: error: Batch job submission failed: Invalid account")
                .contains("try: sacctmgr show assoc user=$USER");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-n 2 --partition debug -t 2h | PartitionTimeLimit; the time limit is longer than",
                "-n 4 --nodes 4 | PartitionNodeLimit; more nodes than the partition gives to a job",
            })
    void aJobThatCanNeverStartIsGivenUpAtOnce(String words, String reason) throws Exception {
        refused(JOB, Laptop.submit(words.split(" ")))
                .containsPattern("jcluster: job \\d+ on alice@cluster will never start")
                .contains("| queued (" + reason)
                .contains("try: mend that and submit again");
    }

    @Test
    void aJobThatCanNeverStartIsKeptForWhoAsksForIt() throws Exception {
        refused(JOB, Laptop.submit("-n", "2", "--partition", "debug", "-t", "2h", "--keep"))
                .contains("will never start");
        var cluster = laptop.onlyCluster();
        assertThat(cluster.path("state").asText()).isEqualTo("queued");
        assertThat(cluster.path("detail").asText()).startsWith("PartitionTimeLimit; ");
        laptop.well("stop", cluster.path("id").asText());
    }

    // ---- What the job finds -----------------------------------------------------------------

    @Test
    void aPythonThatDoesNotExistIsNamed() throws Exception {
        refused(JOB, Laptop.submit("-n", "2", "--python", "/no/such/python"))
                .containsPattern("jcluster: job \\d+ on nid\\d ended with status 3 before its")
                .contains("| there is no program '/no/such/python' on nid");
    }

    @Test
    void aPythonWithoutIpyparallelIsNamedWithTheWayToInstallIt() throws Exception {
        testbed.output("login", "python3", "-m", "venv", "--without-pip", "bare");
        refused(JOB, Laptop.submit("-n", "2", "--python", "~/bare/bin/python3"))
                .containsPattern("/home/alice/bare/bin/python3 \\(Python [\\d.]+\\) on nid\\d has")
                .contains("has no ipyparallel; set 'python', 'modules' or 'prologue'")
                .contains("-m pip install --user ipyparallel");
    }

    @Test
    void aLineOfThePrologueThatFailsIsShownWithWhatItSaid() throws Exception {
        profile("wrong", "software: {prologue: source ~/no/activate}");
        refused(JOB, wrong())
                .containsPattern("the prologue failed on nid\\d: status 1 of: source ~/no/activate")
                .contains("/home/alice/no/activate: No such file or directory");
    }

    @Test
    void aJobThatDiesBeforeItsControllerIsUpShowsItsLog() throws Exception {
        profile("wrong", "software: {prologue: 'echo my last words; exit 3'}");
        refused(JOB, wrong())
                .contains("| the script ended early, in the prologue")
                .contains("| my last words")
                .contains("try: mend that and submit again");
    }

    @Test
    void enginesWithoutMpiAreNoMpiWorldAndNotExpectedToBeOne() throws Exception {
        assertThat(laptop.well(Laptop.submit("-n", "2", "--mpi", "none")))
                .startsWith("READY  2 engines\n");
        laptop.well("stop", laptop.onlyCluster().path("id").asText());
    }

    @Test
    void aFlavourThatMpiWasNotBuiltForIsSaidToBeOne() throws Exception {
        refused(JOB, Laptop.submit("-n", "2", "--mpi", "pmi2"))
                .contains("when 0 of 2 had registered")
                .contains("MPI did not start")
                .contains("'srun --mpi=list' shows the flavours");
    }

    @Test
    void worldsOfOneAreNotTakenForTheWorldThatWasAskedFor() throws Exception {
        worldsOfOne();
        refused(UNPROVEN, wrong())
                .contains("are not the MPI world that was asked for")
                .contains("2 worlds of size 1")
                .contains("try: it was stopped; --keep leaves it running");
    }

    @Test
    void worldsOfOneAreKeptForWhoAsksForThem() throws Exception {
        worldsOfOne();
        refused(UNPROVEN, "submit", "-p", "wrong", "-n", "2", "--keep")
                .contains("2 worlds of size 1")
                .contains("it was left running");
        var cluster = laptop.onlyCluster();
        assertThat(cluster.path("state").asText()).isEqualTo("running");
        laptop.well("stop", cluster.path("id").asText());
    }

    /** As when an mpiexec of another MPI is first on the path: it starts processes, and no more. */
    private static void worldsOfOne() throws InterruptedException {
        String mpiexec =
                """
                #!/bin/bash
                [[ $1 != --version ]] || { echo HYDRA; exit; }
                shift; n=$1; shift
                for ((i = 0; i < n; i++)); do "$@" & done
                wait
                """;
        testbed.exec(
                LIMIT,
                mpiexec,
                "login",
                "sh",
                "-c",
                "mkdir -p other; cat >other/mpiexec; chmod +x other/mpiexec");
        profile(
                "wrong",
                "software: {prologue: export PATH=~/other:$PATH}\nlaunch: {launcher: mpiexec}");
    }

    // ---- What lies in the job's directory ---------------------------------------------------

    @Test
    void aConnectionFileThatIsNotTheControllersIsRefusedForWhatItIs() throws Exception {
        laptop.well(Laptop.submit("-n", "2"));
        String id = laptop.onlyCluster().path("id").asText();
        String status = "status.json";
        String file = "profile/security/ipcontroller-" + id + "-client.json";
        inTheJob("cp -p " + file + " good; cp -p " + status + " good-status");

        inTheJob("rm " + file);
        connectRefused(JOB, id).contains("ipcontroller-" + id).contains("it is missing or empty");

        inTheJob("head -c 60 good >" + file);
        connectRefused(JOB, id).contains("it ends in the middle");

        inTheJob("echo hello there >" + file);
        connectRefused(JOB, id).contains("it is not JSON");

        inTheJob("cp good " + file);
        inTheJob("sed -i s/ipcontroller-" + id + "-/ipcontroller-999-/ " + status);
        connectRefused(JOB, id).contains("it names another job than " + id);

        inTheJob(
                "cp good-status status.json; sed -i 's/\"job\": \""
                        + id
                        + "\"/\"job\": \"999\"/' status.json");
        connectRefused(JOB, id)
                .contains("speaks of another job")
                .contains("it names job 999")
                .contains("try: jcluster stop " + id);

        inTheJob("echo '{' >" + status);
        connectRefused(TIMED_OUT, id)
                .contains("its status.json cannot be read: it is half written or not JSON");

        inTheJob("cp good-status " + status);
        assertThat(laptop.well("connect", id)).contains("READY");
        laptop.well("stop", id);
    }

    private static org.assertj.core.api.AbstractStringAssert<?> connectRefused(int code, String id)
            throws InterruptedException {
        return refused(code, "connect", "--start-timeout", "3s", id);
    }

    private static void inTheJob(String script) throws InterruptedException {
        testbed.output("login", "sh", "-c", "cd ~/.jcluster/jobs/* && " + script);
    }

    // ---- Common -----------------------------------------------------------------------------

    /** What a command said that ended with this code, and without a stack trace. */
    private static org.assertj.core.api.AbstractStringAssert<?> refused(int code, String... words)
            throws InterruptedException {
        Outcome outcome = laptop.jcluster(words);
        assertThat(outcome.exitStatus()).as(outcome.stderr()).isEqualTo(code);
        assertThat(outcome.stdout()).isEmpty();
        return assertThat(outcome.stderr())
                .doesNotContainPattern("(?m)^\\s+at ")
                .doesNotContain("a fault of jcluster itself")
                .contains("jcluster: ");
    }

    private static String[] wrong() {
        return new String[] {"submit", "-p", "wrong", "-n", "2"};
    }

    /** A profile of ada's: this, and where the testbed's Slurm is. */
    private static void profile(String name, String text) throws InterruptedException {
        String site = text.startsWith("site") ? "" : "\nsite: {scheduler: slurm, login: cluster}\n";
        testbed.exec(LIMIT, text + site, "laptop", "sh", "-c", "cat >" + PROFILES + name + ".yaml");
    }

    private interface Check {
        void run() throws InterruptedException;
    }

    /** With known hosts as a shell command prints them, and no agent that knew the old ones. */
    private static void withKnownHosts(String printed, Check check) throws InterruptedException {
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
}
