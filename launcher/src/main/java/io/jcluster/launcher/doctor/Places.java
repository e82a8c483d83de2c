package io.jcluster.launcher.doctor;

import io.jcluster.launcher.doctor.Finding.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The directories of an account: whether they can be written, how full they are, and on what kind
 * of file system they lie. Nothing is written to find out.
 */
record Places(Facts facts) {

    /** The files of a cluster and of its engines' profiles take less than a tenth of it. */
    private static final long TOO_LITTLE_KB = 5_000;

    private static final long LITTLE_KB = 100_000;
    private static final long FEW_FILES = 200;

    private static final Set<String> NETWORKED =
            Set.of("nfs", "lustre", "gpfs", "beegfs", "ceph", "panfs", "smb2", "fuse", "fuseblk");

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(place("home", "home", Fault.HOST));
        findings.add(place("job directory", "jobs", Fault.HOST));
        findings.add(quota());
        findings.add(scratch("temporary files", "tmp", "TMPDIR"));
        if (facts.tells("scratch.path")) {
            findings.add(scratch("scratch", "scratch", "SCRATCH"));
        }
        return findings;
    }

    private Finding scratch(String name, String key, String variable) {
        Finding seen = place(name, key, Fault.HOST);
        if (seen.status() != Finding.Status.PROBLEM) {
            return seen;
        }
        return Finding.warning(
                name,
                seen.seen(),
                "of the login node; if it is so on the nodes too, MPI and Python may not start",
                "set " + variable + " in 'environment' of the profile to a place with room");
    }

    private Finding place(String name, String key, Fault fault) {
        Optional<String> path = facts.get(key + ".path");
        Optional<String> state = facts.get(key + ".state");
        if (path.isEmpty() || state.isEmpty()) {
            return Finding.unknown(
                    name, "nothing was told of it", "the account's shell is unusual", "");
        }
        if (!state.get().equals("writable")) {
            return Finding.problem(
                    fault,
                    name,
                    path.get()
                            + (state.get().equals("missing")
                                    ? " does not exist"
                                    : " cannot be written (closed to you, or read-only)"),
                    "the job's directory cannot be made, so nothing can be submitted",
                    "see with 'ls -ld' and 'mount' there, or ask the site");
        }
        OptionalLong room = available(key + ".space");
        OptionalLong files = available(key + ".inodes");
        String seen = path.get() + room(room) + type(key);
        if (room.orElse(Long.MAX_VALUE) < TOO_LITTLE_KB || files.orElse(Long.MAX_VALUE) == 0) {
            return Finding.problem(
                    fault,
                    name,
                    seen + (files.orElse(1) == 0 ? ", no file more" : ""),
                    "it is full: the job cannot write what it has to say, and ends",
                    "remove files there");
        }
        if (room.orElse(Long.MAX_VALUE) < LITTLE_KB || files.orElse(Long.MAX_VALUE) < FEW_FILES) {
            return Finding.warning(
                    name,
                    seen,
                    "it is nearly full; logs of engines and results will fill it",
                    "remove files there");
        }
        return Finding.ok(name, seen);
    }

    /**
     * The fourth field of {@code df -P}; absent where the file system does not count, as with
     * inodes that are made when they are needed (btrfs: 0 of 0).
     */
    private OptionalLong available(String key) {
        String[] fields = facts.get(key).orElse("").split("\\s+", -1);
        if (fields.length < 6
                || !fields[1].matches("[1-9][0-9]{0,17}")
                || !fields[3].matches("[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(fields[3]));
    }

    private static String room(OptionalLong kilobytes) {
        if (kilobytes.isEmpty()) {
            return "";
        }
        double megabytes = kilobytes.getAsLong() / 1024.0;
        return megabytes < 10_000
                ? ", %.0f MB free".formatted(megabytes)
                : ", %.0f GB free".formatted(megabytes / 1024);
    }

    private String type(String key) {
        return facts.get(key + ".type")
                .map(type -> type.toLowerCase(Locale.ROOT))
                .filter(NETWORKED::contains)
                .map(type -> ", on " + type)
                .orElse("");
    }

    private Finding quota() {
        return facts.get("quota")
                .map(
                        text ->
                                Finding.problem(
                                        Fault.HOST,
                                        "quota",
                                        text,
                                        "a limit of yours is exceeded: files cannot be written, or soon"
                                                + " will not be",
                                        "quota"))
                .orElseGet(() -> Finding.ok("quota", "none is reported as exceeded"));
    }
}
