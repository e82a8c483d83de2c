/**
 * The keeper: holds the laptop's ends of the connections that go through relays. It is apart from
 * the agent so that they outlive whatever happens to the agent and its SSH.
 */
@NullMarked
package io.jcluster.launcher.keeper;

import org.jspecify.annotations.NullMarked;
