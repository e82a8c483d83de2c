package io.jcluster.testbed;

import java.time.Duration;

/**
 * A program of one host behind two gates, one before it runs and one before its answer is given: a
 * way to stop the product at a boundary without a word of it in the product. The program is
 * covered, on that host only, by a mount that ends with the gate.
 */
final class Gate implements AutoCloseable {

    /** The side of the program on which its caller is made to wait. */
    enum Side {
        BEFORE,
        AFTER
    }

    private final Testbed testbed;
    private final String host;
    private final String program;
    private final Side side;

    private Gate(Testbed testbed, String host, String program, Side side) {
        this.testbed = testbed;
        this.host = host;
        this.program = program;
        this.side = side;
    }

    static Gate at(Testbed testbed, String host, String program, Side side)
            throws InterruptedException {
        Gate gate = new Gate(testbed, host, program, side);
        gate.asRoot(
                """
                mkdir -p /tmp/gate && chmod 777 /tmp/gate && touch /tmp/gate/closed
                cp -p %1$s /tmp/gate/program
                cat >/tmp/gate/door <<'DOOR'
                #!/bin/bash
                # Its input is taken first: the caller may wait to be rid of it.
                input=$(cat; echo .)
                input=${input%%.}
                wait_here() {
                    touch /tmp/gate/somebody
                    while [ -e /tmp/gate/closed ] && ! rm /tmp/gate/pass 2>/dev/null; do sleep 0.05; done
                }
                case $1 in --version | --mpi=list) exec /tmp/gate/program "$@" ;; esac
                if [ %2$s = BEFORE ]; then
                    wait_here
                    exec /tmp/gate/program "$@" < <(printf %%s "$input")
                fi
                said=$(printf %%s "$input" | /tmp/gate/program "$@")
                status=$?
                wait_here
                echo "$said"
                exit $status
                DOOR
                chmod 755 /tmp/gate/door
                mount --bind /tmp/gate/door %1$s
                """
                        .formatted(program, side));
        return gate;
    }

    /** Waits until somebody stands before the gate. */
    void awaitSomebody(Laptop laptop) throws InterruptedException {
        Laptop.await(
                () -> laptop.holds(host, "test -e /tmp/gate/somebody"),
                "somebody " + side + " " + program);
    }

    /** Lets one caller through, who must be waiting, and keeps the gate closed for the next. */
    void letOneThrough() throws InterruptedException {
        asRoot("rm /tmp/gate/somebody && umask 0 && : >/tmp/gate/pass");
    }

    /** Lets through whoever waits, and all who come later. */
    void open() throws InterruptedException {
        asRoot("rm -f /tmp/gate/closed");
    }

    @Override
    public void close() throws InterruptedException {
        open();
        // Whoever is still between the doors leaves first.
        asRoot(
                "umount -l "
                        + program
                        + "; while pgrep -f 'bash "
                        + program
                        + "' >/dev/null; do sleep 0.05; done;"
                        + " rm -rf /tmp/gate");
    }

    private void asRoot(String script) throws InterruptedException {
        testbed.asRoot(Duration.ofMinutes(2), host, script);
    }
}
