package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ProfileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A profile of ipyparallel 6 to 9 turned into one of jcluster: the files of the new one, and what
 * became of each line of the old one. Nothing of the old one is run: its Python is read as far as
 * it is plain assignments, its job scripts are taken apart.
 *
 * @param files name and text, all for one directory
 * @param findings in the order of the old files
 */
public record ImportedProfile(SortedMap<String, String> files, List<Finding> findings) {

    public ImportedProfile {
        files = new TreeMap<>(files);
        findings =
                findings.stream()
                        .distinct()
                        .sorted(Comparator.comparing(Finding::file).thenComparing(Finding::line))
                        .toList();
    }

    /**
     * Reads a profile directory of IPython, such as {@code ~/.ipython/profile_pbs}.
     *
     * @param name of the new profile
     * @throws ProfileException when there is no profile in it, none that could be one here, or a
     *     file of it is no text
     */
    public static ImportedProfile from(Path directory, String name) {
        return new Conversion(new ProfileDirectory(directory), name).result();
    }
}
