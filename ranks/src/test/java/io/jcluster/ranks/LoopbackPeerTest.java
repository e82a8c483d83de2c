package io.jcluster.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class LoopbackPeerTest {

    @Test
    void aConnectionOfThisUserIsKnownAsSuch() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket there = new Socket(loopback, server.getLocalPort());
                Socket here = server.accept()) {
            assertThat(there.isConnected()).isTrue();
            assertThat(LoopbackPeer.isThisUser(here)).isTrue();
        }
    }
}
