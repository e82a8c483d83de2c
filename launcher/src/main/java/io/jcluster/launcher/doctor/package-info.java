/** A look at everything that a submission will need, which changes nothing. */
@NullMarked
package io.jcluster.launcher.doctor;

import org.jspecify.annotations.NullMarked;
