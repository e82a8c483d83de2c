package io.jcluster.launcher.cluster;

import io.jcluster.templates.ClusterScript;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.ShellWords;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The job's directory on the host: made before the job is submitted, written by the job, read by
 * the laptop, removed when the cluster is stopped.
 */
final class JobDirectory {

    /** Below the home directory of the host, where login node and compute nodes both see it. */
    static final String PARENT = ".jcluster/jobs";

    /** What the only job prints, or the controller's. */
    static final String JOB_LOG = "job.log";

    /** What the engines' own job prints. */
    static final String ENGINES_JOB_LOG = enginesJobLog(0);

    /** What the job of the engines of a world prints. */
    static String enginesJobLog(int world) {
        return ClusterScript.filesOf(world) + "-job.log";
    }

    /** What the engines of a world print. */
    static String enginesLog(int world) {
        return ClusterScript.filesOf(world) + ".log";
    }

    /** What the ranks of a program print. */
    static final String RANKS_LOG = "ranks.log";

    private static final Pattern SAFE = Pattern.compile(Pattern.quote(PARENT) + "/[a-z0-9]{4,32}");

    private static final int UNPREPARED = 65;

    /** Engines of ipyparallel 7.1 log whole messages, contents and all: a line can be of 100 KB. */
    private static final int LONGEST_LINE = 600;

    /** Of what a program prints, at once. */
    private static final int PIECE = 512 * 1024;

    private static final int LONGEST_SIDECAR = 64 * 1024;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Host host;
    private final String path;

    JobDirectory(Host host, String path) {
        if (!SAFE.matcher(path).matches()) {
            // It is deleted one day: a record that was tampered with must not name another place.
            throw ClusterException.of(
                            ClusterException.Kind.LAPTOP,
                            "the record names a strange job directory")
                    .said(path);
        }
        this.host = host;
        this.path = path;
    }

    /** A job's directory for a cluster that is yet to be submitted. */
    static String pathFor(String key) {
        return PARENT + "/" + key;
    }

