/** Jobs without a batch system; see {@link ShellDialect}. */
@NullMarked
package io.jcluster.scheduler.shell;

import org.jspecify.annotations.NullMarked;
