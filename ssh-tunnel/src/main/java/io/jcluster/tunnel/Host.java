package io.jcluster.tunnel;

/**
 * A machine on which programs can be run and from which ports can be reached: this one, or one at
 * the far end of an SSH connection. All methods may be called from several threads.
 */
public interface Host extends AutoCloseable {

    /** How to speak of this machine in a message: {@code this machine}, {@code alice@login1}. */
    String name();

    /**
     * Runs a program to its end. A program that ends with a status other than 0 is a normal
     * outcome, not an exception.
     *
     * @throws HostException when the program could not be run or its end not be learned
     * @throws InterruptedException when the calling thread is interrupted; the program is ended
     */
    Outcome run(Command command) throws InterruptedException;

    /**
     * Starts a program whose output is read while it runs; its standard error is merged into its
     * output. The command's time limit does not apply.
     *
     * @throws HostException when the program could not be started
     */
    Running start(Command command) throws InterruptedException;

    /**
     * Opens a way to {@code there} as seen from this host.
     *
     * @param localPort the port on 127.0.0.1 to listen on; 0 lets the system choose
     * @throws HostException when the port cannot be listened on. Whether {@code there} answers
     *     shows only when something connects.
     */
    Forward forward(HostPort there, int localPort);

    /** Lets the system choose the local port. */
    default Forward forward(HostPort there) {
        return forward(there, 0);
    }

    /**
     * Whether a connection from this host to {@code there} is accepted just now. Bounded by a few
     * seconds.
     *
     * @throws HostException when the host itself cannot be asked
     */
    boolean reaches(HostPort there) throws InterruptedException;

    /** Ends the connection and everything that goes through it. */
    @Override
    void close();
}
