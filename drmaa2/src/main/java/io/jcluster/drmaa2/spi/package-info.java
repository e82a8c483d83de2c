/** How an implementation of the standard makes itself known. */
@NullMarked
package io.jcluster.drmaa2.spi;

import org.jspecify.annotations.NullMarked;
