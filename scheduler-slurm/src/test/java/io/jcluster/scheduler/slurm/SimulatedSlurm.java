package io.jcluster.scheduler.slurm;

import io.jcluster.tunnel.Command;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What squeue, scontrol, sacct and sinfo of Slurm 22.05.8 print, for jobs that are not there: the
 * same fields in the same form as the recorded answers, in whatever order they are asked for. Names
 * and comments are printed as they are, line breaks included, as the real ones do.
 */
final class SimulatedSlurm {

    /**
     * A job on 24 CPUs of two nodes.
     *
     * @param state Slurm's word
     * @param exit as {@code 0:0}
     */
    record Listed(String state, String exit, String name, String comment) {

        static Listed running(String name, String comment) {
            return new Listed("RUNNING", "0:0", name, comment);
        }

        boolean isOver() {
            return !Set.of("PENDING", "RUNNING").contains(state);
        }
    }

    private static final Set<String> PROGRAMS =
            Set.of("sbatch", "squeue", "scontrol", "sacct", "scancel", "sinfo");

    /** By their ids, which are those of plain jobs or members of arrays. */
    private final Map<String, Listed> jobs = new LinkedHashMap<>();

    /** The time jobs have run: a second more each time somebody looks. */
    private int seconds = 4;

    Map<String, Listed> jobs() {
        return jobs;
    }

    /** Which of Slurm's programs a command runs. */
    static String program(Command command) {
        return command.argv().stream()
                .flatMap(word -> Arrays.stream(word.split("[ ;]+", -1)))
                .filter(PROGRAMS::contains)
                .findFirst()
                .orElse("other");
    }

    /** What the command prints; nothing where it prints nothing. */
    String answer(Command command) {
        var words = command.argv();
        return switch (program(command)) {
            case "squeue" -> squeue(after(words, "-o"));
            case "scontrol" -> words.contains("node") ? nodes() : scontrol(words);
            case "sacct" -> sacct(words);
            case "sinfo" -> "normal|normal*|up|infinite|1-00:00:00|2|0/48/0/48\n";
            case "sbatch" -> words.contains("--version") ? "slurm-wlm 22.05.8\n" : "41\n";
            default -> "";
        };
    }

    private static String after(List<String> words, String option) {
        return words.get(words.indexOf(option) + 1);
    }

