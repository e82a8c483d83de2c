package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.List;

/**
 * The text that is submitted: an interpreter line, the directives, the body. What is shown to a
 * user beforehand is this very text, so that nothing is requested that was not seen.
 */
public record JobScript(String text) {

    private static final String DEFAULT_INTERPRETER = "#!/bin/sh";

    /**
     * The script for a template. Without a {@link Extensions#TAG} in the template it has none; with
     * one, it is exactly what {@code runJob} submits.
     *
     * @throws io.jcluster.drmaa2.DrmaaException when the template asks for something wrong or
     *     unsupported
     */
    public static JobScript of(Dialect dialect, JobTemplate template) {
        TemplateCheck.check(dialect, template);
        var given = template.extensions().get(Extensions.SCRIPT);
        var body = given == null ? Wrapper.body(dialect, template) : given;
        var interpreter = DEFAULT_INTERPRETER;
        if (body.startsWith("#!")) {
            var end = body.indexOf('\n');
            interpreter = end < 0 ? body : body.substring(0, end);
            body = end < 0 ? "" : body.substring(end + 1);
        }
        var directives = dialect.directives(template);
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
