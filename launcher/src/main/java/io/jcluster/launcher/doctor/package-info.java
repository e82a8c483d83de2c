/**
 * A look at everything that a submission will need, which changes nothing; and the Python
 * environment of the jobs, which is made on request.
 */
@NullMarked
package io.jcluster.launcher.doctor;

import org.jspecify.annotations.NullMarked;
