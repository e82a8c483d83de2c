package io.jcluster.launcher.cli;

import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshHost;
import io.jcluster.tunnel.SshTarget;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an agent does until its ports are open, as far as that goes without a server, for {@link
 * Rehearsal}: a quarter of the CPU time until then went into classes that were not in the archive.
 */
final class LineRehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Whose classes an agent needs nearly all of; by their beginnings in a jar. */
    private static final List<String> NEEDED =
            List.of(
                    "com/jcraft/jsch/",
                    "io/jcluster/tunnel/",
                    "io/jcluster/launcher/agent/",
                    "io/jcluster/launcher/background/",
                    "io/jcluster/launcher/keeper/");

    private LineRehearsal() {}

    static void run() throws IOException, GeneralSecurityException {
        logIn();
        encrypt();
        connect();
        load();
    }

    /** Meets a server that hangs up after its first line. */
    private static void logIn() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread hangsUp = new Thread(() -> hangUp(server));
            hangsUp.setDaemon(true);
            hangsUp.start();
            SshHost.connect(target(server.getLocalPort()), Prompts.nobody()).close();
        } catch (HostException e) {
            // As it should be.
        }
    }

    private static void hangUp(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream()
                        .write("SSH-2.0-Rehearsal\r\n".getBytes(StandardCharsets.US_ASCII));
                // Closed with something unread, the line would not arrive.
                socket.getInputStream().readNBytes(1000);
            } catch (IOException e) {
                // The other side was quicker.
            }
        }
    }

    private static SshTarget target(int port) {
        return new SshTarget(
                "rehearsal",
                "127.0.0.1",
                port,
                "nobody",
                List.of(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                List.of(Path.of("nobody-is-known")),
                false,
                Optional.empty(),
                LIMIT);
    }

    /** The algorithms that OpenSSH and JSch agree on. */
    private static void encrypt() throws GeneralSecurityException {
        KeyPair exchanged = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(exchanged.getPrivate());
        agreement.doPhase(exchanged.getPublic(), true);
        byte[] secret = agreement.generateSecret();

        KeyPair identity = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(identity.getPrivate());
        signature.update(secret);
        byte[] signed = signature.sign();
        signature.initVerify(identity.getPublic());
        signature.update(secret);
        signature.verify(signed);

        SecretKeySpec key = new SecretKeySpec(secret, "AES");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        cipher.doFinal(secret);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        mac.doFinal(secret);
    }

    /** A local port, and a connection to it. */
    private static void connect() throws IOException {
        try (ServerSocketChannel door = ServerSocketChannel.open();
                Selector selector = Selector.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            door.configureBlocking(false);
            door.register(selector, SelectionKey.OP_ACCEPT);
            try (SocketChannel visitor = SocketChannel.open(door.getLocalAddress())) {
                selector.select(ready -> {}, LIMIT.toMillis());
            }
        }
    }

    private static void load() throws IOException {
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (place.endsWith(".jar")) {
                try (JarFile jar = new JarFile(place)) {
                    jar.stream().map(JarEntry::getName).forEach(LineRehearsal::load);
                }
            }
        }
    }

    private static void load(String entry) {
        if (entry.endsWith(".class") && NEEDED.stream().anyMatch(entry::startsWith)) {
            String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
            try {
                Class.forName(name, false, LineRehearsal.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                // It is for a library that is not here.
            }
        }
    }
}
