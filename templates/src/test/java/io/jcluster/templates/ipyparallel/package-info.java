@NullMarked
package io.jcluster.templates.ipyparallel;

import org.jspecify.annotations.NullMarked;
