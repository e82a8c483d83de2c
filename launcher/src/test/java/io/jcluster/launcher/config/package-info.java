@NullMarked
package io.jcluster.launcher.config;

import org.jspecify.annotations.NullMarked;
