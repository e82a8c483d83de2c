package io.jcluster.scheduler;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.JobTemplate;
import java.util.ArrayList;
import java.util.stream.Stream;

/**
 * The submission of one job for each index: in one piece where the workload manager has job arrays,
 * one by one where it has not. All or nothing, as GFD.231 wants it: what can be checked is checked
 * before anything is run, and when a member is refused those before it are terminated.
 */
final class BulkSubmission {

    private final CommandLineJobSession session;
    private final Dialect dialect;
    private final Watch watch;
    private final Ledger ledger;

    BulkSubmission(CommandLineJobSession session, Dialect dialect, Watch watch, Ledger ledger) {
        this.session = session;
        this.dialect = dialect;
        this.watch = watch;
        this.ledger = ledger;
    }

    TrackedArray run(JobTemplate template, Indices indices) {
        var tag = CommandLineJobSession.tagOf(template);
        return dialect.arrays()
                .map(own -> whole(own, template, tag, indices))
                .orElseGet(() -> oneByOne(template, tag, indices));
    }

    private TrackedArray whole(
            ArrayDialect own, JobTemplate template, String tag, Indices indices) {
        var applied = session.categories().applied(template);
        refuseIndexInFilesOfScripts(applied.template());
        var tagged = applied.template().toBuilder().extension(Extensions.TAG, tag).build();
        var script = JobScript.of(dialect, tagged, ArrayIndex.from(own.indexVariable()));
        return session.submit(
                tag,
                own.submit(script, JobScript.leftToDialect(tagged), indices),
                () -> {
                    ledger.noteOverruled(tag, applied.overruled());
                    ledger.intendArray(tag, template, indices);
                },
                id -> ledger.submittedArray(tag, id, template, indices, own),
                () -> ledger.arrayOfTag(tag));
    }

    /** A given script's output is opened before it runs, when nobody of ours knows the index. */
    private static void refuseIndexInFilesOfScripts(JobTemplate template) {
        var indexed =
                Stream.of(template.outputPath(), template.errorPath())
                        .flatMap(path -> path.stream())
                        .anyMatch(path -> path.contains(Drmaa2.PARAMETRIC_INDEX));
        if (indexed && template.extensions().containsKey(Extensions.SCRIPT)) {
            throw new InvalidArgumentException(
                    "outputPath and errorPath of "
                            + Extensions.SCRIPT
                            + " cannot hold "
                            + Drmaa2.PARAMETRIC_INDEX
                            + "\ntry: redirect the output in the script",
                    "outputPath",
                    "errorPath");
        }
    }

    private TrackedArray oneByOne(JobTemplate template, String tag, Indices indices) {
        requireNewTag(tag);
        var first = ArrayIndex.of(indices.begin());
        var longest = memberTag(tag, indices.begin() + (indices.count() - 1) * indices.step());
        var applied = session.categories().applied(template).template();
        JobScript.of(
                dialect,
                first.resolve(applied).toBuilder().extension(Extensions.TAG, longest).build(),
                first);
        var members = new ArrayList<TrackedJob>();
        try {
            indices.stream()
                    .forEach(
                            index ->
                                    members.add(
                                            session.submit(
                                                    template,
                                                    memberTag(tag, index),
                                                    ArrayIndex.of(index))));
            return watch.locked(() -> ledger.assembled(tag, template, indices, members));
        } catch (DrmaaException failure) {
            takeBack(new TrackedArray(tag, template, false, members), failure);
            throw failure;
        }
    }

    private void requireNewTag(String tag) {
        watch.locked(
                () -> {
                    ledger.catchUp();
                    if (ledger.knowsTag(tag)) {
                        throw new InvalidArgumentException(
                                "the tag " + tag + " was used before", Extensions.TAG);
                    }
                    return tag;
                });
    }

    /** The members stay in the session, so that one that could not be ended is not lost. */
    private void takeBack(TrackedArray begun, DrmaaException failure) {
        if (begun.members().isEmpty()) {
            return;
        }
        try {
            new ArrayControl(dialect, watch, ledger).control(begun, Action.TERMINATE);
        } catch (DrmaaException alsoRefused) {
            failure.addSuppressed(alsoRefused);
        }
    }

    private static String memberTag(String tag, int index) {
        return tag + "." + index;
    }
}
