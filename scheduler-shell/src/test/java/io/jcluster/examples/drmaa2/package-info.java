/** The program of site-docs/drmaa2.md. */
@NullMarked
package io.jcluster.examples.drmaa2;

import org.jspecify.annotations.NullMarked;
