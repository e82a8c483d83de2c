/** Answers as no program should give them; other dialects' tests inherit from here. */
@NullMarked
package io.jcluster.scheduler.hostile;

import org.jspecify.annotations.NullMarked;
