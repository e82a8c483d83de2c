package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFileTest {

    /** As ipyparallel 7.1.0 writes it, but for the key. */
    private static final String FILE =
            """
            {
              "ssh": "",
              "interface": "tcp://10.1.2.3",
              "registration": 40001,
              "control": 40002,
              "mux": 40003,
              "task": 40004,
              "task_scheme": "leastload",
              "iopub": 40005,
              "notification": 40006,
              "broadcast": 40007,
              "key": "2f9e8a6c-secret",
              "curve_serverkey": null,
              "location": "nid00012",
              "pack": "json",
              "unpack": "json",
              "signature_scheme": "hmac-sha256"
            }
            """;

    @Test
    void aFileNamesItsPortsAndWhereTheyAre() {
        var file = ConnectionFile.parse(FILE, "test");

        assertThat(file.ports()).hasSize(7).containsEntry(Channel.MUX, 40003);
        assertThat(file.endpoint(Channel.IOPUB)).isEqualTo("tcp://10.1.2.3:40005");
        assertThat(file.address()).isEqualTo("10.1.2.3");
        assertThat(file.location()).isEqualTo("nid00012");
        assertThat(file.onLoopback()).isFalse();
    }

    @Test
    void aFileOfVersion6HasNoBroadcast() throws IOException {
        var old = json(FILE);
        old.remove("broadcast");
        old.remove("curve_serverkey");

        var file = ConnectionFile.parse(old.toString(), "test");

        assertThat(file.ports()).hasSize(6).doesNotContainKey(Channel.BROADCAST);
        assertThatThrownBy(() -> file.endpoint(Channel.BROADCAST))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWildcardStandsForTheLocation() throws IOException {
        assertThat(with("interface", "tcp://*").endpoint(Channel.MUX))
                .isEqualTo("tcp://nid00012:40003");
        assertThat(with("interface", "tcp://0.0.0.0").address()).isEqualTo("nid00012");

        var here = json(FILE);
        here.put("interface", "tcp://*").put("location", InetAddress.getLocalHost().getHostName());
        assertThat(ConnectionFile.parse(here.toString(), "test").endpoint(Channel.MUX))
                .isEqualTo("tcp://127.0.0.1:40003");
    }

    @Test
    void forwardedPortsReplaceTheControllersAndNothingElseChanges(@TempDir Path directory)
            throws IOException {
        var original = json(FILE);
        original.put("ssh", "user@login").put("of_a_later_version", "kept");
        var local = new EnumMap<Channel, Integer>(Channel.class);
        ConnectionFile.parse(FILE, "test")
                .ports()
                .forEach((channel, port) -> local.put(channel, port + 10_000));

        ConnectionFile.parse(original.toString(), "test")
                .rewrittenTo(local)
                .writeTo(directory.resolve("file.json"));

        var expected = original.deepCopy();
        local.forEach((channel, port) -> expected.put(channel.key(), port));
        expected.put("interface", "tcp://127.0.0.1").put("location", "127.0.0.1").put("ssh", "");
        assertThat(json(Files.readString(directory.resolve("file.json")))).isEqualTo(expected);
    }

    @Test
    void aMissingForwardIsRefused() {
        var file = ConnectionFile.parse(FILE, "test");

        assertThatThrownBy(() -> file.rewrittenTo(Map.of(Channel.MUX, 50000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BROADCAST");
    }

    @Test
    void aReachableClusterKeepsItsInterface() throws IOException {
        var everywhere = with("interface", "tcp://*").reachableAt("cluster.example");

        assertThat(everywhere.endpoint(Channel.MUX)).isEqualTo("tcp://cluster.example:40003");
    }

    @Test
    void theFileIsForItsOwnerAloneAndReplacesAnOlderOne(@TempDir Path directory)
            throws IOException {
        var target = directory.resolve("file.json");
        Files.writeString(target, "older");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-rw-"));

        ConnectionFile.parse(FILE, "test").writeTo(target);

        assertThat(Files.getPosixFilePermissions(target))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(json(Files.readString(target))).isEqualTo(json(FILE));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void aFileThatIsStillBeingWrittenIsToldFromAWrongOne() {
        assertThat(refused("").incomplete()).isTrue();
        for (int end = 1; end < FILE.lastIndexOf('}'); end++) {
            assertThat(refused(FILE.substring(0, end)).incomplete()).isTrue();
        }
        assertThat(refused("not JSON").incomplete()).isFalse();
        assertThat(refused("[]").incomplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "orjson", "jupyter_client.session.orjson_packer"})
    void jsonIsReadWhoeverWritesIt(String packer) throws IOException {
        var file = json(FILE).put("pack", packer).put("unpack", packer);

        assertThat(ConnectionFile.parse(file.toString(), "test").ports()).hasSize(7);
    }

    @Test
    void whatIsMissingOrUnusableIsNamed() throws IOException {
        for (var key :
                new String[] {
                    "interface", "mux", "iopub", "key", "pack", "location", "signature_scheme"
                }) {
            var json = json(FILE);
            json.remove(key);
            assertThat(refused(json.toString())).hasMessage("test: the key '%s' is missing", key);
        }
        assertThat(refusedWith("unpack", "pickle")).hasMessageContaining("'pickle'");
        assertThat(refusedWith("interface", "ipc:///tmp/x"))
                .hasMessageContaining("--transport=ipc");
        assertThat(refusedWith("interface", "10.1.2.3")).hasMessageContaining("tcp://address");
        assertThat(refusedWith("signature_scheme", "hmac-crc")).hasMessageContaining("hmac-crc");
        assertThat(refusedWith("curve_serverkey", "short")).hasMessageContaining("Z85");
        assertThat(refusedWith("mux", "40003")).hasMessage("test: 'mux' is not a TCP port");
        assertThat(refused(json(FILE).put("task", 70000).toString()))
                .hasMessage("test: 'task' is not a TCP port");
        assertThat(refused(json(FILE).put("hb_ping", 1).toString()))
                .hasMessageContaining("-client.json");
    }

    @Test
    void theKeyIsInNoMessage() {
        var broken = FILE.replace("\"2f9e8a6c-secret\"", "2f9e8a6c-secret");

        assertThat(refused(broken)).hasMessageNotContaining("secret").hasMessageContaining("line");
        assertThat(ConnectionFile.parse(FILE, "test").toString()).doesNotContain("secret");
    }

    private static ConnectionFile with(String key, String value) throws IOException {
        return ConnectionFile.parse(json(FILE).put(key, value).toString(), "test");
    }

    private static ConnectionFileException refusedWith(String key, String value)
            throws IOException {
        return refused(json(FILE).put(key, value).toString());
    }

    private static ConnectionFileException refused(String text) {
        return catchThrowableOfType(
                ConnectionFileException.class, () -> ConnectionFile.parse(text, "test"));
    }

    private static ObjectNode json(String text) throws IOException {
        return (ObjectNode) Json.MESSAGES.readTree(text);
    }

    @Test
    void aConnectedClusterIsFoundByItsId(@TempDir Path ipython) throws IOException {
        var security = Files.createDirectories(ipython.resolve("profile_job_77/security"));
        ConnectionFile.parse(FILE, "here").writeTo(security.resolve("ipcontroller-client.json"));

        assertThat(ConnectionFile.ofCluster(ipython, "77").ports()).isNotEmpty();
        assertThat(ConnectionFile.ofCluster(ipython, "job_77").ports()).isNotEmpty();
        assertThatThrownBy(() -> ConnectionFile.ofCluster(ipython, "78"))
                .isInstanceOf(ConnectionFileException.class)
                .hasMessageContaining("no cluster '78' is connected here")
                .hasMessageEndingWith("'jcluster connect 78' makes it");
        assertThatThrownBy(() -> ConnectionFile.ofCluster(ipython, "../78"))
                .hasMessage("not a cluster's id: ../78");
    }
}
