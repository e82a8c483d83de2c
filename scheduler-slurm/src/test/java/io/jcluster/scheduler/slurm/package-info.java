/** Tests of the Slurm dialect: on recorded answers, and on a real Slurm where there is one. */
@NullMarked
package io.jcluster.scheduler.slurm;

import org.jspecify.annotations.NullMarked;
