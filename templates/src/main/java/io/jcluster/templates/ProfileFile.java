package io.jcluster.templates;

import java.util.List;
import java.util.SortedMap;

/**
 * What a file of profiles says by itself, before what it extends is put under it.
 *
 * @param said its own words, but for those that are about profiles
 * @param profile the profile it wants to be put over, where it is a project's; none or one
 * @param bases what it extends, in the order in which they are put over each other
 * @param clusters the profiles in it that have a name of their own
 */
record ProfileFile(
        Profile said,
        List<Named> profile,
        List<Named> bases,
        SortedMap<String, ProfileFile> clusters) {

    /** A profile that is named in a file, and where. */
    record Named(String name, Origin at) {}
}
