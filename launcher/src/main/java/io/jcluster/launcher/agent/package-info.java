/**
 * The background agent: holds one connection per login host, and the forwards of every cluster
 * there, after the command that opened them has ended.
 */
@NullMarked
package io.jcluster.launcher.agent;

import org.jspecify.annotations.NullMarked;
