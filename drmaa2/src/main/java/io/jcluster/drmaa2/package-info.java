@NullMarked
package io.jcluster.drmaa2;

import org.jspecify.annotations.NullMarked;
