@NullMarked
package io.jcluster.launcher.shell;

import org.jspecify.annotations.NullMarked;
