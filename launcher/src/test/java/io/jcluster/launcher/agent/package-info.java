@NullMarked
package io.jcluster.launcher.agent;

import org.jspecify.annotations.NullMarked;
