package io.jcluster.templates.ipyparallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.templates.ipyparallel.Start.Program;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directives of schedulers, and the words of a profile that ask for the same. */
class RequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-l nodes=2:ppn=8                         | nodes=2 tasks-per-node=8",
                "-l nodes=4                               | nodes=4",
                "-l nodes={n/8}:ppn=8                     | tasks-per-node=8",
                "-l nodes={n//4}:ppn=8                    | tasks-per-node=4 cpus-per-task=2",
                "-l nodes={int(ceil(n/8.0))}:ppn=8        | tasks-per-node=8",
                "-l nodes={(n + 7)//8}:ppn=8              | tasks-per-node=8",
                "-l nodes=1:ppn={n}                       | nodes=1",
                "-l nodes={n}:ppn=4                       | tasks-per-node=1 cpus-per-task=4",
                "-l nodes=2:ppn=8:ib                      | nodes=2 tasks-per-node=8 constraint=ib",
                "-l select=2:ncpus=8:mpiprocs=8           | nodes=2 tasks-per-node=8",
                "-l select=2:ncpus=8                      | nodes=2 tasks-per-node=8",
                "-l select=2:ncpus=8:mpiprocs=2:mem=16gb  | nodes=2 tasks-per-node=2 cpus-per-task=4 memory=16G",
                "-l select={n//16}:ncpus=16:mpiprocs=16   | tasks-per-node=16",
                "-l select=16:ncpus=1                     | tasks=16",
                "-lwalltime=02:30:00                      | walltime=2h30m",
                "-l walltime=90:00                        | walltime=1h30m",
                "-l walltime=600                          | walltime=10m",
                "-l walltime=1:12:00:00                   | walltime=36h",
                "-l mem=8000mb                            | job-memory=8000M",
                "-q batch                                 | queue=batch",
                "-qbatch@server.example.org               | queue=batch@server.example.org",
                "-A phys-2024                             | account=phys-2024",
            })
    void whatPbsIsAskedForBecomesWords(String directive, String words) {
        assertThat(words(PbsRequest.MARK, directive)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-N 2 -n 24 --ntasks-per-node 12   | nodes=2 tasks=24 tasks-per-node=12",
                "--nodes={n//16}                   | tasks-per-node=16",
                "-c4                               | cpus-per-task=4",
                "-t 90                             | walltime=1h30m",
                "--time=90:30                      | walltime=1h30m30s",
                "--time 1-12                       | walltime=36h",
                "--time=1-12:30                    | walltime=36h30m",
                "--time=02:00:00                   | walltime=2h",
                "--mem=4000                        | memory=4000M",
                "--mem=4GB                         | memory=4G",
                "-p debug -A g123 -q high -C gpu   | queue=debug account=g123 qos=high constraint=gpu",
                "--reservation=course              | reservation=course",
            })
    void whatSlurmIsAskedForBecomesWords(String directive, String words) {
        assertThat(words(SlurmRequest.MARK, directive)).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#PBS -W group_list=x",
                "#PBS -l feature=fast",
                "#PBS -l nodes=n1:ppn=4+n2:ppn=4",
                "#PBS -l select=1:ncpus=1+2:ncpus=8",
                "#PBS -m abe",
                "#PBS -V",
                "#PBS -l walltime=soon",
                "#SBATCH --gres=gpu:1",
                "#SBATCH --exclusive",
                "#SBATCH --nodes=2-4",
                "#SBATCH --time=UNLIMITED",
                "#SBATCH --mail-user=ada@example.org",
                "#SBATCH --constraint=gpu|mc",
            })
    void whatHasNoWordStaysADirective(String directive) {
        assertThat(request(directive))
                .singleElement()
                .satisfies(
                        piece -> {
                            assertThat(piece.fate()).isEqualTo(Piece.Fate.RAW);
                            assertThat(piece.raw()).isEqualTo(directive);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#PBS -q $(touch /tmp/x)",
                "#PBS -q `touch`",
                "#PBS -A 'a b'",
                "#PBS -q ;reboot",
                "#SBATCH -p $(reboot)",
                "#SBATCH --partition=$HOME",
                "#SBATCH -A 'a b'",
                "#SBATCH --gres=gpu:{n}",
                "#PBS -l nodes={weird(n)}:ppn=4",
            })
    void whatIsNoWordOfASchedulerIsRefused(String directive) {
        assertThat(request(directive))
                .anySatisfy(
                        piece -> assertThat(piece.fate()).isIn(Piece.Fate.REFUSED, Piece.Fate.RAW))
                .noneSatisfy(piece -> assertThat(piece.fate()).isEqualTo(Piece.Fate.WORDS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#PBS -N name",
                "#PBS -o out",
                "#PBS -j oe",
                "#PBS -t 1-{n}",
                "#PBS -q",
                "#SBATCH --ntasks={n}",
                "#SBATCH -J name",
                "#SBATCH --output=x",
                "#SBATCH -p",
            })
    void whatJclusterDoesItselfIsNoWordAndNoDirective(String directive) {
        assertThat(request(directive))
                .singleElement()
                .satisfies(piece -> assertThat(piece.fate()).isEqualTo(Piece.Fate.OURS));
    }

    @Test
    void aCommentBehindADirectiveIsNoPartOfIt() {
        assertThat(words(PbsRequest.MARK, "-l walltime=00:10:00  # ten minutes"))
                .isEqualTo("walltime=10m");
    }

    private static String words(String mark, String directive) {
        return request(mark + " " + directive).stream()
                .flatMap(piece -> piece.words().entrySet().stream())
                .map(word -> word.getKey() + "=" + word.getValue())
                .collect(Collectors.joining(" "));
    }

    private static List<Piece> request(String directive) {
        String mark = directive.substring(0, directive.indexOf(' '));
        return OldScript.read(
                        "#!/bin/bash\n" + directive + "\n",
                        new Origin("t", 1),
                        mark,
                        new Holes(Map.of()),
                        Program.ENGINES)
                .request();
    }
}
