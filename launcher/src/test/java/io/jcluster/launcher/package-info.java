@NullMarked
package io.jcluster.launcher;

import org.jspecify.annotations.NullMarked;
