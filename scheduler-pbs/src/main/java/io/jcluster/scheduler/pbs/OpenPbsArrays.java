package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.ArrayDialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Indices;
import io.jcluster.scheduler.JobScript;
import java.util.List;

/** Job arrays of OpenPBS: {@code qsub -J}. */
record OpenPbsArrays(PbsCommands commands) implements ArrayDialect {

    @Override
    public String indexVariable() {
        return "PBS_ARRAY_INDEX";
    }

    /** With -r y: qsub takes no array whose members may not run again (qsub(1B), -r). */
    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template, Indices indices) {
        return Fitting.submission(
                commands, script, template, List.of("qsub", "-f", "-r", "y", "-J", range(indices)));
    }

    /**
     * {@code 1-9:2%3}. A range of one index is refused (23.06.06), unless a step leaps over the
     * rest.
     */
    static String range(Indices indices) {
        var limit = indices.maxParallel().isPresent() ? "%" + indices.maxParallel().getAsInt() : "";
        if (indices.count() == 1) {
            return indices.begin() + "-" + (indices.begin() + 1) + ":2" + limit;
        }
        var step = indices.step() == 1 ? "" : ":" + indices.step();
        return indices.begin() + "-" + indices.end() + step + limit;
    }

    @Override
    public String memberId(String arrayId, int index) {
        return MemberId.of(arrayId, index);
    }
}
