package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.ShellLine.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The line of a job script that starts controller or engines, taken apart: {@code mpiexec
 * -machinefile $PBS_NODEFILE -n {n} ipengine --profile-dir={profile_dir}}.
 *
 * @param launch what the section {@code launch} of a profile says of it: launcher, mpi
 * @param options words for the launcher
 * @param resources further words of {@code resources}
 * @param alone whether no launcher is before the program
 * @param python of the engines, where the line tells
 * @param path the directory of a launcher that was called by its path
 * @param before lines of shell for which there is a place before it
 * @param ours what of it jcluster does by itself
 * @param lost what of it has no counterpart, and what to do
 */
record Start(
        Map<String, String> launch,
        List<String> options,
        Map<String, String> resources,
        boolean alone,
        Optional<String> python,
        Optional<String> path,
        List<String> before,
        List<Note> ours,
        List<Note> lost) {

    /** Words of the line, and what is to be said of them. */
    record Note(String words, String meaning) {}

    private static final Set<String> MPIEXEC =
            Set.of("mpiexec", "mpirun", "orterun", "mpiexec.hydra", "mpirun_rsh", "prterun");
    private static final Set<String> OTHER_LAUNCHERS =
            Set.of("aprun", "ibrun", "jsrun", "pbsdsh", "prun", "ccc_mprun", "runjob", "poe");
    private static final Set<String> WRAPPERS =
            Set.of(
                    "singularity",
                    "apptainer",
                    "shifter",
                    "ch-run",
                    "numactl",
                    "taskset",
                    "nice",
                    "env",
                    "xvfb-run",
                    "stdbuf",
                    "docker",
                    "podman",
                    "sarus");
    private static final Set<String> COUNTS = Set.of("-n", "-np", "--n", "--np", "-c", "--ntasks");
    private static final Set<String> MACHINES =
            Set.of("-machinefile", "--machinefile", "-hostfile", "--hostfile", "-f");
    private static final Set<String> PER_NODE =
            Set.of("-ppn", "-perhost", "-npernode", "--npernode", "-N", "--ntasks-per-node");
    private static final Set<String> PROGRAM_OPTIONS =
            Set.of(
                    "--profile",
                    "--profile-dir",
                    "--cluster-id",
                    "--mpi",
                    "--file",
                    "--ip",
                    "--location",
                    "--log-to-file",
                    "--log-level",
                    "--debug",
                    "--timeout",
                    "--reuse",
                    "--port",
                    "--work-dir",
                    "--ping");

    /** What a line starts. */
    enum Program {
        CONTROLLER,
        ENGINES
    }

    /** Taken apart step by step. */
    private static final class Reading {
        private final Map<String, String> launch = new LinkedHashMap<>();
        private final List<String> options = new ArrayList<>();
        private final Map<String, String> resources = new LinkedHashMap<>();
        private final List<String> before = new ArrayList<>();
        private final List<Note> ours = new ArrayList<>();
        private final List<Note> lost = new ArrayList<>();
        private boolean alone;
        private Optional<String> python = Optional.empty();
        private Optional<String> path = Optional.empty();

        void ours(String words, String meaning) {
            ours.add(new Note(words, meaning));
        }

        void lost(String words, String meaning) {
            lost.add(new Note(words, meaning));
        }
    }

    /**
     * What the line starts, if anything.
     *
     * @param meant what {@code {program}} stands for in this script
     */
    static Optional<Program> program(String line, Program meant) {
        return ShellLine.words(line)
                .filter(words -> !words.isEmpty() && !isTalk(words))
                .flatMap(
                        words -> {
                            for (int i = 0; i < words.size(); i++) {
                                Optional<Program> program = program(words, i, meant);
                                if (program.isPresent()) {
                                    return program;
                                }
                            }
                            return Optional.empty();
                        });
    }

    /** A word that names a program is not always a start of it. */
    private static boolean isTalk(List<Word> words) {
        return Set.of(
                        "echo", "printf", "which", "type", "pkill", "killall", "export", "module",
                        "rm", "ls", "cd", "cat")
                .contains(words.get(0).text());
    }

    private static Optional<Program> program(List<Word> words, int i, Program meant) {
        String word = words.get(i).text();
        String name = word.substring(word.lastIndexOf('/') + 1);
        if (Holes.isProgram(word)) {
            return Optional.of(meant);
        }
        if (name.equals("ipengine") || name.equals("ipcontroller")) {
            return Optional.of(name.equals("ipengine") ? Program.ENGINES : Program.CONTROLLER);
        }
        boolean module =
                i + 2 < words.size()
                        && name.matches("python[0-9.]*")
                        && words.get(i + 1).text().equals("-m");
        return !module
                ? Optional.empty()
                : switch (words.get(i + 2).text()) {
                    case "ipyparallel.engine", "ipyparallel.apps.ipengineapp" ->
                            Optional.of(Program.ENGINES);
                    case "ipyparallel.controller", "ipyparallel.apps.ipcontrollerapp" ->
                            Optional.of(Program.CONTROLLER);
                    default -> Optional.empty();
                };
    }

    /** The line taken apart; it must be one that {@link #program} knows. */
    static Start of(String line, Program meant) {
        List<Word> words = ShellLine.words(line).orElseThrow();
        int program = 0;
        while (program(words, program, meant).isEmpty()) {
            program++;
        }
        int begin = program;
        while (begin > 0 && !words.get(begin - 1).operator()) {
            begin--;
        }
        int end = program;
        while (end < words.size() && !words.get(end).operator()) {
            end++;
        }
        Reading reading = new Reading();
        if (begin > 0) {
            before(words.subList(0, begin - 1), words.get(begin - 1).text(), reading);
        }
        launcher(words.subList(begin, program), reading);
        program(words.subList(program, end), reading);
        after(words.subList(end, words.size()), reading);
        return new Start(
                reading.launch,
                List.copyOf(reading.options),
                reading.resources,
                reading.alone,
                reading.python,
                reading.path,
                List.copyOf(reading.before),
                List.copyOf(reading.ours),
                List.copyOf(reading.lost));
    }

    private static void before(List<Word> words, String operator, Reading reading) {
        String text = written(words);
        if (operator.equals("&&")) {
            reading.before.add(text + " || exit 1");
        } else if (operator.equals(";")) {
            reading.before.add(text);
        } else {
            reading.lost(text + " " + operator, "left out; what it does must be before the start");
        }
    }

    private static void launcher(List<Word> words, Reading reading) {
        int i = 0;
        while (i < words.size()
                && (words.get(i).text().matches("[A-Za-z_][A-Za-z0-9_]*=.*")
                        || Set.of("exec", "time", "nohup", "command")
                                .contains(words.get(i).text()))) {
            if (words.get(i).text().contains("=")) {
                reading.before.add("export " + words.get(i).written());
            } else {
                reading.ours(words.get(i).text(), "jcluster waits for what it starts");
            }
            i++;
        }
        if (i == words.size()) {
            reading.alone = true;
            return;
        }
        String word = words.get(i).text();
        String name = word.substring(word.lastIndexOf('/') + 1);
        if (WRAPPERS.contains(name)) {
            wrapper(words.subList(i, words.size()), reading);
            return;
        }
        if (word.startsWith("/") && word.lastIndexOf('/') > 0 && words.get(i).plain()) {
            reading.path = Optional.of(word.substring(0, word.lastIndexOf('/')));
        }
        List<Word> rest = words.subList(i + 1, words.size());
        if (name.equals("srun")) {
            reading.launch.put("launcher", "srun");
            srun(rest, reading);
        } else if (MPIEXEC.contains(name)) {
            reading.launch.put("launcher", "mpiexec");
            if (!name.equals("mpiexec")) {
                reading.ours(name, "the mpiexec of the same MPI is used");
            }
            mpiexec(rest, reading);
        } else {
            reading.lost(
                    written(words.subList(i, words.size())),
                    OTHER_LAUNCHERS.contains(name)
                            ? "left out; jcluster has the launchers srun and mpiexec"
                            : "left out; no launcher that is known here");
        }
    }

    private static void mpiexec(List<Word> words, Reading reading) {
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            String name = word.text();
            boolean more = i + 1 < words.size();
            String value = more ? words.get(i + 1).text() : "";
            if (WRAPPERS.contains(name)) {
                wrapper(words.subList(i, words.size()), reading);
                return;
            }
            if (COUNTS.contains(name) && more) {
                counted(value, reading);
                i++;
            } else if (MACHINES.contains(name) && more) {
                if (value.contains("NODEFILE")) {
                    reading.ours(
                            name + " " + words.get(i + 1).written(),
                            "jcluster tells mpiexec the machines of the job");
                } else {
                    reading.lost(
                            name + " " + words.get(i + 1).written(),
                            "left out; the machines are those of the job");
                }
                i++;
            } else if (PER_NODE.contains(name) && more && Piece.count(value).isPresent()) {
                reading.resources.put("tasks-per-node", value);
                i++;
            } else if (!word.plain() || word.operator() || Holes.any(name)) {
                reading.lost(word.written(), "left out; options of a launcher are not expanded");
            } else {
                reading.options.add(name);
            }
        }
    }

    private static void srun(List<Word> words, Reading reading) {
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if (WRAPPERS.contains(word.text())) {
                wrapper(words.subList(i, words.size()), reading);
                return;
            }
            boolean attached = word.text().startsWith("--") && word.text().contains("=");
            String name =
                    attached ? word.text().substring(0, word.text().indexOf('=')) : word.text();
            boolean takes =
                    Set.of(
                                    "-n",
                                    "--ntasks",
                                    "-N",
                                    "--nodes",
                                    "--mpi",
                                    "-c",
                                    "--cpus-per-task",
                                    "--ntasks-per-node")
                            .contains(name);
            String value =
                    attached
                            ? word.text().substring(word.text().indexOf('=') + 1)
                            : takes && i + 1 < words.size() ? words.get(i + 1).text() : "";
            i += takes && !attached ? 1 : 0;
            switch (name) {
                case "-n", "--ntasks" -> counted(value, reading);
                case "-N", "--nodes" ->
                        reading.ours(name + " " + value, "the request says how many nodes");
                case "--mpi" -> {
                    if (value.matches("[A-Za-z0-9_.-]+")) {
                        reading.launch.put("mpi", value);
                    } else {
                        reading.lost(word.written(), "left out; launch: mpi: names the flavour");
                    }
                }
                case "-c", "--cpus-per-task" -> {
                    if (Piece.count(value).isPresent()) {
                        reading.resources.put("cpus-per-task", value);
                    } else {
                        reading.ours(name + " " + value, "resources: cpus-per-task says it");
                    }
                }
                case "--ntasks-per-node" -> {
                    if (Piece.count(value).isPresent()) {
                        reading.resources.put("tasks-per-node", value);
                    } else {
                        reading.lost(
                                name + " " + value, "left out; resources: tasks-per-node says it");
                    }
                }
                case "--overlap", "--kill-on-bad-exit", "-K", "--export" ->
                        reading.ours(word.written(), "jcluster gives it too");
                default -> {
                    if (!word.plain() || word.operator() || Holes.any(name)) {
                        reading.lost(
                                word.written(), "left out; options of a launcher are not expanded");
                    } else {
                        reading.options.add(word.text());
                    }
                }
            }
        }
    }

    private static String written(List<Word> words) {
        return String.join(" ", words.stream().map(Word::written).toList());
    }

    private static void counted(String value, Reading reading) {
        reading.ours("-n " + value, "-n of jcluster says how many engines");
    }

    private static void wrapper(List<Word> words, Reading reading) {
        reading.lost(
                written(words),
                "left out; set 'python' in 'software' to a script that runs python in it");
    }

    private static void program(List<Word> words, Reading reading) {
        Word program = words.get(0);
        String path = program.text();
        boolean module = words.size() > 2 && words.get(1).text().equals("-m");
        // The home directory there is what a profile calls ~.
        String python =
                (module ? path : path.substring(0, path.lastIndexOf('/') + 1) + "python")
                        .replaceFirst("^(?:\\$HOME|\\$\\{HOME\\})/", "~/");
        if (python.matches("[A-Za-z0-9_.+~/-]+") && (module || path.contains("/"))) {
            reading.python = Optional.of(python);
        } else if (path.contains("/")) {
            reading.lost(program.written(), "left out; set 'python' in 'software'");
        }
        List<Word> rest = words.subList(module ? 3 : 1, words.size());
        for (int i = 0; i < rest.size(); i++) {
            String word = rest.get(i).text();
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            boolean followed =
                    !word.contains("=")
                            && i + 1 < rest.size()
                            && !rest.get(i + 1).text().startsWith("-");
            String written = rest.get(i).written() + (followed ? " " + rest.get(i + 1) : "");
            i += followed ? 1 : 0;
            if (!PROGRAM_OPTIONS.contains(name) && !Holes.any(word)) {
                reading.lost(written, "left out; jcluster gives ipyparallel its options itself");
            }
        }
    }

    private static void after(List<Word> words, Reading reading) {
        if (words.isEmpty()) {
            return;
        }
        String text = written(words);
        boolean redirection =
                words.stream()
                        .noneMatch(
                                word -> word.text().matches("[;|&]+") && !word.text().equals("&"));
        if (redirection) {
            reading.ours(text, "jcluster keeps the output, and waits for what it starts");
        } else {
            reading.lost(text, "left out; jcluster's lines end the job");
        }
    }
}
