/** The suite's account of itself. */
@org.jspecify.annotations.NullMarked
package io.jcluster.drmaa2.conformance;
