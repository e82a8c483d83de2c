package io.jcluster.tunnel.relay;

import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Wire;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** A connection that is cut, or goes silent, after so many bytes each way. */
final class FrailWire implements Wire {

    private final Socket socket;
    private final boolean silently;
    private final CountDownLatch silent = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final InputStream in;
    private final OutputStream out;

    /**
     * @param silently whether the other end never hears of it: the connection stays open
     */
    FrailWire(HostPort there, long comes, long goes, boolean silently) {
        this.silently = silently;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), there.port());
            socket.setTcpNoDelay(true);
            in = new Coming(socket.getInputStream(), comes);
            out = new Going(socket.getOutputStream(), goes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Coming extends FilterInputStream {
        private long left;

        Coming(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left <= 0) {
                cut();
            }
            int n = in.read(into, from, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }

    private final class Going extends FilterOutputStream {
        private long left;

        Going(OutputStream out, long left) {
            super(out);
            this.left = left;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int some = (int) Math.min(length, left);
            left -= some;
            out.write(bytes, from, some);
            if (some < length) {
                cut();
            }
        }
    }

    void awaitSilence() throws InterruptedException {
        silent.await();
    }

    private void cut() throws IOException {
        if (silently) {
            silent.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            socket.close();
        }
        throw new IOException("cut");
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        if (!silently) {
            cutForGood();
            return;
        }
        try {
            if (!socket.isClosed() && !socket.isInputShutdown()) {
                socket.shutdownInput(); // of which the other end is not told
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Also the silent end. */
    void cutForGood() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