    private static String value(List<String> words, String option, String otherwise) {
        return words.stream()
                .filter(word -> word.startsWith(option + "="))
                .map(word -> word.substring(option.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private String squeue(String format) {
        seconds++;
        var text = new StringBuilder();
        jobs.forEach(
                (id, job) -> {
                    for (var i = 0; i < format.length(); i++) {
                        var c = format.charAt(i);
                        if (c == '%') {
                            i++;
                            text.append(squeueField(format.charAt(i), id, job));
                        } else {
                            text.append(c);
                        }
                    }
                    text.append('\n');
                });
        return text.toString();
    }

    private String squeueField(char letter, String id, Listed job) {
        return switch (letter) {
            case 'i', 'A', 'F' -> id;
            case 'T' -> job.state();
            case 'r' -> "None";
            case 'Q' -> "4294901716";
            case 'P' -> "normal";
            case 'u' -> "alice";
            case 'a' -> "research";
            case 'q' -> "normal";
            case 'V' -> "1795267891";
            case 'S' -> "1795267892";
            case 'e' -> "1795354292";
            case 'M' -> String.format("%d:%02d", seconds / 60, seconds % 60);
            case 'l' -> "1-00:00:00";
            case 'C' -> "24";
            case 'N' -> "nid[00001-00002]";
            case 'k' -> job.comment();
            case 'j' -> job.name();
            default -> throw new IllegalArgumentException("%" + letter);
        };
    }

    /** Each job after the line by which the script announces it. */
    private String scontrol(List<String> words) {
        var arguments = words.subList(words.lastIndexOf("sh") + 1, words.size());
        var sealed = words.stream().anyMatch(word -> word.startsWith("seal="));
        var ids = sealed ? arguments.subList(1, arguments.size()) : arguments;
        var seal = sealed ? arguments.get(0) : "";
        return ids.stream()
                        .map(
                                id ->
                                        (sealed ? seal + " " + id + "\n" : "")
                                                + (jobs.containsKey(id)
                                                        ? scontrol(id, jobs.get(id))
                                                        : ""))
                        .collect(Collectors.joining())
                + (sealed ? seal + "\n" : "");
    }

    private static String scontrol(String id, Listed job) {
        return "JobId="
                + id
                + " JobName="
                + job.name()
                + " UserId=alice(4001) GroupId=alice(4001) MCS_label=N/A Priority=4294901716 Nice=0"
                + " Account=research QOS=normal JobState="
                + job.state()
                + " Reason=None Dependency=(null) Requeue=0 Restarts=0 BatchFlag=1 Reboot=0"
                + " ExitCode="
                + job.exit()
                + " RunTime=00:00:05 TimeLimit=1-00:00:00 TimeMin=N/A SubmitTime=1795267891"
                + " EligibleTime=1795267891 AccrueTime=1795267891 StartTime=1795267892"
                + " EndTime=1795354292 Deadline=N/A SuspendTime=None SecsPreSuspend=0"
                + " LastSchedEval=1795267892 Scheduler=Main Partition=normal"
                + " AllocNode:Sid=login:36 ReqNodeList=(null) ExcNodeList=(null)"
                + " NodeList=nid[00001-00002] BatchHost=nid00001 NumNodes=2 NumCPUs=24 NumTasks=24"
                + " CPUs/Task=1 ReqB:S:C:T=0:0:*:* TRES=cpu=24,mem=12000M,node=2,billing=24"
                + " Socks/Node=* NtasksPerN:B:S:C=0:0:*:* CoreSpec=* MinCPUsNode=1"
                + " MinMemoryCPU=500M MinTmpDiskNode=0 Features=(null) DelayBoot=00:00:00"
                + " OverSubscribe=OK Contiguous=0 Licenses=(null) Network=(null)"
                + " Command=(null) WorkDir=/home/alice Comment="
                + job.comment()
                + "  StdErr=/dev/null StdIn=/dev/null StdOut=/dev/null Power= \n";
    }

    private String sacct(List<String> words) {
        var delimiter = value(words, "--delimiter", "|");
        var fields = value(words, "--format", "").split(",", -1);
        var asked =
                words.contains("-j")
                        ? Set.of(after(words, "-j").split(",", -1))
                        : Set.copyOf(jobs.keySet());
        return jobs.entrySet().stream()
                .filter(entry -> asked.contains(entry.getKey()))
                .map(
                        entry ->
                                Arrays.stream(fields)
                                                .map(
                                                        field ->
                                                                sacctField(
                                                                        field,
                                                                        entry.getKey(),
                                                                        entry.getValue()))
                                                .collect(Collectors.joining(delimiter))
                                        + "\n")
                .collect(Collectors.joining());
    }

    private static String sacctField(String name, String id, Listed job) {
        return switch (name) {
            case "JobID", "JobIDRaw" -> id;
            case "State" -> job.state();
            case "ExitCode", "DerivedExitCode" -> job.exit();
            case "Submit" -> "1795267891";
            case "Start" -> "1795267892";
            case "End" -> job.isOver() ? "1795354292" : "Unknown";
            case "ElapsedRaw" -> "5";
            case "TotalCPU" -> "00:00:00";
            case "MaxRSS" -> "";
            case "NodeList" -> "nid[00001-00002]";
            case "Partition", "QOS" -> "normal";
            case "Account" -> "research";
            case "Timelimit" -> "1-00:00:00";
            case "SubmitLine" -> "sbatch --parsable --comment=" + job.comment();
            case "Comment" -> job.comment();
            case "JobName" -> job.name();
            case "User" -> "alice";
            case "AllocCPUS" -> "24";
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String nodes() {
        return "NodeName=nid00001 Arch=x86_64 CoresPerSocket=1 CPUAlloc=0 CPUEfctv=24 CPUTot=24"
                + " CPULoad=0.10 AvailableFeatures=(null) ActiveFeatures=(null) Gres=(null)"
                + " NodeAddr=nid00001 NodeHostName=nid00001 Version=22.05.8 OS=Linux"
                + " 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC RealMemory=12000 AllocMem=0 FreeMem=9000"
                + " Sockets=24 Boards=1 State=IDLE ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A"
                + " MCS_label=N/A Partitions=normal BootTime=1795260000"
                + " SlurmdStartTime=1795260010\n";
    }
}
