package io.jcluster.templates;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The profiles that come with the program: general ones, and those of systems that exist. */
public final class Bundled {

    private static final List<String> GENERAL =
            List.of(
                    "example",
                    "generic-openpbs",
                    "generic-slurm",
                    "generic-torque",
                    "hosts",
                    "local",
                    "pbs",
                    "slurm");

    private static final List<String> SITES =
            List.of(
                    "aion",
                    "alpine",
                    "andes",
                    "archer2",
                    "aurora",
                    "betzy",
                    "bunya",
                    "casper",
                    "cirrus",
                    "crux",
                    "daint",
                    "derecho",
                    "easley",
                    "eiger",
                    "frontera",
                    "frontier",
                    "gadi",
                    "hopper",
                    "iris",
                    "juwels-booster",
                    "juwels-cluster",
                    "leonardo-booster",
                    "leonardo-dcgp",
                    "lonestar6",
                    "lumi-c",
                    "lumi-g",
                    "m3",
                    "mahti",
                    "marenostrum5-acc",
                    "marenostrum5-gpp",
                    "midway3",
                    "olivia",
                    "pelle",
                    "perlmutter",
                    "perlmutter-gpu",
                    "piz-daint",
                    "polaris",
                    "puhti",
                    "roihu",
                    "roihu-gpu",
                    "saga",
                    "snellius",
                    "stampede3",
                    "triton",
                    "vista",
                    "vista-gh",
                    "wheeler",
                    "xena");

    private static final Path NOWHERE = Path.of("/nonexistent");

    private Bundled() {}

    /** All names, sorted. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(GENERAL);
        names.addAll(SITES);
        Collections.sort(names);
        return List.copyOf(names);
    }

    /** The names of those that are of a system, sorted. */
    public static List<String> sites() {
        return SITES;
    }

    /** One of them as it comes with the program, with what it extends. */
    public static Profile profile(String name) {
        return new Profiles(NOWHERE).named(name);
    }
}
