/** Artifacts as Maven resolves them: its settings, its repositories, its rules. */
@NullMarked
package io.jcluster.artifacts.maven;

import org.jspecify.annotations.NullMarked;
