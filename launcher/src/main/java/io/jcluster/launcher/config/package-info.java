/** What the user asked for, settled: profile, options and defaults become one specification. */
@NullMarked
package io.jcluster.launcher.config;

import org.jspecify.annotations.NullMarked;
