package io.jcluster.scheduler.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.CpuArchitecture;
import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.drmaa2.OperatingSystem;
import io.jcluster.drmaa2.ReservationTemplate;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.scheduler.Action;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Extensions;
import io.jcluster.scheduler.Indices;
import io.jcluster.scheduler.JobScript;
import io.jcluster.scheduler.Refusal;
import io.jcluster.tunnel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PbsDirectivesTest {

    private static final Dialect OPENPBS = new OpenPbsDialect();
    private static final Dialect TORQUE = new TorqueDialect();

    private static JobTemplate.Builder job() {
        return JobTemplate.builder().extension(Extensions.SCRIPT, "#!/bin/bash -l\ndate\n");
    }

    private static List<String> resources(Dialect dialect, JobTemplate.Builder job) {
        return JobScript.of(dialect, job.build()).lines().stream()
                .filter(line -> line.startsWith("#PBS -l "))
                .map(line -> line.substring(8))
                .toList();
    }

    @Test
    void theyAreFoundByTheirNames() {
        assertThat(Dialects.named("pbspro")).isInstanceOf(OpenPbsDialect.class);
        assertThat(Dialects.named("torque")).isInstanceOf(TorqueDialect.class);
        assertThat(Dialects.names()).contains("pbs", "pbspro", "torque");
        assertThatThrownBy(() -> Dialects.named("pbs"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("family")
                .hasMessageContaining("one of pbspro, torque; or name the host (--login)");
    }

    @Test
    void gpusArePartOfWhatIsAskedOfAMachine() {
        var perNode =
                job().minSlots(8)
                        .extension("pbs_jt_nodes", "2")
                        .extension("pbs_jt_gpus_per_node", "3");
        assertThat(resources(OPENPBS, perNode))
                .contains("select=2:ncpus=4:mpiprocs=4:ompthreads=1:ngpus=3");
        assertThat(resources(TORQUE, perNode)).contains("nodes=2:ppn=4:gpus=3");
        var perSlot =
                job().minSlots(8)
                        .extension("pbs_jt_nodes", "2")
                        .extension("pbs_jt_gpus_per_task", "1");
        assertThat(resources(OPENPBS, perSlot))
                .contains("select=2:ncpus=4:mpiprocs=4:ompthreads=1:ngpus=4");
        assertThat(resources(TORQUE, perSlot)).contains("nodes=2:ppn=4:gpus=4");
        assertThatThrownBy(() -> resources(TORQUE, perSlot.extension("pbs_jt_gpus_per_node", "3")))
                .hasMessageContaining("cannot both be set");
        for (Dialect dialect : List.of(OPENPBS, TORQUE)) {
            assertThatThrownBy(() -> resources(dialect, job().extension("pbs_jt_gpu_type", "a100")))
                    .isInstanceOf(UnsupportedAttributeException.class)
                    .hasMessageContaining("try: ");
        }
    }

    @Test
    void memoryOfEachCoreIsMultipliedForAPieceOfOpenPbsAndSaidAsItIsToTorque() {
        var job =
                job().minSlots(8)
                        .extension("pbs_jt_nodes", "2")
                        .extension("pbs_jt_cpus_per_task", "2")
                        .extension("pbs_jt_mem_per_cpu", "2G");
        assertThat(resources(OPENPBS, job))
                .contains("select=2:ncpus=8:mpiprocs=4:ompthreads=2:mem=16gb");
        assertThat(resources(TORQUE, job)).contains("nodes=2:ppn=8", "pmem=2gb");
        assertThatThrownBy(() -> resources(OPENPBS, job.extension("pbs_jt_mem", "4G")))
                .hasMessageContaining("cannot both be set");
    }

    @Test
    void machinesForOneselfAreAPlaceOfOpenPbs() {
        assertThat(
                        resources(
                                OPENPBS,
                                job().minSlots(8)
                                        .extension("pbs_jt_nodes", "2")
                                        .extension("pbs_jt_exclusive", "true")))
                .contains("place=scatter:excl");
        assertThatThrownBy(() -> resources(TORQUE, job().extension("pbs_jt_exclusive", "true")))
                .hasMessageContaining("naccesspolicy=singlejob");
    }

    @Test
    void aDirectiveThatASiteRefusesIsLeftOutByItsLetterOrItsName() {
        var job =
                job().accountingId("g33")
                        .minSlots(2)
                        .extension("pbs_jt_drop", "A,place,-m")
                        .extension("pbs_jt_native", "-P proj\n-m n");
        assertThat(JobScript.of(OPENPBS, job.build()).lines())
                .contains("#PBS -P proj", "#PBS -m n")
                .noneMatch(line -> line.contains("-A g33") || line.contains("place="));
        assertThatThrownBy(() -> JobScript.of(OPENPBS, job().extension("pbs_jt_drop", "v").build()))
                .hasMessageContaining("pbs_jt_drop cannot leave out -v");
    }

    @Test
    void aSiteThatRefusesSelectIsToldTheSumsOfItsPieces() {
        var job =
                job().minSlots(10)
                        .extension("pbs_jt_ntasks_per_node", "4")
                        .extension("pbs_jt_cpus_per_task", "2")
                        .extension("pbs_jt_drop", "select");
        assertThat(resources(OPENPBS, job.extension("pbs_jt_mem_per_cpu", "2G")))
                .containsExactly("ncpus=20", "mem=40gb");
        assertThat(
                        resources(
                                OPENPBS,
                                job().minSlots(10)
                                        .extension("pbs_jt_ntasks_per_node", "4")
                                        .extension("pbs_jt_mem", "190gb")
                                        .extension("pbs_jt_gpus_per_node", "4")
                                        .extension("pbs_jt_drop", "select")))
                .containsExactly("ncpus=10", "ngpus=12", "mem=570gb");
        assertThat(
                        resources(
                                OPENPBS,
                                job().minSlots(3)
                                        .extension("pbs_jt_gpus_per_task", "1")
                                        .extension("pbs_jt_drop", "select, mem")))
                .containsExactly("ncpus=3", "ngpus=3");
    }

    @ParameterizedTest
    @CsvSource({"pbs_jt_select, 2:ncpus=4", "pbs_jt_place, pack", "pbs_jt_exclusive, true"})
    void whatIsSaidWithSelectOrPlaceIsRefusedWhereSumsAreTold(String name, String value) {
        assertThatThrownBy(
                        () ->
                                resources(
                                        OPENPBS,
                                        job().minSlots(8)
                                                .extension(name, value)
                                                .extension("pbs_jt_drop", "select")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(name + " is said with select or place");
    }

    @Test
    void withoutWishesNothingIsMailedAndNothingLeftInTheHomeDirectory() {
        var text =
                """
                #!/bin/bash -l
                #PBS -m n
                #PBS -o /dev/null
                #PBS -j oe
                #PBS -r n

                date
                """;
        assertThat(JobScript.of(OPENPBS, job().build())).hasToString(text);
        assertThat(JobScript.of(TORQUE, job().build())).hasToString(text);
    }

    private static JobTemplate.Builder everything() {
        return job().jobName("my engines")
                .queueName("workq")
                .accountingId("s1234")
                .minSlots(8)
                .minPhysMemory(1048576L)
                .priority(10)
                .startTime(Instant.parse("2026-11-21T18:00:05Z"))
                .resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofMinutes(90))
                .email(List.of("a@b.org", "c@d.org"))
                .emailOnStarted(true)
                .emailOnTerminated(true)
                .outputPath(Drmaa2.HOME_DIRECTORY + "/my logs/job.log")
                .joinFiles(true)
                .submitAsHold(true)
                .rerunnable(true)
                .extension("pbs_jt_nodes", "2")
                .extension("pbs_jt_group_list", "staff")
                .extension("pbs_jt_umask", "027")
                .extension("pbs_jt_dependency", "afterok:12.srv:13.srv")
                .extension("pbs_jt_native", "-S /bin/bash")
                .extension(Extensions.TAG, "jc-abc");
    }

    @Test
    void everythingAskedForBecomesADirectiveOfOpenPbs() {
        assertThat(
                        JobScript.of(
                                OPENPBS,
                                everything()
                                        .extension("pbs_jt_native", "-S /bin/bash")
                                        .extension("pbs_jt_project", "proj")
                                        .build()))
                .hasToString(
                        """
                        #!/bin/bash -l
                        #PBS -N my_engines
                        #PBS -q workq
                        #PBS -A s1234
                        #PBS -l select=2:ncpus=4:mpiprocs=4:ompthreads=1:mem=1048576kb
                        #PBS -l place=scatter
                        #PBS -l walltime=01:30:00
                        #PBS -p 10
                        #PBS -a 202611211800.05
                        #PBS -m bae
                        #PBS -M a@b.org,c@d.org
                        #PBS -o 'my logs/job.log'
                        #PBS -j oe
                        #PBS -k oed
                        #PBS -h
                        #PBS -r y
                        #PBS -v JCLUSTER_TAG=jcluster:jc-abc
                        #PBS -W group_list=staff
                        #PBS -W umask=027
                        #PBS -W depend=afterok:12.srv:13.srv
                        #PBS -S /bin/bash
                        #PBS -P proj

                        date
                        """);
    }

    @Test
    void everythingAskedForBecomesADirectiveOfTorque() {
        assertThat(
                        JobScript.of(
                                TORQUE,
                                everything()
                                        .extension("pbs_jt_native", "-S /bin/bash")
                                        .extension("pbs_jt_feature", "fast")
                                        .build()))
                .hasToString(
                        """
                        #!/bin/bash -l
                        #PBS -N my_engines
                        #PBS -q workq
                        #PBS -A s1234
                        #PBS -l nodes=2:ppn=4:fast
                        #PBS -l mem=2097152kb
                        #PBS -l walltime=01:30:00
                        #PBS -p 10
                        #PBS -a 202611211800.05
                        #PBS -m bae
                        #PBS -M a@b.org,c@d.org
                        #PBS -o 'my logs/job.log'
                        #PBS -j oe
                        #PBS -h
                        #PBS -r y
                        #PBS -v JCLUSTER_TAG=jcluster:jc-abc
                        #PBS -W group_list=staff
                        #PBS -W umask=027
                        #PBS -W depend=afterok:12.srv:13.srv
                        #PBS -S /bin/bash

                        date
                        """);
    }

    @Test
    void liveOutputIsAskedForInOpenPbsOnlyAndNeverAsAnErrorInTorque() {
        var job = job().outputPath("/tmp/out").errorPath("/tmp/err");
        assertThat(JobScript.of(OPENPBS, job.build()).lines())
                .contains("#PBS -o /tmp/out", "#PBS -e /tmp/err", "#PBS -k oed");
        assertThat(JobScript.of(TORQUE, job.build()).lines())
                .contains("#PBS -o /tmp/out", "#PBS -e /tmp/err")
                .noneMatch(line -> line.contains(" -k "));
    }

    @Test
    void torqueJoinsWhatGoesToOneFileSinceItWouldKeepOnlyTheErrors() {
        var job = job().outputPath("/tmp/out").errorPath("/tmp/out");
        assertThat(JobScript.of(TORQUE, job.build()).lines())
                .contains("#PBS -o /tmp/out", "#PBS -j oe")
                .noneMatch(line -> line.startsWith("#PBS -e"));
    }

    @Test
    void torqueNeverSeesSelectWhichItWouldIgnoreInSilence() {
        assertThatThrownBy(
                        () ->
                                resources(
                                        TORQUE,
                                        job().extension("pbs_jt_select", "2:ncpus=4:mpiprocs=4")))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining("pbs_jt_select");
    }

    @Test
    void slotsArePiecesOfOneProcessorEachUnlessMachinesAreNamed() {
        assertThat(resources(OPENPBS, job().minSlots(24)))
                .containsExactly("select=24:ncpus=1:mpiprocs=1:ompthreads=1", "place=free");
        assertThat(resources(TORQUE, job().minSlots(24))).containsExactly("nodes=1:ppn=24");
    }

    @Test
    void coresOfASlotAreItsThreads() {
        var job = job().minSlots(4).extension("pbs_jt_cpus_per_task", "3");
        assertThat(resources(OPENPBS, job.extension("pbs_jt_ntasks_per_node", "2")))
                .containsExactly("select=2:ncpus=6:mpiprocs=2:ompthreads=3", "place=scatter");
        assertThat(resources(TORQUE, job)).containsExactly("nodes=2:ppn=6");
    }

    @Test
    void slotsThatDoNotDivideAreDealtOutInTwoGroups() {
        var job = job().minSlots(7).extension("pbs_jt_nodes", "2");
        assertThat(resources(OPENPBS, job).get(0))
                .isEqualTo(
                        "select=1:ncpus=4:mpiprocs=4:ompthreads=1"
                                + "+1:ncpus=3:mpiprocs=3:ompthreads=1");
        assertThat(resources(TORQUE, job)).containsExactly("nodes=1:ppn=4+1:ppn=3");
    }

    @Test
    void namedMachinesAreTheOnesTheJobGets() {
        var job = job().minSlots(3).candidateMachines(List.of("n1", "n2"));
        assertThat(resources(OPENPBS, job).get(0))
                .isEqualTo(
                        "select=1:ncpus=2:mpiprocs=2:ompthreads=1:host=n1"
                                + "+1:ncpus=1:mpiprocs=1:ompthreads=1:host=n2");
        assertThat(resources(TORQUE, job)).containsExactly("nodes=n1:ppn=2+n2:ppn=1");
    }

    @Test
    void theLastMachineMayHaveFewerSlotsThanTheOthers() {
        var job =
                job().minSlots(10)
                        .extension("pbs_jt_nodes", "3")
                        .extension("pbs_jt_ntasks_per_node", "4");
        assertThat(resources(TORQUE, job)).containsExactly("nodes=2:ppn=4+1:ppn=2");
        assertThat(resources(OPENPBS, job))
                .containsExactly(
                        "select=2:ncpus=4:mpiprocs=4:ompthreads=1"
                                + "+1:ncpus=2:mpiprocs=2:ompthreads=1",
                        "place=scatter");
    }

    @ParameterizedTest
    @CsvSource({"8", "13"})
    void aMachineWithNoneOrWithTooManyIsRefused(int slots) {
        assertThatThrownBy(
                        () ->
                                resources(
                                        TORQUE,
                                        job().minSlots(slots)
                                                .extension("pbs_jt_nodes", "3")
                                                .extension("pbs_jt_ntasks_per_node", "4")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(slots + " slots do not fit 3 machines with 4 each");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pbspro | pbs_jt_constraint | a resource that the site has defined",
                "pbspro | pbs_jt_qos | a queue",
                "torque | pbs_jt_constraint | pbs_jt_feature",
                "torque | pbs_jt_project | accountingId",
                "torque | pbs_jt_select | pbs_jt_nodes"
            })
    void whatOneOfThemHasNotIsRefusedWithWhatItHasInstead(
            String dialect, String name, String instead) {
        assertThatThrownBy(
                        () ->
                                JobScript.of(
                                        Dialects.named(dialect),
                                        job().extension(name, "a").build()))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining("'" + dialect + "' does not support " + name + "\ntry: ")
                .hasMessageContaining(instead);
    }

    @Test
    void reservationsAreTheAffairOfTorquesOtherSchedulers() {
        assertThatThrownBy(() -> JobScript.of(TORQUE, job().reservationId("R1").build()))
                .isInstanceOf(UnsupportedAttributeException.class)
                .hasMessageContaining("advres=");
    }

    @Test
    void whatPbsTakesVerbatimStaysItself() {
        assertThat(
                        resources(
                                OPENPBS,
                                job().minSlots(8)
                                        .extension("pbs_jt_select", "2:ncpus=4:mpiprocs=4")
                                        .extension("pbs_jt_place", "scatter:excl")))
                .containsExactly("select=2:ncpus=4:mpiprocs=4", "place=scatter:excl");
        assertThat(resources(TORQUE, job().minSlots(8).extension("pbs_jt_nodes", "2:ppn=4:big")))
                .containsExactly("nodes=2:ppn=4:big");
        assertThat(resources(TORQUE, job().minSlots(8).extension("pbs_jt_procs", "8")))
                .containsExactly("procs=8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pbspro | pbs_jt_select | 2:ncpus=4:mpiprocs=4 | 8 slots",
                "pbspro | pbs_jt_select | 5 | 5 slots",
                "torque | pbs_jt_nodes | 2:ppn=4 | 8 slots",
                "torque | pbs_jt_procs | 8 | 8 slots",
                "torque | pbs_jt_nodes | 4 | 3 slots do not fit 4 machines",
                "pbspro | pbs_jt_nodes | 4 | 3 slots do not fit 4 machines",
                "pbspro | pbs_jt_nodes | two | a number",
                "pbspro | pbs_jt_select | 2:ncpus=4 nodes=9 | chunks",
                "pbspro | pbs_jt_place | anywhere | scatter",
                "pbspro | pbs_jt_walltime | 1 day | 1:30:00",
                "torque | pbs_jt_umask | 99 | octal",
                "torque | pbs_jt_mail_points | x | letters",
                "torque | pbs_jt_dependency | afterok | afterok:12",
                "pbspro | pbs_jt_native | --x | -S /bin/bash",
                "pbspro | pbs_jt_native | -v A=1 | cannot set -v",
                "pbspro | pbs_jt_native | -J 1-3 | cannot set -J",
                "torque | pbs_jt_mem | much | 4gb",
                "torque | pbs_jt_resource_list | mem | a=1,b=2",
            })
    void aMalformedOrContradictingExtensionIsRefusedByName(
            String dialect, String name, String value, String words) {
        assertThatThrownBy(
                        () ->
                                JobScript.of(
                                        Dialects.named(dialect),
                                        job().minSlots(3).extension(name, value).build()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(name.equals("pbs_jt_nodes") ? "" : name)
                .hasMessageContaining(words);
    }

    @Test
    void whatPbsCannotExpressIsRefusedByName() {
        refused(OPENPBS, job().machineArch(CpuArchitecture.ARM64), "machineArch");
        refused(OPENPBS, job().machineOS(OperatingSystem.WIN), "machineOS");
        refused(OPENPBS, job().priority(2000), "priority");
        refused(TORQUE, job().reservationId("R1.srv"), "reservationId");
        refused(OPENPBS, job().reservationId("mine"), "reservationId");
        refused(OPENPBS, job().outputPath("/tmp/a:b"), "outputPath");
        refused(
                OPENPBS,
                job().extension("pbs_jt_walltime", "60")
                        .resourceLimit(Drmaa2.WALLCLOCK_TIME, Duration.ofMinutes(90)),
                "pbs_jt_walltime");
        refused(OPENPBS, job().jobName("a").extension("slurm_jt_qos", "high"), "slurm_jt_qos");
    }

    private static void refused(Dialect dialect, JobTemplate.Builder job, String name) {
        assertThatThrownBy(() -> JobScript.of(dialect, job.build()))
                .isInstanceOf(DrmaaException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aReservationIsItsQueue() {
        assertThat(JobScript.of(OPENPBS, job().reservationId("R57.pbs-head").build()).lines())
                .contains("#PBS -q R57");
    }

    @Test
    void aValueCannotSmuggleInAnotherLine() {
        assertThatThrownBy(
                        () -> JobScript.of(OPENPBS, job().accountingId("a\n#PBS -l x=1").build()))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("line break");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 9, 1, 0, 1-9, 1-9",
        "1, 9, 2, 3, 1-9:2%3, '1,3,5,7,9%3'",
        "5, 5, 1, 0, 5-6:2, 5",
        "3, 4, 7, 1, 3-4:2%1, 3%1",
    })
    void arraysAreAskedForInEachLinesOwnWords(
            int begin, int end, int step, int most, String openPbs, String torque) {
        var indices =
                new Indices(
                        begin, end, step, most == 0 ? OptionalInt.empty() : OptionalInt.of(most));
        assertThat(OpenPbsArrays.range(indices)).isEqualTo(openPbs);
        assertThat(TorqueArrays.list(indices)).isEqualTo(torque);
    }

    @Test
    void membersAreNamedByBracketsWithinTheId() {
        var arrays = OPENPBS.arrays().orElseThrow();
        assertThat(arrays.memberId("47[].pbs-head.site.org", 2))
                .isEqualTo("47[2].pbs-head.site.org");
        assertThat(arrays.indexVariable()).isEqualTo("PBS_ARRAY_INDEX");
        assertThat(TORQUE.arrays().orElseThrow().indexVariable()).isEqualTo("PBS_ARRAYID");
    }

    @Test
    void anArraysIdIsReadFromWhatQsubSays() {
        var script = JobScript.of(OPENPBS, job().build());
        var submit = OPENPBS.submit(script, job().build());
        assertThat(submit.reader().apply(new Outcome(0, "47[].pbs-head\n", "")))
                .isEqualTo("47[].pbs-head");
        assertThat(submit.reader().apply(new Outcome(0, "Welcome!\n23.pbs-head\n", "")))
                .isEqualTo("23.pbs-head");
        assertThatThrownBy(() -> submit.reader().apply(new Outcome(0, "Welcome!\n", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void membersOfAnOpenPbsArrayAreHeldTogetherAndEndedOneByOne() {
        var members = List.of("47[1].srv", "47[2].srv");
        assertThat(OPENPBS.control(Action.HOLD, members).ran()).isEqualTo("qhold '47[].srv'");
        assertThat(OPENPBS.control(Action.RELEASE, members).ran()).isEqualTo("qrls '47[].srv'");
        assertThat(OPENPBS.control(Action.TERMINATE, members).ran())
                .isEqualTo("qdel '47[1].srv' '47[2].srv'");
        assertThat(TORQUE.control(Action.HOLD, members).ran())
                .isEqualTo("qhold '47[1].srv' '47[2].srv'");
        var single = OPENPBS.control(Action.HOLD, List.of("47[1].srv"));
        var refusal =
                single.refusal().apply(new Outcome(156, "", "qhold: Invalid request 47[1].srv\n"));
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_OFFERED);
        assertThat(refusal.advice().orElseThrow()).contains("whole job array");
    }

    @Test
    void membersThatEndedByThemselvesAreNoFailureToEndTheArray() {
        var end = OPENPBS.control(Action.TERMINATE, List.of("47[1].srv", "47[2].srv"));
        assertThat(end.answered())
                .accepts(new Outcome(35, "", "qdel: Job has finished 47[1].srv\n"))
                .rejects(new Outcome(159, "", "qdel: Unauthorized Request  47[1].srv\n"));
        var one = OPENPBS.control(Action.TERMINATE, List.of("47.srv"));
        assertThat(one.answered()).rejects(new Outcome(35, "", "qdel: Job has finished 47.srv\n"));
    }

    @Test
    void aReservationIsMadeAndDeniedWithinTheCall() {
        var request =
                OPENPBS.reservations()
                        .orElseThrow()
                        .request(
                                ReservationTemplate.builder()
                                        .reservationName("my course")
                                        .startTime(Instant.parse("2026-11-21T18:00:00Z"))
                                        .endTime(Instant.parse("2026-11-21T19:00:00Z"))
                                        .minSlots(2)
                                        .usersACL(List.of("alice", "bob"))
                                        .build());
        assertThat(request.ran())
                .isEqualTo(
                        "pbs_rsub -I -20 -N my_course -R 202611211800.00 -E 202611211900.00"
                                + " -l select=2:ncpus=1 -U alice,bob");
        var made = new Outcome(0, "R6.pbs-head CONFIRMED\n", "");
        assertThat(request.answered()).accepts(made);
        assertThat(request.reader().apply(made)).isEqualTo("R6.pbs-head");
        var denied = new Outcome(0, "R7.pbs-head DENIED\n", "");
        assertThat(request.answered()).rejects(denied);
        assertThat(request.refusal().apply(denied).kind()).isEqualTo(Refusal.Kind.INVALID);
        assertThat(TORQUE.reservations()).isEmpty();
    }
}
