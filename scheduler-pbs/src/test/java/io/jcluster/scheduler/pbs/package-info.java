@NullMarked
package io.jcluster.scheduler.pbs;

import org.jspecify.annotations.NullMarked;
