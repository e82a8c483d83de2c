/**
 * DRMAA2 sessions over commands. {@link io.jcluster.scheduler.Dialects} finds the translators,
 * {@link io.jcluster.scheduler.CommandLineSessionManager} is the way in, {@link
 * io.jcluster.scheduler.JobScript} shows what would be submitted; {@link
 * io.jcluster.scheduler.Dialect} is what another workload manager needs.
 */
@NullMarked
package io.jcluster.scheduler;

import org.jspecify.annotations.NullMarked;
