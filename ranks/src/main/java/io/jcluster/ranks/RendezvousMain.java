package io.jcluster.ranks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The process of the rendezvous, beside the job script on the job's first node.
 *
 * <p>Arguments: {@code DIRECTORY SIZE SCRIPT PEER INTERFACE}: where invitation and report go, how
 * many ranks there will be, the process that this one ends with, another node of the job (empty
 * where there is none), and the network interface to listen on (empty: the one by which that node
 * is reached).
 */
public final class RendezvousMain {

    private static final long LOOK_MILLIS = 500;

    /** Any: nothing is sent there, only the way there is asked for. */
    private static final int SOME_PORT = 9;

    private RendezvousMain() {}

    /** See the class. */
    public static void main(String[] arguments) throws InterruptedException {
        int size = Integer.parseInt(arguments[1]);
        Optional<ProcessHandle> script = ProcessHandle.of(Long.parseLong(arguments[2]));
        Consumer<String> log = System.out::println;
        try (Rendezvous rendezvous =
                Rendezvous.open(
                        Path.of(arguments[0]), size, address(arguments[3], arguments[4]), log)) {
            Thread watch = new Thread(() -> endWith(script, rendezvous), "jcluster-script");
            watch.setDaemon(true);
            watch.start();
            rendezvous.serve();
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void endWith(Optional<ProcessHandle> script, Rendezvous rendezvous) {
        try {
            while (script.map(ProcessHandle::isAlive).orElse(false)) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rendezvous.close();
    }

    /** One of this node where the other nodes reach it; of one node alone, loopback. */
    private static InetAddress address(String peer, String name) throws IOException {
        if (!name.isEmpty()) {
            NetworkInterface network = NetworkInterface.getByName(name);
            if (network == null) {
                throw new IOException("there is no network interface " + name);
            }
            return network.inetAddresses()
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .orElseThrow(() -> new IOException(name + " has no IPv4 address"));
        }
        if (peer.isEmpty()) {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(peer, SOME_PORT));
            InetAddress own = socket.getLocalAddress();
            if (own.isLoopbackAddress() || own.isAnyLocalAddress()) {
                throw new IOException(
                        "the address of this node towards " + peer + " is " + own.getHostAddress());
            }
            return own;
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new IOException("there is no way to " + peer + ": " + e.getMessage(), e);
        }
    }
}
