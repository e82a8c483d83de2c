package io.jcluster.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An ipyparallel profile for Slurm, moved in and submitted. */
class MovingInTest {

    private static Testbed testbed;
    private static Laptop laptop;
    private static Person ada;

    @BeforeAll
    static void up() throws InterruptedException {
        testbed = Testbed.up(Laptop.options());
        laptop = new Laptop(testbed);
        ada = Person.ada(testbed);
    }

    @AfterAll
    static void down() {
        testbed.close();
    }

    @AfterEach
    void clear() throws InterruptedException {
        laptop.clear();
    }

    @Test
    void anImportedProfileGivesTheSameJobsAndOneMpiWorld() throws InterruptedException {
        testbed.output(
                "laptop",
                "bash",
                "-c",
                """
                mkdir -p ~/.ipython/profile_course && cd ~/.ipython/profile_course
                cat >ipcluster_config.py <<'END'
                c = get_config()
                c.IPClusterStart.controller_launcher_class = 'SlurmControllerLauncher'
                c.IPClusterEngines.engine_launcher_class = 'SlurmEngineSetLauncher'
                c.SlurmLauncher.queue = 'normal'
                c.SlurmLauncher.timelimit = '00:10:00'
                c.SlurmControllerLauncher.batch_template_file = 'slurm.controller.template'
                c.SlurmEngineSetLauncher.batch_template_file = 'slurm.engine.template'
                END
                cat >slurm.controller.template <<'END'
                #!/bin/bash
                #SBATCH --ntasks=1
                #SBATCH --time={timelimit}
                #SBATCH -p {queue}
                ipcontroller --profile-dir={profile_dir} --ip='*'
                END
                cat >slurm.engine.template <<'END'
                #!/bin/bash
                #SBATCH --nodes=2 --ntasks-per-node=2
                #SBATCH --time={timelimit}
                #SBATCH -p {queue}
                #SBATCH --nice=10
                echo "there are {n} engines"
                export FROM_TEMPLATE=yes
                mpiexec -n {n} ipengine --profile-dir={profile_dir}
                END
                """);
        JsonNode told = ada.asks("profile", "import", "/home/ada/.ipython/profile_course");
        assertThat(told.path("not_understood")).isEmpty();

        String id = ada.submits("--profile", "course", "--login", "cluster");

        JsonNode cluster = laptop.onlyCluster();
        assertThat(cluster.path("engines").asInt()).isEqualTo(4);
        assertThat(testbed.output("login", "squeue", "-h", "-o", "%D %P %l %y").lines())
                .anyMatch(job -> job.startsWith("2 normal 10:00 "))
                .anyMatch(job -> job.startsWith("1 normal 10:00 "));
        assertThat(
                        testbed.output(
                                "login",
                                "scontrol",
                                "show",
                                "job",
                                cluster.path("engines_job").asText()))
                .contains("Nice=10");
        assertThat(ada.runs("hello.py", "job_" + id))
                .contains("rank 0 on host nid1. total ranks=4", "rank 3 on host nid2.");
        ada.types("stop", id);
        laptop.assertNothingIsLeft();
    }
}
