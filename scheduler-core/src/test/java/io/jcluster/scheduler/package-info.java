/** Tests of the engine, with a dialect and a host that are made up and a clock that obeys. */
@NullMarked
package io.jcluster.scheduler;

import org.jspecify.annotations.NullMarked;
