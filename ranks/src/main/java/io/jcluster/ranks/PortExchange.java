package io.jcluster.ranks;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The server that {@code MPI.Init} of MPJ Express asks for the other ranks (niodev, 0.44): one of
 * its own for each rank, on loopback, for one connection of this very user. What it hears goes to
 * the rendezvous, and what it answers comes from there.
 *
 * <p>A second {@code MPI.Init} comes here as well, and is the end of the rank: where nobody answers
 * it, it waits for ever.
 */
final class PortExchange {

    /** More than that writeUTF cannot write, and niodev reads it in one piece. */
    private static final int LONGEST_TABLE = 65_535;

    /** What {@code MPI.Init} says first. */
    private static final String GREETING = "Sending Info";

    private static final int GREETING_MILLIS = 2_000;

    private final Seat seat;
    private final ServerSocket server;

    private PortExchange(Seat seat, ServerSocket server) {
        this.seat = seat;
        this.server = server;
    }

    static PortExchange open(Seat seat) {
        try {
            ServerSocket server = new ServerSocket();
            // 127.0.0.1 by number: 'localhost' may mean another address to the MPI.
            server.bind(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            PortExchange exchange = new PortExchange(seat, server);
            Thread thread = new Thread(exchange::serve, "jcluster-ports");
            thread.setDaemon(true);
            thread.start();
            return exchange;
        } catch (IOException e) {
            throw new RanksException("no port on 127.0.0.1 could be listened on", e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        try (server) {
            tellTheOthers();
            refuseAnother();
        } catch (IOException e) {
            System.err.println("the other ranks could not be asked for: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseAnother() throws IOException {
        while (true) {
            Socket socket = acceptOwn(); // and kept open: where it ends, MPI.Init prints a trace
            if (isFromInit(socket)) {
                String why =
                        "MPI.Init was called a second time, and a process can start MPI only once";
                System.err.println("jcluster: " + why);
                seat.failAndEnd(1, why);
            }
            socket.close();
        }
    }

    /** Others of this user may look for something that had this port before. */
    private static boolean isFromInit(Socket socket) throws IOException {
        socket.setSoTimeout(GREETING_MILLIS);
        try {
            return new DataInputStream(socket.getInputStream()).readUTF().equals(GREETING);
        } catch (IOException e) {
            return false;
        }
    }

    private void tellTheOthers() throws IOException, InterruptedException {
        try (Socket socket = acceptOwn()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readUTF(); // GREETING
            int writePort = in.readInt();
            int readPort = in.readInt();
            int rank = in.readInt();
            if (rank != seat.rank()) {
                throw new IOException("MPI.Init was told another rank: " + rank);
            }
            answer(socket, seat.exchange(writePort, readPort));
        }
    }

    private static void answer(Socket socket, List<String> table) throws IOException {
        String text = "#Peer Information;" + String.join(";", table);
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TABLE) {
            throw new IOException(
                    table.size() + " ranks are more than MPJ Express can be told of at once");
        }
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeUTF(text);
        out.flush();
    }

    private Socket acceptOwn() throws IOException {
        while (true) {
            Socket socket = server.accept();
            if (LoopbackPeer.isThisUser(socket)) {
                return socket;
            }
            System.err.println("another user's connection to 127.0.0.1 was refused");
            socket.close();
        }
    }
}
