@NullMarked
package io.jcluster.examples.client;

import org.jspecify.annotations.NullMarked;
