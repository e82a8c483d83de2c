package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job categories of a place (GFD.231, jobCategory): bundles of settings with a name, written by
 * whoever knows the site.
 *
 * <pre>
 * [mpi]
 * description = MPI program started once per slot
 * extension.slurm_jt_nodes = 2
 * environment.OMP_NUM_THREADS = 1
 * launcher = srun --mpi=pmix
 * limit.WALLCLOCK_TIME = 3600
 * </pre>
 *
 * <p>Keys are {@code description}, {@code launcher} (words put before the command), {@code
 * environment.NAME}, {@code extension.NAME}, {@code limit.NAME} and the names of the template's
 * attributes that have one value. What a category says counts against what the template says, as
 * the standard recommends. A section {@code [default]} is for jobs without a category; there the
 * template counts.
 *
 * <p>Lines that begin with {@code #} are comments.
 */
final class Categories {

    static final Categories NONE = new Categories(Map.of());

    private static final Logger LOG = LoggerFactory.getLogger(Categories.class);
    private static final String DEFAULT = "default";

    private final Map<String, Category> byName;

    private Categories(Map<String, Category> byName) {
        this.byName = byName;
    }

    /**
     * What a template becomes.
     *
     * @param overruled names of attributes that the category took from the template
     */
    record Applied(JobTemplate template, List<String> overruled) {}

    /**
     * Reads a file.
     *
     * @throws InvalidArgumentException when it cannot be read or understood; names the line
     */
    static Categories read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidArgumentException("cannot read the job categories in " + file, e);
        }
        var found = new LinkedHashMap<String, Category>();
        Optional<Category> open = Optional.empty();
        for (var number = 1; number <= lines.size(); number++) {
            var line = lines.get(number - 1).strip();
            try {
                if (line.startsWith("[")) {
                    open = Optional.of(Category.opened(line));
                    if (found.putIfAbsent(open.get().name(), open.get()) != null) {
                        throw new IllegalArgumentException(line + " is there twice");
                    }
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    open.orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "'" + line + "' is in no [category]"))
                            .add(line);
                }
            } catch (IllegalArgumentException problem) {
                throw new InvalidArgumentException(
                        file + ", line " + number + ": " + problem.getMessage(), problem);
            }
        }
        return new Categories(found);
    }

    /** These, and those of the other whose names are not among these. */
    Categories or(Categories other) {
        var all = new LinkedHashMap<>(byName);
        other.byName.forEach(all::putIfAbsent);
        return new Categories(all);
    }

    /** What {@code jobCategory} can be. */
    List<String> names() {
        return byName.keySet().stream().filter(name -> !name.equals(DEFAULT)).sorted().toList();
    }

    /**
     * The template with its category's settings in it.
     *
     * @throws InvalidArgumentException for a category that is not known
     */
    Applied applied(JobTemplate template) {
        var name = template.jobCategory();
        if (name.isEmpty()) {
            var usual = Optional.ofNullable(byName.get(DEFAULT));
            return usual.map(category -> category.under(template))
                    .orElse(new Applied(template, List.of()));
        }
        if (!names().contains(name.get())) {
            throw new InvalidArgumentException(
                    "there is no jobCategory '"
                            + name.get()
                            + "' here\ntry: "
                            + (names().isEmpty() ? "none, as there are none" : "one of " + names()),
                    "jobCategory");
        }
        var applied = Optional.ofNullable(byName.get(name.get())).orElseThrow().over(template);
        if (!applied.overruled().isEmpty()) {
            LOG.info("the job category {} overrules {}", name.get(), applied.overruled());
        }
        return applied;
    }
}
