/**
 * Machines. A {@link io.jcluster.tunnel.Host} is this machine or one at the far end of an SSH
 * connection; whoever holds one need not know which.
 */
@NullMarked
package io.jcluster.tunnel;

import org.jspecify.annotations.NullMarked;
