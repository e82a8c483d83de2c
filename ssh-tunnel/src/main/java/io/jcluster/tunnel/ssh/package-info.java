/** The SSH connection behind {@link io.jcluster.tunnel.SshHost}: the only place that knows JSch. */
@NullMarked
package io.jcluster.tunnel.ssh;

import org.jspecify.annotations.NullMarked;
