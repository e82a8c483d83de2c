package io.jcluster.scheduler;

import static java.util.stream.Collectors.joining;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text that is submitted: an interpreter line, the directives, the body. What is shown to a
 * user beforehand is this very text, so that nothing is requested that was not seen.
 */
public record JobScript(String text) {

    private static final String DEFAULT_INTERPRETER = "#!/bin/sh";
    private static final Pattern SHELL = Pattern.compile("[/ ](sh|dash|bash|ksh|zsh)( |$)");

    /**
     * The script for a template. Without a {@link Extensions#TAG} in the template it has none; with
     * one, it is exactly what {@code runJob} submits.
     *
     * @throws io.jcluster.drmaa2.DrmaaException when the template asks for something wrong or
     *     unsupported
     */
    public static JobScript of(Dialect dialect, JobTemplate template) {
        return of(dialect, template, ArrayIndex.NONE);
    }

    /** As above, for a member of a job array, or for all of them at once. */
    public static JobScript of(Dialect dialect, JobTemplate template, ArrayIndex index) {
        TemplateCheck.check(dialect, template);
        var given = template.extensions().get(Extensions.SCRIPT);
        var body = given == null ? Wrapper.body(dialect, template, index) : given;
        var interpreter = DEFAULT_INTERPRETER;
        if (body.startsWith("#!")) {
            var end = body.indexOf('\n');
            interpreter = end < 0 ? body : body.substring(0, end);
            body = end < 0 ? "" : body.substring(end + 1);
        }
        if (given != null) {
            body = indexLines(interpreter, index) + body;
        }
        var directives = dialect.directives(leftToDialect(template));
        directives.forEach(JobScript::requireOneLine);
        var head = String.join("\n", directives);
        return new JobScript(
                interpreter
                        + "\n"
                        + head
                        + (head.isEmpty() ? "" : "\n\n")
                        + body
                        + (body.endsWith("\n") ? "" : "\n"));
    }

    /**
     * The template as a dialect sees it: without what the generated script does itself, and without
     * a start "now", which is what happens when nothing is said.
     */
    static JobTemplate leftToDialect(JobTemplate template) {
        var left = template.toBuilder();
        if (template.startTime().filter(Drmaa2.NOW::equals).isPresent()) {
            left.startTime(null);
        }
        if (!template.extensions().containsKey(Extensions.SCRIPT)) {
            var limits = new LinkedHashMap<>(template.resourceLimits());
            limits.keySet().removeIf(SoftLimits::isSoft);
            left.outputPath(null).errorPath(null).joinFiles(null).resourceLimits(limits);
        }
        return left.build();
    }

    /** What a script that was given is told of its index; only a shell can be told. */
    private static String indexLines(String interpreter, ArrayIndex index) {
        if (SHELL.matcher(interpreter).find()) {
            return index.shellLines().stream().map(line -> line + "\n").collect(joining());
        }
        if (index.variable().isPresent() && index.value().isPresent()) {
            throw new InvalidArgumentException(
                    "a script for '"
                            + interpreter
                            + "' cannot be told its index here: the members of this array are"
                            + " submitted one by one\ntry: a shell script that starts it",
                    Extensions.SCRIPT);
        }
        return "";
    }

    /** The lines, without their ends. */
    public List<String> lines() {
        return text.lines().toList();
    }

    @Override
    public String toString() {
        return text;
    }

    // A second line would be a directive, or a command, that nobody asked for.
    private static void requireOneLine(String directive) {
        if (directive.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new InvalidArgumentException(
                    "a directive cannot hold a line break or another control character: '"
                            + directive.replaceAll("\\p{Cntrl}", "?")
                            + "'");
        }
    }
}
