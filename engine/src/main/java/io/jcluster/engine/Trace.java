package io.jcluster.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import jdk.jshell.EvalException;
import jdk.jshell.JShellException;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;

/** What a client is told of an exception: the user's part of its stack, by the user's lines. */
final class Trace {

    private static final int DEEPEST = 60;

    private final Function<String, @Nullable Source> sources;

    /**
     * @param sources by the id of a snippet
     */
    Trace(Function<String, @Nullable Source> sources) {
        this.sources = sources;
    }

    SnippetException of(JShellException thrown) {
        var lines = new ArrayList<String>();
        if (thrown instanceof UnresolvedReferenceException unresolved) {
            var what = "a method was called whose own code does not compile yet";
            lines.add("UnresolvedReference: " + what);
            add(lines, unresolved.getStackTrace());
            return new SnippetException("UnresolvedReference", what, lines);
        }
        var kind = thrown instanceof EvalException e ? e.getExceptionClassName() : "Exception";
        var what = message(thrown);
        lines.add(head(thrown));
        add(lines, thrown.getStackTrace());
        var cause = thrown.getCause();
        for (int i = 0; i < 10 && cause instanceof JShellException inner; i++) {
            lines.add("Caused by: " + head(inner));
            add(lines, inner.getStackTrace());
            cause = inner.getCause();
        }
        return new SnippetException(kind, what, lines);
    }

    private static String head(JShellException thrown) {
        var name =
                thrown instanceof EvalException e
                        ? e.getExceptionClassName()
                        : thrown.getClass().getSimpleName();
        var what = message(thrown);
        return what.isEmpty() ? name : name + ": " + what;
    }

    private static String message(Throwable thrown) {
        var message = thrown.getMessage();
        return message == null ? "" : message;
    }

    private void add(List<String> lines, StackTraceElement[] stack) {
        for (int i = 0; i < stack.length && i < DEEPEST; i++) {
            lines.add("    at " + named(stack[i]));
        }
        if (stack.length > DEEPEST) {
            lines.add("    and " + (stack.length - DEEPEST) + " more");
        }
    }

    private String named(StackTraceElement element) {
        var file = element.getFileName();
        var source = file != null && file.startsWith("#") ? sources.apply(file.substring(1)) : null;
        if (source == null) {
            return element.toString();
        }
        int line = source.lineOfLine(element.getLineNumber());
        var method = element.getMethodName();
        var where =
                method.isEmpty() || method.startsWith("do_it$")
                        ? ""
                        : (element.getClassName().isEmpty() ? "" : element.getClassName() + ".")
                                + method
                                + ", ";
        return where + source.cell() + " line " + line + ": " + source.text(line).strip();
    }
}
