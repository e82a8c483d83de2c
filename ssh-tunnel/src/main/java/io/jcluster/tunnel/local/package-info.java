/** This machine's ends of what goes somewhere else: its ports, and what waits for their readers. */
@NullMarked
package io.jcluster.tunnel.local;

import org.jspecify.annotations.NullMarked;
