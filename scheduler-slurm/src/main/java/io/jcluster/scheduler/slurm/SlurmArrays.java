package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.scheduler.ArrayDialect;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.Indices;
import io.jcluster.scheduler.JobScript;

/**
 * Slurm's job arrays: {@code --array=1-9:2%4}, whose members are known as {@code 27_3}. Each index
 * must be below MaxArraySize, 1001 where the site says nothing; sbatch refuses what is not.
 */
final class SlurmArrays implements ArrayDialect {

    @Override
    public String indexVariable() {
        return "SLURM_ARRAY_TASK_ID";
    }

    @Override
    public Exchange<String> submit(JobScript script, JobTemplate template, Indices indices) {
        var words = SlurmDialect.sbatch(template);
        words.add(2, "--array=" + option(indices));
        return SlurmExchange.submission(words, script.text());
    }

    private static String option(Indices indices) {
        var option = new StringBuilder().append(indices.begin());
        if (indices.count() > 1) {
            option.append('-').append(indices.end());
            if (indices.step() > 1) {
                option.append(':').append(indices.step());
            }
        }
        indices.maxParallel().ifPresent(most -> option.append('%').append(most));
        return option.toString();
    }

    @Override
    public String memberId(String arrayId, int index) {
        return arrayId + "_" + index;
    }
}
