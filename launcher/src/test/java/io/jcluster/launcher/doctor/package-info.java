@NullMarked
package io.jcluster.launcher.doctor;

import org.jspecify.annotations.NullMarked;
