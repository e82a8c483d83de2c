@NullMarked
package io.jcluster.templates;

import org.jspecify.annotations.NullMarked;
