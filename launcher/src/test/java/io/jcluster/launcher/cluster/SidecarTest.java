package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarTest {

    private static final String RUNNING =
            """
            {"tag": "k2345678", "job": "77", "phase": "running", "restart": 1, "node": "nid1",
             "engines": 8, "registered": 8, "curve": true,
             "connection": "profile/security/ipcontroller-77-client.json",
             "address": "10.78.0.11", "addresses": ["10.78.0.11", "10.79.0.11"], "names": ["nid1"],
             "software": {"python": "3.11.2", "mpi4py": null}, "placement": ["nid1", "nid2"], "mpi": null,
             "relay": 40001, "notebook": 40002, "exit": null, "message": ""}
            """;

    @Test
    void whatTheJobSaysOfItselfIsRead() {
        Sidecar sidecar = Sidecar.parse(RUNNING);
        assertThat(sidecar.tag()).isEqualTo("k2345678");
        assertThat(sidecar.job()).isEqualTo("77");
        assertThat(sidecar.restart()).isEqualTo(1);
        assertThat(sidecar.registered()).isEqualTo(8);
        assertThat(sidecar.addresses()).containsExactly("10.78.0.11", "10.79.0.11", "nid1");
        assertThat(sidecar.software()).containsOnlyKeys("python").containsEntry("python", "3.11.2");
        assertThat(sidecar.placement().hosts()).containsExactly("nid1", "nid2");
        assertThat(sidecar.relay()).isEqualTo(OptionalInt.of(40001));
        assertThat(sidecar.notebook()).isEqualTo(OptionalInt.of(40002));
        assertThat(sidecar.exitStatus()).isEqualTo(OptionalInt.empty());
        assertThat(sidecar.message()).isEmpty();
        assertThat(sidecar.controllerUp()).isTrue();
        assertThat(sidecar.over()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "null", "70000", "-1"})
    void aJobWithoutARelayHasNoPortForIt(String said) {
        assertThat(Sidecar.parse(RUNNING.replace("40001", said)).relay()).isEmpty();
    }

    @Test
    void theControllerIsNotUpBeforeThereIsAConnectionFile() {
        assertThat(
                        Sidecar.parse(
                                        """
                                        {"tag": "k", "job": "7", "phase": "engines", "connection": ""}
                                        """)
                                .controllerUp())
                .isFalse();
    }

    @Test
    void theLastWordHasAStatusAndAReason() {
        Sidecar sidecar =
                Sidecar.parse(
                        """
                        {"tag": "k", "job": "7", "phase": "failed", "exit": 3, "message": "no python"}
                        """);
        assertThat(sidecar.over()).isTrue();
        assertThat(sidecar.exitStatus()).hasValue(3);
        assertThat(sidecar.message()).isEqualTo(Optional.of("no python"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../other/ipcontroller-77-client.json",
                "profile/../../x",
                "profile/..",
                "profile/./x",
                "profile//x",
                "profile/",
                "~/x",
                "-rf",
                "profile/-rf",
                ".hidden",
                "a b",
                "a;reboot",
                "$(reboot)",
                "a'b",
                "a\\nb",
                "a\\u0000b",
            })
    void aConnectionFileThatMayLieElsewhereIsRefused(String path) {
        assertThatThrownBy(() -> Sidecar.parse(withConnection(path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outside the job's directory");
    }

    @Test
    void terminalControlsDoNotComeThrough() {
        Sidecar sidecar =
                Sidecar.parse(
                        """
                        {"tag": "k", "job": "7\\u001b[2J", "phase": "failed", "node": "a\\u0007b",
                         "software": {"python": "3\\r\\n4"}, "message": "\\u001b]0;title\\u0007 bad"}
                        """);
        assertThat(
                        sidecar.job()
                                + sidecar.node()
                                + sidecar.software().values()
                                + sidecar.message().orElse(""))
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "null",
                "77",
                "\"text\"",
                "[]",
                "{",
                "{\"tag\": \"k\", \"job\": \"7\", \"pha",
                "Traceback (most recent call last):",
                "\u0000\u0001\u0002",
                "{\"tag\": \"k\", \"job\": \"7\"}",
                "{\"tag\": null, \"job\": \"7\", \"phase\": \"running\"}",
            })
    void whatNoJobScriptWritesIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> Sidecar.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("it ");
    }

    @Test
    void fieldsOfTheWrongKindDoNoHarm() {
        Sidecar sidecar =
                Sidecar.parse(
                        """
                        {"tag": "k", "job": "7", "phase": "engines", "restart": "often", "registered": [],
                         "addresses": "none", "names": {"a": "b"}, "software": 7, "exit": "later"}
                        """);
        assertThat(sidecar.restart()).isZero();
        assertThat(sidecar.registered()).isZero();
        assertThat(sidecar.software()).isEmpty();
        assertThat(sidecar.exitStatus()).isEqualTo(OptionalInt.empty());
    }

    private static String withConnection(String path) {
        return "{\"tag\": \"k\", \"job\": \"77\", \"phase\": \"running\", \"connection\": \""
                + path
                + "\"}";
    }
}
