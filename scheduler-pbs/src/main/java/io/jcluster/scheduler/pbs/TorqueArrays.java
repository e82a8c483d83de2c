package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.ArrayDialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Indices;
import io.jcluster.scheduler.JobScript;
import java.util.List;
import java.util.stream.Collectors;

/** Job arrays of TORQUE: {@code qsub -t}. */
record TorqueArrays(PbsCommands commands) implements ArrayDialect {

    @Override
    public String indexVariable() {
        return "PBS_ARRAYID";
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template, Indices indices) {
        return Fitting.submission(commands, script, template, List.of("qsub", "-t", list(indices)));
    }

    /** {@code 1-9%3}; TORQUE knows no step, so with one the indices are named. */
    static String list(Indices indices) {
        var limit = indices.maxParallel().isPresent() ? "%" + indices.maxParallel().getAsInt() : "";
        var list =
                indices.step() == 1 && indices.count() > 1
                        ? indices.begin() + "-" + indices.end()
                        : indices.stream()
                                .mapToObj(String::valueOf)
                                .collect(Collectors.joining(","));
        return list + limit;
    }

    @Override
    public String memberId(String arrayId, int index) {
        return MemberId.of(arrayId, index);
    }
}
