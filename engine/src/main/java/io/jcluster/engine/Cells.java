package io.jcluster.engine;

import io.jcluster.engine.shared.Handover;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * The Java of one engine: snippets that see what earlier ones have declared. Used by one thread, on
 * which snippets run as well where MPI is; only {@link #stop} is for others.
 */
final class Cells implements AutoCloseable {

    /** What {@code jshell} imports by default. */
    private static final List<String> IMPORTS =
            List.of(
                    "java.io.*",
                    "java.math.*",
                    "java.net.*",
                    "java.nio.file.*",
                    "java.util.*",
                    "java.util.concurrent.*",
                    "java.util.function.*",
                    "java.util.prefs.*",
                    "java.util.regex.*",
                    "java.util.stream.*");

    private static final String KEEP = Handover.class.getName() + ".keep((\n";
    private static final String KEPT = "\n));";

    private final boolean ownThreads;
    private final List<String> startup;
    private final Map<String, Source> sources = new HashMap<>();
    private volatile JShell shell;
    private volatile boolean stopped;

    /**
     * @param startup snippets that run before any other, and again after {@link #clear}
     */
    Cells(boolean ownThreads, List<String> startup) {
        this.ownThreads = ownThreads;
        this.startup = List.copyOf(startup);
        this.shell = fresh();
    }

    /**
     * Runs code of several snippets.
     *
     * @param displayed is given the value's text when the last one is an expression
     * @throws SnippetException of the first that fails; those after it are not run. Code whose end
     *     is missing is not begun
     */
    void run(String cell, String code, Consumer<String> displayed) throws SnippetException {
        stopped = false;
        var pieces = pieces(cell, code);
        for (int i = 0; i < pieces.size(); i++) {
            var last = evaluate(pieces.get(i).text(), pieces.get(i).source());
            if (i == pieces.size() - 1) {
                last.filter(Cells::isDisplayed).map(SnippetEvent::value).ifPresent(displayed);
            }
        }
    }

    /** The value of an expression; empty for null. */
    Optional<Object> value(String expression) throws SnippetException {
        stopped = false;
        Handover.forget();
        try {
            evaluate(
                    KEEP + expression + KEPT, new Source("expression", expression, -KEEP.length()));
            return Handover.kept();
        } finally {
            Handover.forget();
        }
    }

    /** Sets variables: those that are there keep their type where the value fits it. */
    void assign(Map<String, Given> values) throws SnippetException {
        stopped = false;
        for (var entry : values.entrySet()) {
            var name = entry.getKey();
            var declared =
                    shell.variables()
                            .filter(v -> v.name().equals(name))
                            .map(v -> v.typeName())
                            .findFirst();
            var fitting = declared.flatMap(entry.getValue()::as);
            var given = fitting.orElse(entry.getValue());
            Handover.forget();
            given.value().ifPresentOrElse(Handover::put, () -> Handover.put(null));
            var code =
                    (fitting.isPresent() ? "" : given.type() + " ") + name + " = " + given.taken();
            try {
                evaluate(code + ";", new Source("push", code, 0));
            } finally {
                Handover.forget();
            }
        }
    }

    /** The value of a function for arguments, in the notation of a call; empty for null. */
    Optional<Object> call(String function, List<Given> arguments) throws SnippetException {
        var words = arguments.stream().map(Given::taken).toList();
        Handover.forget();
        arguments.forEach(a -> a.value().ifPresentOrElse(Handover::put, () -> Handover.put(null)));
        var call = function.strip() + "(" + String.join(", ", words) + ")";
        try {
            stopped = false;
            evaluate(KEEP + call + KEPT, new Source("call", call, -KEEP.length()));
            return Handover.kept();
        } finally {
            Handover.forget();
        }
    }

    /** What code that is being typed can go on with, none of which is run. */
    Continuations continuations(String code, int cursor) {
        int begin = 0;
        while (true) {
            var part = code.substring(begin, cursor);
            var anchor = new int[1];
            // Those whose type is what is wanted there come first.
            var texts =
                    shell
                            .sourceCodeAnalysis()
                            .completionSuggestions(part, part.length(), anchor)
                            .stream()
                            .sorted(Comparator.comparing(it -> !it.matchesType()))
                            .map(Suggestion::continuation)
                            .distinct()
                            .toList();
            var info = shell.sourceCodeAnalysis().analyzeCompletion(part);
            if (!texts.isEmpty()
                    || !info.completeness().isComplete()
                    || info.remaining().isBlank()) {
                return new Continuations(begin + anchor[0], texts);
            }
            // It looks no further than the first method or class (JDK 17).
            begin = cursor - info.remaining().length();
        }
    }

    /** Ends what runs, and what the same call of {@link #run} would run after it. */
    void stop() {
        stopped = true;
        shell.stop();
    }

    /** Forgets all declarations, but for those every engine begins with. */
    void clear() {
        shell.close();
        sources.clear();
        shell = fresh();
    }

    @Override
    public void close() {
        shell.close();
    }

    private JShell fresh() {
        var made = JShell.builder().executionEngine(new CellControl(ownThreads), Map.of()).build();
        // By default javac takes CLASSPATH of the environment, which modules of a site may set.
        made.addToClasspath(System.getProperty("java.class.path"));
        IMPORTS.forEach(name -> made.eval("import " + name + ";"));
        startup.forEach(made::eval);
        return made;
    }

    private record Piece(String text, Source source) {}

    private List<Piece> pieces(String cell, String code) throws SnippetException {
        var pieces = new ArrayList<Piece>();
        var rest = code;
        while (!rest.isBlank()) {
            var info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            int begin = code.length() - rest.length();
            int blank = rest.length() - rest.stripLeading().length();
            var source = new Source(cell, code, begin + blank);
            if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
                throw compileError(
                        "the code ends before its last statement does",
                        source,
                        code.length() - (long) source.offset(),
                        List.of());
            }
            if (info.completeness() == Completeness.EMPTY) {
                break;
            }
            // What cannot be told apart is for the compiler to refuse, with its own words.
            boolean whole = info.completeness() == Completeness.UNKNOWN;
            var text = whole ? rest : Optional.ofNullable(info.source()).orElse(rest);
            pieces.add(new Piece(text.stripLeading(), source));
            rest = whole ? "" : info.remaining();
        }
        return pieces;
    }

    /** Runs one snippet, and returns its own event. */
    private Optional<SnippetEvent> evaluate(String text, Source source) throws SnippetException {
        if (stopped) {
            throw interrupted();
        }
        Optional<SnippetEvent> own = Optional.empty();
        var events = compiled(text, source);
        if (stopped) {
            // Whatever the code made of it: from JDK 23 on it may have been an exception to it.
            throw interrupted();
        }
        for (var event : events) {
            sources.putIfAbsent(event.snippet().id(), source);
            if (event.causeSnippet() == null) {
                judge(event, source);
                own = Optional.of(event);
            }
        }
        return own;
    }

    /** What JShell makes of it. A class file that is damaged may be too much for javac itself. */
    private List<SnippetEvent> compiled(String text, Source source) throws SnippetException {
        try {
            return shell.eval(text);
        } catch (IllegalStateException e) {
            throw e; // It is closed, which is nobody's code.
        } catch (InternalError | AssertionError | RuntimeException e) {
            // Whatever javac throws, which JShell wraps (JDK 17) or mostly wraps (JDK 25).
            var reason = Optional.ofNullable(e.getCause()).orElse(e);
            throw compileError(
                    "the compiler itself has failed over it: " + reason,
                    source,
                    0,
                    List.of("  a class that it needs may be damaged on the class path"));
        }
    }

    private void judge(SnippetEvent event, Source source) throws SnippetException {
        var waitsFor = waitsFor(event);
        boolean isRecoverable =
                event.status() == Snippet.Status.RECOVERABLE_DEFINED
                        || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED;
        // JShell hopes for a better class where one of the class path is broken; nobody will
        // declare it.
        if (event.status() == Snippet.Status.REJECTED || (isRecoverable && waitsFor.isEmpty())) {
            var errors = shell.diagnostics(event.snippet()).filter(d -> d.isError()).toList();
            if (errors.isEmpty()) {
                throw compileError("the code was refused without a word", source, 0, List.of());
            }
            var first = errors.get(0);
            var words = first.getMessage(null).lines().toList();
            throw compileError(
                    words.get(0),
                    source,
                    first.getPosition(),
                    words.stream()
                            .skip(1)
                            .filter(line -> !line.strip().startsWith("location:"))
                            .toList());
        }
        if (event.exception() != null) {
            throw new Trace(sources::get).of(event.exception());
        }
        if (isRecoverable && event.snippet() instanceof DeclarationSnippet declared) {
            System.err.println(
                    declared.name()
                            + " cannot be used before this is declared: "
                            + String.join(", ", waitsFor));
        }
    }

    private List<String> waitsFor(SnippetEvent event) {
        return event.snippet() instanceof DeclarationSnippet declared
                ? shell.unresolvedDependencies(declared).toList()
                : List.of();
    }

    private static boolean isDisplayed(SnippetEvent event) {
        var kind = event.snippet().subKind();
        // A value that no variable has yet gets one of the name $1, and so is a declaration.
        return kind == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
                || (event.snippet() instanceof ExpressionSnippet
                        && kind != Snippet.SubKind.ASSIGNMENT_SUBKIND);
    }

    private static SnippetException interrupted() {
        return SnippetException.refused("Interrupted", "the code was stopped on request");
    }

    private static SnippetException compileError(
            String what, Source source, long position, List<String> more) {
        var traceback = new ArrayList<String>();
        traceback.add("CompileError: " + what);
        traceback.addAll(source.marked(position));
        traceback.addAll(more);
        return new SnippetException(
                "CompileError", what + " (line " + source.line(position) + ")", traceback);
    }
}
