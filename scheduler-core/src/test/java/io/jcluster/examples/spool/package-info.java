/** A toy batch system and its dialect, as site-docs/add-a-scheduler.md builds them. */
@NullMarked
package io.jcluster.examples.spool;

import org.jspecify.annotations.NullMarked;
