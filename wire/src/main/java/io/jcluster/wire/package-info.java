/** Messages of the Jupyter protocol: made, signed, read and checked. */
@org.jspecify.annotations.NullMarked
package io.jcluster.wire;
