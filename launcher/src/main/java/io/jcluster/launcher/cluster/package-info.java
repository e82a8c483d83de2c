/** The life of a cluster: recorded, submitted, waited for, connected, proven, stopped. */
@NullMarked
package io.jcluster.launcher.cluster;

import org.jspecify.annotations.NullMarked;
