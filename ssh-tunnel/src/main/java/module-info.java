/** Machines, here or at the far end of an SSH connection: one verb to run, one to forward. */
module io.jcluster.tunnel {
    requires static transitive org.jspecify;
    requires com.jcraft.jsch;
    requires java.security.jgss;
    requires org.slf4j;

    exports io.jcluster.tunnel;
    exports io.jcluster.tunnel.relay;
    // JSch makes the Kerberos class by its name.
    exports io.jcluster.tunnel.ssh to
            com.jcraft.jsch;
}
