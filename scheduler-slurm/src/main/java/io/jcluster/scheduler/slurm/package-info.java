/** Slurm, by what its commands take and print; see {@link SlurmDialect}. */
@NullMarked
package io.jcluster.scheduler.slurm;

import org.jspecify.annotations.NullMarked;
