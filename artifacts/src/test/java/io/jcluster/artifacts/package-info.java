@NullMarked
package io.jcluster.artifacts;

import org.jspecify.annotations.NullMarked;
