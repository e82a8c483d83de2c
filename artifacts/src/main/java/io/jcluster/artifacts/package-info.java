/** Jars that are named by Maven coordinates, and the door to whoever fetches them. */
@NullMarked
package io.jcluster.artifacts;

import org.jspecify.annotations.NullMarked;