    /** Makes the directory and proves that it can be written. */
    void create() throws InterruptedException {
        Outcome outcome =
                host.run(
                        Command.script(
                                "umask 077\ncd || exit\nmkdir -p "
                                        + word()
                                        + " && echo test >"
                                        + word()
                                        + "/.write && rm "
                                        + word()
                                        + "/.write || exit "
                                        + UNPREPARED
                                        + "\n"));
        if (!outcome.succeeded()) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "cannot write the job's directory ~/" + path + " on " + host.name())
                    .said(outcome.stderr())
                    .ran("mkdir -p ~/" + path)
                    .advise(
                            "see with 'df ~' and 'quota' whether the home directory is full or read-only");
        }
    }

    /**
     * The sidecar, as soon as it differs from what was read last.
     *
     * @param known the version read last; empty for none
     * @param patience how long to wait for a change before the old state is given again
     */
    Reading await(String known, Duration patience) throws InterruptedException {
        // The glob lists the directory, which makes a network file system look again (NFS remembers
        // for
        // a while that a name was not there). Few processes: this may run on a busy login node.
        String script =
                """
                cd && cd %s 2>/dev/null || { echo gone; exit 0; }
                text=$(cat status.json 2>/dev/null)
                version=$(printf %%s "$text" | cksum | tr ' ' -)
                left=%d
                if [ "$version" = %s ]; then
                    now=$text
                    while [ "$left" -gt 0 ] && [ "$now" = "$text" ]; do
                        left=$((left - 1))
                        sleep 0.2 2>/dev/null || sleep 1
                        set -- *
                        now=$(cat status.json 2>/dev/null)
                    done
                    text=$now
                    version=$(printf %%s "$text" | cksum | tr ' ' -)
                fi
                echo "here $version"
                printf '%%s\n' "$text"
                """
                        .formatted(word(), patience.toMillis() / 200, ShellWords.quote(known));
        Outcome outcome =
                host.run(
                        Command.script(script)
                                .withTimeout(
                                        patience.multipliedBy(2).plus(Command.DEFAULT_TIMEOUT)));
        String text = outcome.stdout();
        int end = text.indexOf('\n');
        String head = end < 0 ? text.strip() : text.substring(0, end).strip();
        if (head.equals("gone")) {
            return new Reading("", false, Optional.empty(), Optional.empty());
        }
        String version = head.startsWith("here ") ? head.substring("here ".length()).strip() : "";
        String json = end < 0 ? "" : text.substring(end + 1);
        if (json.isBlank()) {
            return new Reading(version, true, Optional.empty(), Optional.empty());
        }
        try {
            return new Reading(version, true, Optional.of(Sidecar.parse(json)), Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Reading(
                    version, true, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /**
     * The sidecars of several jobs, by their clusters' keys, for one question to the host. One that
     * cannot be read, or speaks of another cluster, is left out.
     */
    static Map<String, Sidecar> sidecars(Host host, List<ClusterRecord> clusters)
            throws InterruptedException {
        Map<String, String> keys = new LinkedHashMap<>();
        clusters.stream()
                .filter(cluster -> SAFE.matcher(cluster.directory()).matches())
                .forEach(cluster -> keys.put(cluster.directory(), cluster.key()));
        if (keys.isEmpty()) {
            return Map.of();
        }
        // A word that no job can know: what jobs write must not pass for the head of another.
        String mark = "=" + Long.toHexString(RANDOM.nextLong()) + "=";
        String text =
                host.run(
                                Command.script(
                                        "cd || exit 0\nfor job in "
                                                + String.join(" ", keys.keySet())
                                                + "; do set -- \"$job\"/*; echo \""
                                                + mark
                                                + "$job\"; head -c "
                                                + LONGEST_SIDECAR
                                                + " \"$job/status.json\" 2>/dev/null; echo; done\n"))
                        .stdout();
        Map<String, Sidecar> read = new LinkedHashMap<>();
        for (String part : text.split(Pattern.quote(mark), -1)) {
            int end = part.indexOf('\n');
            String key = end < 0 ? "" : keys.getOrDefault(part.substring(0, end), "");
            if (!key.isEmpty()) {
                try {
                    Sidecar sidecar = Sidecar.parse(part.substring(end + 1));
                    if (sidecar.tag().equals(key)) {
                        read.put(key, sidecar);
                    }
                } catch (IllegalArgumentException e) {
                    // Not written yet, or damaged: 'jcluster status' says which.
                }
            }
        }
        return read;
    }

    /**
     * What was found in the directory.
     *
     * @param version names this state of the sidecar; empty when there is none
     * @param exists whether the directory itself is there
     * @param sidecar what the job says; empty before it has started
     * @param trouble why the sidecar cannot be read, when it is there
     */
    record Reading(
            String version, boolean exists, Optional<Sidecar> sidecar, Optional<String> trouble) {}

    /** The text of a file in the directory; empty when it is not there or has no content. */
    Optional<String> read(String name) throws InterruptedException {
        Outcome outcome = host.run(Command.script("cd && cd " + word() + " && cat " + file(name)));
        return outcome.succeeded() && !outcome.stdout().isBlank()
                ? Optional.of(outcome.stdout())
                : Optional.empty();
    }

    /**
     * What has come to a file since, as soon as there is something, at most so much at once; empty
     * where nothing comes in time, or the job is over.
     *
     * @param from how many bytes of it are known
     */
    byte[] grown(String name, long from, Duration patience) throws InterruptedException {
        // As letters: a letter of UTF-8 may be cut in two, and what a program prints may be none.
        String script =
                """
                cd && cd %1$s 2>/dev/null || exit 0
                left=%2$d
                while [ "$left" -gt 0 ]; do
                    set -- *
                    size=$(wc -c <%3$s 2>/dev/null) && [ "$size" -gt %4$d ] && break
                    grep -Eqs '"phase": *"(ended|failed)"' status.json && break
                    left=$((left - 1))
                    sleep 0.2 2>/dev/null || sleep 1
                done
                tail -c +%5$d %3$s 2>/dev/null | head -c %6$d | base64
                """
                        .formatted(
                                word(),
                                patience.toMillis() / 200,
                                file(name),
                                from,
                                from + 1,
                                PIECE);
        Outcome outcome =
                host.run(
                        Command.script(script)
                                .withTimeout(
                                        patience.multipliedBy(2).plus(Command.DEFAULT_TIMEOUT)));
        return Base64.getMimeDecoder().decode(outcome.stdout());
    }

    /** How many bytes of a file come before its last lines; 0 where it is not there. */
    long beforeLast(String name, int lines) throws InterruptedException {
        String script =
                """
                cd && cd %1$s && size=$(wc -c <%2$s) || exit 0
                last=$(head -c "$size" %2$s | tail -n %3$d | wc -c)
                echo $((size - last))
                """
                        .formatted(word(), file(name), lines);
        String said = host.run(Command.script(script)).stdout().strip();
        return said.matches("[0-9]{1,18}") ? Long.parseLong(said) : 0;
    }

    /** Writes a file, whole or not at all, for its owner only. */
    void write(String name, String text) throws InterruptedException {
        String fresh = file(name + ".new");
        Outcome outcome =
                host.run(
                        Command.script(
                                "umask 077\ncd && cd "
                                        + word()
                                        + " && printf %s "
                                        + ShellWords.quote(text)
                                        + " >"
                                        + fresh
                                        + " && mv -f "
                                        + fresh
                                        + " "
                                        + file(name)
                                        + "\n"));
        if (!outcome.succeeded()) {
            throw ClusterException.of(
                            ClusterException.Kind.JOB,
                            "cannot write ~/" + path + "/" + name + " on " + host.name())
                    .said(outcome.stderr())
                    .advise("see with 'df ~' and 'quota' whether the home directory is full");
        }
    }

    /** The ends of the job's logs, each under its name; never whole files. */
    String tails(List<String> names, int lines) throws InterruptedException {
        return host.run(Command.script(tailScript(names, lines, false))).stdout();
    }

    /** The ends of the logs and what is added to them, until closed. */
    Running follow(List<String> names, int lines) throws InterruptedException {
        return host.start(Command.script(tailScript(names, lines, true)));
    }

    private String tailScript(List<String> names, int lines, boolean follow) {
        String files = String.join(" ", names.stream().map(JobDirectory::file).toList());
        if (follow) {
            return "cd && cd "
                    + word()
                    + " && exec tail -n "
                    + lines
                    + " -F "
                    + files
                    + " 2>/dev/null";
        }
        return "cd && cd "
                + word()
                + " || exit 0\nfor log in "
                + files
                + "; do [ -s \"$log\" ] || continue; echo \"==> $log <==\"; tail -n "
                + lines
                + " \"$log\" | cut -c1-"
                + LONGEST_LINE
                + "; done\n";
    }

    /**
     * Asks a job that runs to end by itself, and gives it a few seconds for it. TORQUE kills what
     * it cancels within 0.3 s (6.1.3), too soon for an MPI to remove its shared memory.
     */
    void askToStop() throws InterruptedException {
        host.run(
                Command.script(
                        """
                        cd && cd %s 2>/dev/null || exit 0
                        grep -Eqs '"phase": *"(engines|running)"' status.json || exit 0
                        : >stop
                        left=60
                        while [ "$left" -gt 0 ]; do
                            left=$((left - 1))
                            live=no # the directories of processes are the last things that jobs remove
                            for one in profile ranks engines engines-*; do [ ! -d "$one" ] || live=yes; done
                            [ "$live" = yes ] || exit 0
                            sleep 0.2 2>/dev/null || sleep 1
                            set -- *
                        done
                        """
                                .formatted(word())));
    }

    /** Asks a job of engines that joined to end by itself, and gives it a few seconds for it. */
    void askToStop(int world) throws InterruptedException {
        host.run(
                Command.script(
                        """
                        cd && cd %s 2>/dev/null || exit 0
                        : >%s.stop
                        left=60
                        while [ "$left" -gt 0 ] && [ -d %s ]; do
                            left=$((left - 1))
                            sleep 0.2 2>/dev/null || sleep 1
                            set -- *
                        done
                        """
                                .formatted(
                                        word(),
                                        ClusterScript.filesOf(world),
                                        ClusterScript.filesOf(world))));
    }

    /** Removes what a job of engines that joined has left. */
    void clear(int world) throws InterruptedException {
        String name = ClusterScript.filesOf(world);
        host.run(
                Command.script(
                        "cd && cd "
                                + word()
                                + " && rm -rf -- "
                                + name
                                + " "
                                + name
                                + ".* "
                                + name
                                + "-job.log\n"));
    }

    /** Asks the job of these engines to end them and to start others in their place. */
    void askAgain(int world) throws InterruptedException {
        write(again(world), "");
    }

    /** Whether the job has not seen that yet. */
    boolean isAskedAgain(int world) throws InterruptedException {
        return host.run(
                        Command.script(
                                "cd && cd "
                                        + word()
                                        + " && set -- * && [ -e "
                                        + again(world)
                                        + " ]"))
                .succeeded();
    }

    void takeBackAgain(int world) throws InterruptedException {
        host.run(Command.script("cd && cd " + word() + " && rm -f " + again(world)));
    }

    private static String again(int world) {
        return ClusterScript.filesOf(world) + ".again";
    }

    /** Says, by its status, whether the cluster has ended: for the agent's watch. */
    String watchScript(int ended) {
        return "cd || exit 1\n[ -d "
                + word()
                + " ] || exit "
                + ended
                + "\ngrep -Eq '\"phase\": *\"(ended|failed)\"' "
                + word()
                + "/status.json 2>/dev/null && exit "
                + ended
                + "\nexit 0\n";
    }

    /** Removes the directory with all that the job left in it, and our parents of it when empty. */
    void remove() throws InterruptedException {
        host.run(
                Command.script(
                        "cd && rm -rf -- "
                                + word()
                                + " && rmdir "
                                + PARENT
                                + " "
                                + ".jcluster 2>/dev/null || :\n"));
    }

    private String word() {
        return ShellWords.quote(path);
    }

    private static String file(String name) {
        return ShellWords.quote("./" + name);
    }
}
