@NullMarked
package io.jcluster.client;

import org.jspecify.annotations.NullMarked;
