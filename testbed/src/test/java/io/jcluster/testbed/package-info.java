/** The testbed as tests see it. */
@org.jspecify.annotations.NullMarked
package io.jcluster.testbed;
