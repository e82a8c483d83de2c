@NullMarked
package io.jcluster.artifacts.maven;

import org.jspecify.annotations.NullMarked;
