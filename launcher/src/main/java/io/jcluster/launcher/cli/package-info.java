/** The command line: thin commands over the life of a cluster, one handler for failures. */
@NullMarked
package io.jcluster.launcher.cli;

import org.jspecify.annotations.NullMarked;
