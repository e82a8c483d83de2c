/**
 * An engine of ipyparallel that runs Java: it registers with a controller, runs what clients send
 * in a JShell, and answers in the messages that an engine in Python would send.
 */
@org.jspecify.annotations.NullMarked
package io.jcluster.engine;
