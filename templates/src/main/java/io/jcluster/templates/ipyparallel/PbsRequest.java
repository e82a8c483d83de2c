package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.ShellLine.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code #PBS} directives ask for: qsub(1B) of OpenPBS, qsub(1) of TORQUE. */
final class PbsRequest {

    static final String MARK = "#PBS";

    private static final String WITHOUT_VALUE = "VhIXzfx";
    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,11})(k|m|g|t)b?", Pattern.CASE_INSENSITIVE);

    private PbsRequest() {}

    /** The requests of one directive, whose words these are. */
    static List<Piece> pieces(Origin at, List<Word> words) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).text();
            if (!word.matches("-[A-Za-z].*")) {
                pieces.add(raw(at, words.get(i).written()));
                continue;
            }
            String flag = word.substring(0, 2);
            if (WITHOUT_VALUE.indexOf(word.charAt(1)) >= 0) {
                pieces.add(raw(at, word));
                continue;
            }
            boolean attached = word.length() > 2;
            Optional<Word> next =
                    i + 1 < words.size() ? Optional.of(words.get(i + 1)) : Optional.empty();
            String value = attached ? word.substring(2) : next.map(Word::text).orElse("");
            String written = attached ? word.substring(2) : next.map(Word::written).orElse("");
            i += attached ? 0 : 1;
            if (flag.equals("-l")) {
                for (String resource : value.split(",", -1)) {
                    pieces.add(resource(at, resource));
                }
            } else {
                pieces.add(option(at, flag, value, written));
            }
        }
        return pieces;
    }

    private static Piece option(Origin at, String flag, String value, String written) {
        String text = MARK + " " + flag + " " + written;
        return switch (flag) {
            case "-q" ->
                    value.isEmpty()
                            ? Piece.ours(at, text, "no queue is set: that of the site")
                            : Piece.words(at, text, text, Map.of("queue", value));
            case "-A" -> Piece.words(at, text, text, Map.of("account", value));
            case "-N" -> Piece.ours(at, text, "jcluster names its jobs");
            case "-o", "-e", "-j", "-k" ->
                    Piece.ours(at, text, "jcluster keeps the output: jcluster logs ID");
            case "-t", "-J" ->
                    Piece.ours(at, text, "no job array: all engines are in one job, one MPI world");
            case "-S" ->
                    value.endsWith("/bash") || value.equals("/bin/sh")
                            ? Piece.ours(at, text, "the first line of the job script says it")
                            : Piece.refused(
                                    at, text, "jcluster's lines are bash; so must the others be");
            default -> Piece.raw(at, text, text);
        };
    }

    private static Piece resource(Origin at, String resource) {
        String text = MARK + " -l " + resource;
        int equals = resource.indexOf('=');
        String name = equals < 0 ? resource : resource.substring(0, equals);
        String value = equals < 0 ? "" : resource.substring(equals + 1);
        return switch (name) {
            case "nodes" -> nodes(at, text, value);
            case "select" -> select(at, text, value);
            case "walltime" ->
                    TimeLimit.ofPbs(value)
                            .map(limit -> Piece.words(at, text, text, Map.of("walltime", limit)))
                            .orElseGet(() -> Piece.raw(at, text, text));
            case "mem" ->
                    memory(value)
                            .map(
                                    size ->
                                            Piece.words(
                                                    at, text, text, Map.of(Piece.JOB_MEMORY, size)))
                            .orElseGet(() -> Piece.raw(at, text, text));
            default -> Piece.raw(at, text, text);
        };
    }

    /** {@code nodes=2:ppn=8} and what follows it. */
    private static Piece nodes(Origin at, String text, String value) {
        String[] parts = value.split(":", -1);
        Map<String, String> words = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        String cores = "1";
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith("ppn=")) {
                cores = parts[i].substring("ppn=".length());
            } else {
                others.add(parts[i]);
            }
        }
        Optional<Integer> share = Holes.perNode(parts[0]);
        Optional<Integer> each = Piece.count(cores);
        if (share.isPresent() && each.isPresent() && each.get() % share.get() == 0) {
            words.put("tasks-per-node", share.get().toString());
            if (each.get() > share.get()) {
                words.put("cpus-per-task", Integer.toString(each.get() / share.get()));
            }
        } else if (Holes.isEngines(parts[0]) && each.isPresent()) {
            words.put("tasks-per-node", "1");
            if (each.get() > 1) {
                words.put("cpus-per-task", cores);
            }
        } else if (Piece.count(parts[0]).isPresent() && Holes.isEngines(cores)) {
            words.put("nodes", parts[0]);
        } else if (Piece.count(parts[0]).isPresent() && each.isPresent()) {
            words.put("nodes", parts[0]);
            if (value.contains("ppn=")) {
                words.put("tasks-per-node", cores);
            }
        }
        // A property of TORQUE's nodes, whose form this is.
        if (others.size() == 1 && others.get(0).matches("[A-Za-z][A-Za-z0-9_.-]*")) {
            words.put("constraint", others.remove(0));
        }
        if (words.isEmpty() || !others.isEmpty()) {
            return Piece.raw(at, text, text, words);
        }
        return Piece.words(at, text, text, words);
    }

    /**
     * One kind of chunk, {@code select=2:ncpus=8:mpiprocs=8:mem=4gb}; of several, none is a word.
     */
    private static Piece select(Origin at, String text, String value) {
        String[] parts = value.split(":", -1);
        if (value.contains("+") && !Holes.any(value)) {
            return Piece.raw(at, text, text);
        }
        Map<String, String> words = new LinkedHashMap<>();
        Map<String, String> chunk = new LinkedHashMap<>();
        boolean others = false;
        for (int i = 1; i < parts.length; i++) {
            Matcher one = Pattern.compile("(ncpus|mpiprocs|ompthreads|mem)=(.+)").matcher(parts[i]);
            if (one.matches()) {
                chunk.put(one.group(1), one.group(2));
            } else {
                others = true;
            }
        }
        Optional<Integer> chunks = Piece.count(parts[0]);
        Optional<Integer> share = Holes.perNode(parts[0]);
        Optional<Integer> cpus = number(chunk, "ncpus");
        // Without mpiprocs people start as many engines as they ask for processors.
        Optional<Integer> processes = number(chunk, "mpiprocs").or(() -> share).or(() -> cpus);
        String note = "";
        if (Holes.isEngines(parts[0])) {
            processes = Optional.of(1);
            note = "each engine is a chunk, as without further words";
        } else if (chunks.isPresent() && processes.isPresent()) {
            if (processes.get() == 1 && chunks.get() > 1) {
                words.put(Piece.TASKS, parts[0]);
            } else {
                words.put("nodes", parts[0]);
                words.put("tasks-per-node", processes.get().toString());
            }
        } else if (share.isPresent() && share.equals(processes)) {
            words.put("tasks-per-node", share.get().toString());
        } else {
            return Piece.raw(at, text, text);
        }
        int each = processes.get();
        cpus.filter(all -> all > each && all % each == 0)
                .ifPresent(all -> words.put("cpus-per-task", Integer.toString(all / each)));
        Optional<String> memory = Optional.ofNullable(chunk.get("mem")).flatMap(PbsRequest::memory);
        memory.ifPresent(size -> words.put("memory", size));
        boolean odd =
                others
                        || (chunk.containsKey("mem") && memory.isEmpty())
                        || cpus.filter(all -> all % each != 0).isPresent();
        if (odd) {
            return Piece.raw(at, text, text, words);
        }
        return words.isEmpty()
                ? Piece.ours(at, text, note)
                : Piece.words(at, text, text, words, note);
    }

    private static Optional<Integer> number(Map<String, String> chunk, String name) {
        return Optional.ofNullable(chunk.get(name)).flatMap(Piece::count);
    }

    /** {@code 4gb} as profiles write it. */
    static Optional<String> memory(String text) {
        Matcher size = SIZE.matcher(text);
        return size.matches() && !size.group(1).matches("0+")
                ? Optional.of(
                        Long.parseLong(size.group(1))
                                + size.group(2).toUpperCase(java.util.Locale.ROOT))
                : Optional.empty();
    }

    private static Piece raw(Origin at, String written) {
        return Piece.raw(at, MARK + " " + written, MARK + " " + written);
    }
}
