package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What job scripts ask the scheduler for, put into the words of a profile. */
final class RequestWords {

    private final Draft draft;
    private final ProfileText profile;
    private final List<Finding> findings;

    RequestWords(Draft draft) {
        this.draft = draft;
        this.profile = draft.profile();
        this.findings = draft.findings();
    }

    /**
     * Puts the words of the engines' request into the profile.
     *
     * @return the directives that stay as they are
     */
    List<String> resources(List<Piece> pieces, Map<String, String> request) {
        List<String> raw = new ArrayList<>();
        Map<String, Origin> origins = new HashMap<>();
        List<Piece> later = new ArrayList<>();
        for (Piece piece : pieces) {
            Map<String, String> words = new LinkedHashMap<>(piece.words());
            if (words.containsKey(Piece.TASKS) || words.containsKey(Piece.JOB_MEMORY)) {
                later.add(piece);
                words.remove(Piece.TASKS);
                words.remove(Piece.JOB_MEMORY);
            }
            words.forEach(
                    (word, value) -> {
                        request.put(word, value);
                        origins.put(word, piece.at());
                    });
            tell(piece, "resources", raw, words);
        }
        for (Piece piece : later) {
            settle(piece, request, origins, raw);
        }
        request.forEach(
                (word, value) ->
                        profile.put(
                                "resources", word, value, Optional.ofNullable(origins.get(word))));
        Optional<Integer> nodes = Optional.ofNullable(request.get("nodes")).flatMap(Piece::count);
        Optional<Integer> each =
                Optional.ofNullable(request.get("tasks-per-node")).flatMap(Piece::count);
        if (nodes.isPresent() && each.isPresent()) {
            findings.add(
                    Finding.of(
                            Kind.UNDERSTOOD,
                            Optional.ofNullable(origins.get("nodes")).orElseThrow(),
                            nodes.get() + " nodes x " + each.get(),
                            "without -n that is "
                                    + (long) nodes.get() * each.get()
                                    + " engines; take 'nodes' out for other numbers"));
        }
        return raw;
    }

    /** What can be understood only beside the rest of the request. */
    private void settle(
            Piece piece,
            Map<String, String> request,
            Map<String, Origin> origins,
            List<String> raw) {
        Optional<Integer> nodes = Optional.ofNullable(request.get("nodes")).flatMap(Piece::count);
        Optional<Integer> tasks =
                Optional.ofNullable(piece.words().get(Piece.TASKS)).flatMap(Piece::count);
        String memory = Optional.ofNullable(piece.words().get(Piece.JOB_MEMORY)).orElse("");
        if (tasks.isPresent()) {
            boolean even = nodes.filter(count -> tasks.get() % count == 0).isPresent();
            if (even && !request.containsKey("tasks-per-node")) {
                String each = Integer.toString(tasks.get() / nodes.orElseThrow());
                request.put("tasks-per-node", each);
                origins.put("tasks-per-node", piece.at());
                draft.understood(piece, "resources: tasks-per-node: " + each);
            } else {
                findings.add(
                        Finding.of(
                                Kind.UNDERSTOOD,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "no word of a profile: jcluster submit -n " + tasks.get()));
            }
        }
        if (!memory.isEmpty()) {
            long amount = Long.parseLong(memory.substring(0, memory.length() - 1));
            boolean known = nodes.isPresent() || !request.containsKey("tasks-per-node");
            long count = nodes.orElse(1);
            if (known && amount % count == 0) {
                String each = amount / count + memory.substring(memory.length() - 1);
                request.put("memory", each);
                origins.put("memory", piece.at());
                draft.understood(piece, "resources: memory: " + each + ", of each node");
            } else {
                raw.add(piece.raw());
                findings.add(
                        Finding.of(
                                Kind.KEPT,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "memory of the whole job; a profile has that of each node"));
            }
        }
    }

    /**
     * Puts the words of the controller's own request into the profile, given those of the engines'.
     *
     * @return the directives that stay as they are
     */
    List<String> ofController(List<Piece> pieces, Map<String, String> engines) {
        List<String> raw = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.fate() != Piece.Fate.WORDS) {
                tell(piece, "controller", raw, Map.of());
                continue;
            }
            Map<String, String> words = new LinkedHashMap<>();
            boolean other = false;
            for (Map.Entry<String, String> word : piece.words().entrySet()) {
                String value = word.getValue();
                switch (word.getKey()) {
                    case "queue", "walltime", "memory" -> words.put(word.getKey(), value);
                    case Piece.JOB_MEMORY -> words.put("memory", value);
                    case "nodes", "tasks-per-node", "cpus-per-task", Piece.TASKS ->
                            other |= !value.equals("1");
                    default -> other |= !value.equals(engines.get(word.getKey()));
                }
            }
            if (other) {
                raw.add(piece.raw());
                findings.add(
                        Finding.of(
                                Kind.KEPT,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "no word of 'controller'; the directive stays"));
            } else if (words.isEmpty()) {
                findings.add(
                        Finding.of(
                                Kind.OURS,
                                piece.at(),
                                Holes.shown(piece.text()),
                                "what the controller's job has anyhow"));
            } else {
                tell(piece, "controller", raw, words);
                words.forEach(
                        (word, value) ->
                                profile.put("controller", word, value, Optional.of(piece.at())));
            }
        }
        return raw;
    }

    private void tell(Piece piece, String section, List<String> raw, Map<String, String> words) {
        String text = Holes.shown(piece.text());
        String said =
                words.isEmpty()
                        ? ""
                        : section
                                + ": "
                                + String.join(
                                        ", ",
                                        words.entrySet().stream()
                                                .map(word -> word.getKey() + ": " + word.getValue())
                                                .toList());
        switch (piece.fate()) {
            case WORDS -> {
                if (!said.isEmpty()) {
                    draft.understood(
                            piece,
                            said + (piece.meaning().isEmpty() ? "" : "; " + piece.meaning()));
                }
            }
            case OURS -> findings.add(Finding.of(Kind.OURS, piece.at(), text, piece.meaning()));
            case REFUSED ->
                    findings.add(
                            Finding.of(Kind.NOT_UNDERSTOOD, piece.at(), text, piece.meaning()));
            case RAW -> {
                if (piece.raw().contains("{{")) {
                    findings.add(
                            Finding.of(
                                    Kind.NOT_UNDERSTOOD,
                                    piece.at(),
                                    text,
                                    "two braces would be a hole; it is left out"));
                    return;
                }
                raw.add(piece.raw());
                findings.add(
                        Finding.of(
                                Kind.KEPT,
                                piece.at(),
                                text,
                                "the directive stays" + (said.isEmpty() ? "" : ", and " + said)));
            }
        }
    }
}
