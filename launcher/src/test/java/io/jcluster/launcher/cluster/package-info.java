@NullMarked
package io.jcluster.launcher.cluster;

import org.jspecify.annotations.NullMarked;
