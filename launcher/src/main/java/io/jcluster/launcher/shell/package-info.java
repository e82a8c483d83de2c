/**
 * What commands to engines have in common, without terminal or line: targets, grouping, drawing.
 */
@NullMarked
package io.jcluster.launcher.shell;

import org.jspecify.annotations.NullMarked;
