/**
 * Processes that go on after the command that started them: how they are started, found and talked
 * to.
 */
@NullMarked
package io.jcluster.launcher.background;

import org.jspecify.annotations.NullMarked;
