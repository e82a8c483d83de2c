package io.jcluster.templates;

import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.Template.Lines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A job script of a site's own: what it has always begun with, directives that jcluster has no word
 * for included, and where jcluster's own lines go.
 *
 * <pre>
 * #!/bin/bash -l
 * #PBS -W x=FLAGS:ADVRES
 * module load openmpi
 * {{cluster|lines}}
 * </pre>
 *
 * <p>jcluster's directives are put after the first line, before the script's own; of two that
 * contradict each other Slurm and PBS believe the later.
 */
final class OwnTemplate {

    /** The hole for jcluster's own lines. */
    static final String HOLE = "{{cluster|lines}}";

    private static final Pattern FIRST_LINE =
            Pattern.compile("#! *(/usr)?(/bin/bash|/bin/env +bash)( +-[a-z]+)* *");

    private OwnTemplate() {}

    /**
     * The script of that file with jcluster's lines in their place.
     *
     * @param script jcluster's own, whose first line names its interpreter
     * @throws ProfileException when the file cannot be read, or lacks what it needs
     */
    static String around(Path file, String script) {
        String text =
                TextFile.read(file, "there is no such file; the profile's 'templates' names it");
        String first = text.lines().findFirst().orElse("");
        if (!FIRST_LINE.matcher(first).matches()) {
            throw problem(
                    file,
                    1,
                    "a job script begins with #!/bin/bash, or #!/bin/bash -l for the settings of a"
                            + " login; jcluster's lines are bash");
        }
        if (text.indexOf('\r') >= 0) {
            int line = (int) text.substring(0, text.indexOf('\r')).lines().count();
            throw problem(
                    file,
                    line,
                    "it has line ends of Windows, which no batch system reads; 'dos2unix' mends it");
        }
        List<Integer> holes = new java.util.ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("{{") && !lines.get(i).equals(HOLE)) {
                throw problem(
                        file, i + 1, "the only hole there is, is " + HOLE + ", alone on its line");
            }
            if (lines.get(i).equals(HOLE)) {
                holes.add(i + 1);
            }
        }
        if (holes.size() != 1) {
            throw problem(
                    file,
                    holes.isEmpty() ? lines.size() : holes.get(1),
                    holes.isEmpty()
                            ? "it lacks the line "
                                    + HOLE
                                    + ", where jcluster puts what starts the cluster"
                            : "a second " + HOLE + "; one is enough");
        }
        return new Template(file.toString(), text)
                .fill(Map.of("cluster", new Lines(withoutFirstLine(script))));
    }

    /** What is wrong with that file, if anything. */
    static List<Problem> problems(Path file) {
        try {
            around(file, "#!/bin/bash\n");
            return List.of();
        } catch (ProfileException e) {
            return e.problems();
        }
    }

    private static String withoutFirstLine(String script) {
        return script.substring(script.indexOf('\n') + 1);
    }

    private static ProfileException problem(Path file, int line, String sentence) {
        return new ProfileException(
                List.of(new Problem(file.toString(), line, line == 0 ? 0 : 1, sentence)));
    }
}
