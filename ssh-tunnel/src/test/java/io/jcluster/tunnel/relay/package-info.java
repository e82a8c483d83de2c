@NullMarked
package io.jcluster.tunnel.relay;

import org.jspecify.annotations.NullMarked;
