package io.jcluster.tunnel;

import io.jcluster.tunnel.HostContract.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Kerberos of one realm, with a user of this user's name and the host localhost. */
final class Kdc implements AutoCloseable {

    private static final String REALM = "TEST.EXAMPLE";

    private final Path root;
    private final Path directory;
    private final int port;
    private Process[] process = {};

    private Kdc(Path root, Path directory, int port) {
        this.root = root;
        this.directory = directory;
        this.port = port;
    }

    /**
     * @param root where Debian's packages krb5-kdc, krb5-admin-server and krb5-user are unpacked
     */
    static Kdc start(Path root, Path directory) throws Exception {
        Kdc kdc = new Kdc(root, Files.createDirectories(directory), freePort());
        kdc.configure();
        kdc.run("", "usr/sbin/kdb5_util", "create", "-s", "-P", "master");
        String user = System.getProperty("user.name");
        kdc.run("", "usr/sbin/kadmin.local", "-q", "addprinc -pw secret " + user);
        kdc.run("", "usr/sbin/kadmin.local", "-q", "addprinc -randkey host/localhost");
        kdc.run(
                "",
                "usr/sbin/kadmin.local",
                "-q",
                "ktadd -k " + directory.resolve("keytab") + " host/localhost");
        ProcessBuilder builder =
                new ProcessBuilder(
                                root.resolve("usr/sbin/krb5kdc").toString(),
                                "-n",
                                "-P",
                                directory.resolve("pid").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile());
        builder.environment().putAll(kdc.environment());
        kdc.process = new Process[] {builder.start()};
        Eventually.is(kdc::answers);
        return kdc;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void configure() throws IOException {
        Files.writeString(
                configuration(),
                """
                [libdefaults]
                 default_realm = REALM
                 dns_lookup_kdc = false
                 dns_lookup_realm = false
                 rdns = false
                 forwardable = true
                 udp_preference_limit = 1
                [realms]
                 REALM = {
                  kdc = 127.0.0.1:PORT
                 }
                [domain_realm]
                 localhost = REALM
                """
                        .replace("REALM", REALM)
                        .replace("PORT", "" + port));
        Files.writeString(
                directory.resolve("kdc.conf"),
                """
                [kdcdefaults]
                 kdc_listen = 127.0.0.1:PORT
                 kdc_tcp_listen = 127.0.0.1:PORT
                [realms]
                 REALM = {
                  key_stash_file = HERE/stash
                 }
                [dbmodules]
                 REALM = {
                  db_library = db2
                  database_name = HERE/db
                 }
                 db_module_dir = ROOT/krb5/plugins/kdb
                """
                        .replace("REALM", REALM)
                        .replace("PORT", "" + port)
                        .replace("HERE", directory.toString())
                        .replace("ROOT", libraries().toString()));
    }

    private Path libraries() {
        return root.resolve("usr/lib/x86_64-linux-gnu");
    }

    Path configuration() {
        return directory.resolve("krb5.conf");
    }

    /** For the programs of Kerberos and for sshd. */
    Map<String, String> environment() {
        return Map.of(
                "KRB5_CONFIG",
                configuration().toString(),
                "KRB5_KDC_PROFILE",
                directory.resolve("kdc.conf").toString(),
                "KRB5_KTNAME",
                directory.resolve("keytab").toString(),
                "KRB5CCNAME",
                tickets().toString(),
                "LD_LIBRARY_PATH",
                libraries().toString());
    }

    /** Where {@link #logIn} puts tickets. */
    Path tickets() {
        return directory.resolve("tickets");
    }

    void logIn() throws Exception {
        run("secret\n", "usr/bin/kinit", "-f", System.getProperty("user.name"));
    }

    private void run(String input, String program, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(root.resolve(program).toString()));
        words.addAll(List.of(arguments));
        Outcome outcome =
                new LocalHost()
                        .run(Command.of(words).withStdin(input).withEnvironment(environment()));
        if (!outcome.succeeded()) {
            throw new AssertionError(words + " failed: " + outcome.stderr());
        }
    }

    @Override
    public void close() {
        for (Process kdc : process) {
            kdc.destroyForcibly().onExit().join();
        }
    }
}
