package io.jcluster.scheduler.slurm;

import java.util.UUID;

/**
 * A separator that nobody can have put into a job's name or comment beforehand, as it is drawn for
 * one question. Slurm prints such texts as they are (22.05.8), line breaks and control characters
 * included, so any separator that is known in advance could pretend to end one record and to begin
 * another.
 */
record Seal(String word) {

    static Seal fresh() {
        return new Seal(UUID.randomUUID().toString().replace("-", ""));
    }

    int length() {
        return word.length();
    }
}
