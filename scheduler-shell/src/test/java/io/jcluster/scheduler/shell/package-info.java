/** Tests with real processes of this machine. */
@NullMarked
package io.jcluster.scheduler.shell;

import org.jspecify.annotations.NullMarked;
