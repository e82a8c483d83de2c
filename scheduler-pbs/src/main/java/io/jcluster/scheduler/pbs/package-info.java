/**
 * OpenPBS, PBS Pro and TORQUE, by what their commands take and print: {@link
 * io.jcluster.scheduler.pbs.OpenPbsDialect}, {@link io.jcluster.scheduler.pbs.TorqueDialect}, and
 * {@link io.jcluster.scheduler.pbs.PbsFamily}, which finds out which of them there is.
 */
@NullMarked
package io.jcluster.scheduler.pbs;

import org.jspecify.annotations.NullMarked;
