/** Profiles of ipyparallel, read without Python and turned into profiles of jcluster. */
@NullMarked
package io.jcluster.templates.ipyparallel;

import org.jspecify.annotations.NullMarked;
