package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema beside the reader, by a validator that knows nothing of jcluster. */
class ProfileSchemaTest {

    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(ProfileSchema.text());

    @ParameterizedTest
    @MethodSource("bundled")
    void aBundledProfileFitsTheSchema(String name) throws IOException {
        assertThat(problems(Resource.text("profiles/" + name + ".yaml"))).isEmpty();
    }

    static Iterable<String> bundled() {
        return new Profiles(Path.of("/nonexistent")).names();
    }

    @Test
    void everyExampleOfTheVocabularyFitsTheSchema() throws IOException {
        for (Word<?> word : Vocabulary.all()) {
            for (String name : word.names()) {
                String yaml = name + ": " + word.example() + "\n";
                String[] sections = word.section().split("\\.", -1);
                for (int i = sections.length - 1; i >= 0 && !sections[i].isEmpty(); i--) {
                    yaml = sections[i] + ":\n" + yaml.indent(2);
                }
                assertThat(problems(yaml)).as(yaml).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "resources: { account: 007, qos: , nodes: '2', exclusive: 'true' }",
                "resources:",
                "software: { prologue: [a, b], modules: gcc, environment: { A: , B: 1, C: true } }",
                "software: { modules: [] }",
                "resources: { memory: ~, nodes: null, exclusive: ~, walltime: ~ }",
                "software: { environment: { A: ~ }, container: ~, modules: ~ }\nmail: ~",
                "site: { poll_interval: 10s, hosts: [a, 'b:4'] }",
                "clusters: { big: { extends: daint }, none: }",
                "extends: [a, ./b.yaml]",
            })
    void whatTheReaderTakesTheSchemaTakes(String yaml) throws IOException {
        assertThat(Profile.read("an example", yaml)).isNotNull();
        assertThat(problems(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodes: 2",
                "site: [a]",
                "site: text",
                "resources: { nods: 2 }",
                "resources: { nodes: 0 }",
                "resources: { nodes: -1 }",
                "resources: { nodes: 1.5 }",
                "resources: { nodes: many }",
                "resources: { nodes: [2] }",
                "resources: { walltime: 90 }",
                "resources: { walltime: '2:30' }",
                "resources: { walltime: 0h }",
                "resources: { walltime: soon }",
                "resources: { memory: 4000 }",
                "resources: { memory: 4GB }",
                "resources: { qos: [x] }",
                "resources: { constraint: a b }",
                "resources: { queue: a, partition: b }",
                "resources: { account: a, project: b }",
                "resources: { exclusive: 1 }",
                "resources: { exclusive: maybe }",
                "resources: { gpu-type: { a: b } }",
                "site: { requires: [nope] }",
                "site: { read: yesterday }",
                "site: { documentation: here }",
                "site: { poll-interval: 1h }",
                "site: { hosts: ['a:0'] }",
                "site: { status: gone }",
                "software: { environment: { 1X: y } }",
                "software: { environment: { A: [y] } }",
                "software: { environment: [A] }",
                "software: { python: \"a\\nb\" }",
                "software: { container: x.sif }",
                "software: { container: { runtime: docker } }",
                "software: { container: { imag: x } }",
                "launch: { flavour: lam }",
                "launch: { bind: [core] }",
                "controller: { layout: apart }",
                "controller: { ports: 40000 }",
                "line: { way: round }",
                "mail: { on: often }",
                "engines: { kind: java }",
                "directives: { add: [\"a\\nb\"] }",
                "clusters: [a]",
                "clusters: { 'a b': {} }",
                "clusters: { a: { clusters: {} } }",
                "clusters: { a: { profile: b } }",
                "extends: { a: b }",
                "template: [a]",
            })
    void whatTheReaderRefusesByTypeTheSchemaRefuses(String yaml) throws IOException {
        assertThatThrownBy(() -> Profile.read("an example", yaml))
                .isInstanceOf(ProfileException.class);
        assertThat(problems(yaml)).isNotEmpty();
    }

    @Test
    void theSchemaThatIsPublishedIsThisOne() throws IOException {
        Path published =
                Path.of(System.getProperty("basedir", "."))
                        .toAbsolutePath()
                        .resolveSibling("site-docs")
                        .resolve("profile.schema.json");
        assertThat(Files.readString(published)).isEqualTo(ProfileSchema.text());
    }

    private static Set<ValidationMessage> problems(String yaml) throws IOException {
        JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        return SCHEMA.validate(
                document == null || document.isMissingNode()
                        ? new ObjectMapper().nullNode()
                        : document);
    }
}
