/** Messages of the Jupyter protocol, and connections to the ZeroMQ sockets that carry them. */
@org.jspecify.annotations.NullMarked
package io.jcluster.wire;
