@NullMarked
package io.jcluster.launcher.cli;

import org.jspecify.annotations.NullMarked;
