package io.jcluster.tunnel;

/** A host that also lets this process talk to what is there, without a port on this machine. */
public interface WiredHost extends Host {

    /**
     * Connects to {@code there} as seen from this host. The connection ends with the line.
     *
     * @throws HostException when nothing answers there, or the host does not let it through
     */
    Wire dial(HostPort there) throws InterruptedException;

    /**
     * Starts a program whose standard input and output, eight bits wide, are a wire; its standard
     * error goes to the log. The command's own input comes first, its time limit is for the start
     * alone, and the program is ended with the wire.
     *
     * @throws HostException when the program could not be started
     */
    Wire talk(Command command) throws InterruptedException;
}
