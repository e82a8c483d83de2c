package io.jcluster.templates;

import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.ProfileFile.Named;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The way from a profile to everything that it is put over: what it extends, and what that extends,
 * each under the next.
 */
final class Layers {

    /**
     * A place where profiles are.
     *
     * @param name how to speak of it
     * @param path its file; empty for a bundled one
     */
    record Source(String name, Optional<Path> path, ProfileFile file) {}

    /** One profile's own words. */
    private record Layer(Profile said, boolean bundled) {}

    private final Profiles profiles;
    private final List<Layer> layers = new ArrayList<>();
    private final Deque<String> open = new ArrayDeque<>();

    Layers(Profiles profiles) {
        this.profiles = profiles;
    }

    /** All of them over each other, and what the user says of every profile over the bundled. */
    Profile settled(Profile everywhere) {
        int last = -1;
        for (int i = 0; i < layers.size(); i++) {
            last = layers.get(i).bundled() ? i : last;
        }
        Profile settled = last < 0 ? everywhere : Profile.EMPTY;
        for (int i = 0; i < layers.size(); i++) {
            settled = settled.overriddenBy(layers.get(i).said());
            settled = i == last ? settled.overriddenBy(everywhere) : settled;
        }
        return settled;
    }

    /** What the name stands for: the bundled profile, and over it the user's own. */
    void named(String name) {
        bundled(name);
        profiles.own(name).ifPresent(own -> own(own, name));
    }

    /** The bundled profile of that name, if there is one. */
    void bundled(String name) {
        profiles.bundled(name).ifPresent(this::whole);
    }

    /** The user's own of that name: a file, or one of the profiles in a file. */
    private void own(Source source, String name) {
        whole(source);
        if (!profiles.isOwnFile(name)) {
            cluster(source, name);
        }
    }

    /** A file's own words, over those it extends. */
    void whole(Source source) {
        enter(source.name(), source, source.file(), Optional.empty());
    }

    /** The words of a profile in a file, over those it extends; not the file's own. */
    void cluster(Source source, String name) {
        Optional.ofNullable(source.file().clusters().get(name))
                .ifPresent(cluster -> enter(of(source, name), source, cluster, Optional.of(name)));
    }

    private static String of(Source source, String name) {
        return "'" + name + "' of " + source.name();
    }

    private void enter(String id, Source source, ProfileFile file, Optional<String> cluster) {
        open.addLast(id);
        for (Named base : file.bases()) {
            base(base, source, cluster);
        }
        open.removeLast();
        layers.add(new Layer(file.said(), source.path().isEmpty()));
    }

    private void base(Named base, Source from, Optional<String> cluster) {
        if (Profiles.isFile(base.name())) {
            Path directory =
                    from.path()
                            .flatMap(file -> Optional.ofNullable(file.toAbsolutePath().getParent()))
                            .orElseThrow(() -> problem(base, "a bundled profile extends no files"));
            Source file = profiles.file(directory.resolve(base.name()).normalize());
            refuseCircle(base, file.name());
            whole(file);
        } else {
            nameBase(base, from, cluster);
        }
    }

    /**
     * The bundled profile of that name, the user's own over it, over these one of the same file.
     */
    private void nameBase(Named base, Source from, Optional<String> cluster) {
        String name = base.name();
        boolean beside =
                from.file().clusters().containsKey(name) && !cluster.equals(Optional.of(name));
        Optional<Source> bundled = profiles.bundled(name);
        Optional<Source> own =
                from.path().isEmpty() || (beside && !profiles.isOwnFile(name))
                        ? Optional.empty()
                        : profiles.own(name);
        Optional<String> ownId =
                own.map(source -> profiles.isOwnFile(name) ? source.name() : of(source, name));
        if (bundled.isEmpty() && own.isEmpty() && !beside) {
            throw problem(
                    base,
                    "there is no profile '"
                            + name
                            + "' to extend; there are "
                            + profiles.nearest(name));
        }
        bundled.ifPresent(
                source -> {
                    refuseCircle(base, source.name());
                    whole(source);
                });
        // One's own daint.yaml may say that it extends daint, which is the bundled one.
        if (bundled.isEmpty() || ownId.filter(open::contains).isEmpty()) {
            ownId.ifPresent(id -> refuseCircle(base, id));
            own.ifPresent(source -> own(source, name));
        }
        if (beside) {
            refuseCircle(base, of(from, name));
            cluster(from, name);
        }
    }

    private void refuseCircle(Named base, String id) {
        if (open.contains(id)) {
            List<String> circle = new ArrayList<>(open);
            circle.add(id);
            throw problem(
                    base,
                    "'extends' goes in a circle: "
                            + String.join(
                                    " -> ", circle.subList(circle.indexOf(id), circle.size())));
        }
    }

    private static ProfileException problem(Named base, String sentence) {
        Origin at = base.at();
        return new ProfileException(
                List.of(new Problem(at.source(), at.line(), at.column(), sentence)));
    }
}
