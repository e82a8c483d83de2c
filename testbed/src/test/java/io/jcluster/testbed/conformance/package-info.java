/** The rules of DRMAA2, tried on every workload manager that the testbed has. */
@org.jspecify.annotations.NullMarked
package io.jcluster.testbed.conformance;
