package io.jcluster.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesTest {

    private final Path directory;

    ProfilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theUsersOwnIsPutOverTheBundledOne() throws Exception {
        Files.writeString(
                directory.resolve("piz-daint.yaml"),
                "resources: { account: g33 }\nsoftware: { environment: { A: b } }\n");

        Profile profile = new Profiles(directory).named("piz-daint");

        assertThat(profile.resources().account()).contains("g33");
        assertThat(profile.resources().constraint()).contains("gpu");
        assertThat(profile.software().modules()).contains("daint-gpu");
        assertThat(profile.software().environment()).containsEntry("A", "b");
    }

    @Test
    void namesAreTheBundledOnesAndTheUsersOwn() throws Exception {
        Files.writeString(directory.resolve("mine.yaml"), "");
        Files.writeString(directory.resolve("notes.txt"), "");

        assertThat(new Profiles(directory).names())
                .contains("mine")
                .containsAll(Bundled.names())
                .doesNotContain("notes")
                .isSorted();
    }

    @Test
    void aPathIsThatFileAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("slurm.yaml"), "site: { login: x }\n");

        assertThat(new Profiles(directory).named(file.toString()).site().scheduler()).isEmpty();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> new Profiles(directory).named("dainty"))
                .withMessageStartingWith(
                        "profile dainty: there is none of that name; there are daint, ")
                .withMessageEndingWith(
                        " and "
                                + (Bundled.names().size() - 6)
                                + " more (jcluster profiles), and your own go to "
                                + directory);
    }

    @Test
    void aFileThatIsNotThereIsAProblemOfTheProfile() {
        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> new Profiles(directory).named(directory + "/no.yaml"))
                .withMessageContaining("no.yaml: it cannot be read");
    }

    @Test
    void whatTheUserSaysOfEveryProfileIsUnderTheNamedOneOfTheUserAndOverTheBundledOne()
            throws Exception {
        write("config.yaml", "resources: { account: all, qos: all, constraint: all }");
        write("profiles/piz-daint.yaml", "resources: { account: own }");

        Profile profile = home().named("piz-daint");

        assertThat(profile.resources().account()).contains("own");
        assertThat(profile.resources().qos()).contains("all");
        assertThat(profile.resources().constraint()).contains("all");
        assertThat(profile.resources().tasksPerNode()).contains(12);
        assertThat(origin(profile, Vocabulary.QOS)).isEqualTo(directory + "/config.yaml:1");
        assertThat(origin(profile, Vocabulary.LOGIN)).isEqualTo("the bundled profile piz-daint:6");
    }

    @Test
    void aProjectsFileIsOverAllOthersAndFoundFromBelow() throws Exception {
        write("profiles/piz-daint.yaml", "resources: { account: own, qos: own }");
        write("work/jcluster.yaml", "profile: piz-daint\nresources: { account: project }");
        Files.createDirectories(directory.resolve("work/a/b"));

        Profiles profiles = home("work/a/b");

        assertThat(profiles.ofProject()).contains("piz-daint");
        assertThat(profiles.named("piz-daint").resources().account()).contains("project");
        assertThat(profiles.named("piz-daint").resources().qos()).contains("own");
    }

    @Test
    void theSearchForAProjectEndsAtTheHomeAndAtTheTopOfAWorkingTree() throws Exception {
        write("jcluster.yaml", "resources: { account: project }");
        write("work/.git/HEAD", "");
        Files.createDirectories(directory.resolve("work/a"));
        Files.createDirectories(directory.resolve("home/a"));

        assertThat(home("work/a").project()).isEmpty();
        assertThat(Profiles.of(directory, directory.resolve("home"), directory.resolve("home/a")))
                .extracting(Profiles::project)
                .isEqualTo(Optional.empty());
        assertThat(home("home/a").project()).contains(directory.resolve("jcluster.yaml"));
    }

    @Test
    void whatAProfileExtendsIsUnderItInTheOrderOfTheList() throws Exception {
        write("profiles/base.yaml", "resources: { account: base, qos: base, nodes: 1 }");
        write("profiles/group/x.yaml", "resources: { account: group, qos: group }");
        write(
                "profiles/mine.yaml",
                "extends: [base, ./group/x.yaml, piz-daint]\nresources: { account: mine }");

        Profile profile = home().named("mine");

        assertThat(profile.resources().account()).contains("mine");
        assertThat(profile.resources().qos()).contains("group");
        assertThat(profile.resources().nodes()).contains(1);
        assertThat(profile.resources().constraint()).contains("gpu");
    }

    @Test
    void onesOwnMaySayThatItExtendsTheBundledOneOfItsName() throws Exception {
        write("profiles/piz-daint.yaml", "extends: piz-daint\nresources: { account: own }");

        assertThat(home().named("piz-daint").resources().constraint()).contains("gpu");
    }

    @Test
    void aCircleIsRefusedWithAllOfIt() throws Exception {
        write("profiles/a.yaml", "extends: b");
        write("profiles/b.yaml", "site: {}\nextends: ./c.yaml");
        write("profiles/c.yaml", "extends: a");

        String at = directory + "/profiles/";
        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> home().named("a"))
                .withMessage(
                        "%sc.yaml:1:1: 'extends' goes in a circle: %sa.yaml -> %sb.yaml ->"
                                        .formatted(at, at, at)
                                + " %sc.yaml -> %sa.yaml".formatted(at, at));
    }

    @Test
    void aFileHoldsMoreProfilesEachOverItsOwnWords() throws Exception {
        write(
                "profiles/lab.yaml",
                """
                resources: { account: lab, nodes: 1 }
                clusters:
                  big: { resources: { nodes: 8 } }
                  huge: { extends: [big, piz-daint], resources: { walltime: 1d } }
                """);

        assertThat(home().names()).contains("lab", "big", "huge");
        assertThat(home().named("big").resources().nodes()).contains(8);
        assertThat(home().named("big").resources().account()).contains("lab");
        assertThat(home().named("huge").resources().nodes()).contains(8);
        assertThat(home().named("huge").resources().constraint()).contains("gpu");
        assertThat(home().named("lab").resources().nodes()).contains(1);
        assertThat(home().named(directory + "/profiles/lab.yaml:big").resources().nodes())
                .contains(8);
    }

    @Test
    void aProfileInAFileThatExtendsItselfIsACircle() throws Exception {
        write("profiles/lab.yaml", "clusters: { big: { extends: big } }");

        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> home().named("big"))
                .withMessageContaining("'extends' goes in a circle: 'big' of ");
    }

    @Test
    void aProjectHasProfilesOfItsOwnAndPutsThemOverThoseOfTheSameName() throws Exception {
        write(
                "work/jcluster.yaml",
                """
                resources: { account: project }
                clusters:
                  piz-daint: { resources: { nodes: 3 } }
                  new: { extends: piz-daint }
                """);

        Profiles profiles = home("work");

        assertThat(profiles.named("piz-daint").resources().nodes()).contains(3);
        assertThat(profiles.named("piz-daint").resources().constraint()).contains("gpu");
        assertThat(profiles.named("new").resources().nodes()).contains(3);
        assertThat(profiles.named("new").resources().account()).contains("project");
    }

    @Test
    void aNameInTwoFilesIsRefused() throws Exception {
        write("profiles/a.yaml", "clusters: { big: {} }");
        write("profiles/b.yaml", "clusters: { big: {} }");

        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> home().named("big"))
                .withMessageContaining("it is in two files");
    }

    @Test
    void aProfileIsForAProjectAlone() throws Exception {
        write("profiles/a.yaml", "profile: piz-daint");

        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> home().named("a"))
                .withMessageContaining("a.yaml:1:1: 'profile' is for the jcluster.yaml of a");
    }

    @Test
    void anEmptyListIsSomethingSaid() throws Exception {
        write("profiles/piz-daint.yaml", "software: { modules: [] }");

        assertThat(home().named("piz-daint").software().modules()).isEmpty();
    }

    @Test
    void whatALayerTakesAwayIsNotThereAndWhoTookItIsKnown() throws Exception {
        write("profiles/base.yaml", "resources: { memory: 4G, account: a }\nmail: { to: x }");
        write("profiles/mine.yaml", "extends: base\nresources: { memory: ~, account: }\nmail: ~");
        write("work/jcluster.yaml", "resources: { memory-per-cpu: 1G }\nsoftware: { python: ~ }");

        Profile profile = home("work").named("mine");

        assertThat(profile.resources().memory()).isEmpty();
        assertThat(profile.takenBy(Vocabulary.MEMORY).map(Origin::toString))
                .contains(directory + "/profiles/mine.yaml:2");
        assertThat(profile.resources().account()).contains("a");
        assertThat(profile.says("mail")).isFalse();
        assertThat(profile.resources().memoryPerCpu()).contains("1G");
        assertThat(profile.withUsual().origin(Vocabulary.PYTHON).map(Origin::toString))
                .contains("built-in, other taken away by " + directory + "/work/jcluster.yaml:2");
    }

    @Test
    void aWordTakesThePlaceOfTheOthersForTheSameThing() {
        Profile over =
                Profile.read("a", "resources: { memory: 4G, gpus-per-node: 4 }")
                        .overriddenBy(Profile.read("b", "resources: { memory-per-cpu: 1G }"));

        assertThat(over.resources().memory()).isEmpty();
        assertThat(over.takenBy(Vocabulary.MEMORY).map(Origin::toString)).contains("b:1");
        assertThat(over.resources().gpusPerNode()).contains(4);
        Profile again = over.overriddenBy(Profile.read("c", "resources: { memory: 2G }"));
        assertThat(again.resources().memory()).contains("2G");
        assertThat(again.resources().memoryPerCpu()).isEmpty();
    }

    @Test
    void variablesAreTakenAwayOneByOneOrAllAtOnce() {
        Profile base = Profile.read("a", "software: { environment: { A: a, B: b } }");

        Profile one = base.overriddenBy(Profile.read("b", "software: { environment: { A: ~ } }"));
        Profile all =
                base.overriddenBy(Profile.read("b", "software: { environment: ~ }"))
                        .overriddenBy(Profile.read("c", "software: { environment: { C: c } }"));

        assertThat(one.software().environment()).containsOnlyKeys("B");
        assertThat(all.software().environment()).containsOnlyKeys("C");
    }

    @Test
    void aFileIsCheckedOverWhatItWillBePutOver() throws Exception {
        write("profiles/piz-daint.yaml", "resources: { constraint: ~ }");
        write("work/jcluster.yaml", "profile: piz-daint\nclusters: { x: { site: {} } }");
        Profiles.Rules rules =
                (source, profile) ->
                        List.of(
                                new ProfileException.Problem(
                                        source, 0, 0, profile.resources().toString()));

        assertThat(home().problems(directory.resolve("profiles/piz-daint.yaml"), rules))
                .singleElement()
                .asString()
                .contains("tasks-per-node=12")
                .contains("constraint=~");
        assertThat(home("work").problems(directory.resolve("work/jcluster.yaml"), rules))
                .singleElement()
                .asString()
                .contains("constraint=~");
    }

    @Test
    void whatIsNoTextIsToldWithItsPlace() throws Exception {
        Files.write(
                directory.resolve("latin.yaml"),
                "site: {}\nmail: { to: caf\u00e9 }\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(directory.resolve("big.yaml"), new byte[3_000_000]);
        Files.createDirectory(directory.resolve("dir.yaml"));

        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> new Profiles(directory).named("latin"))
                .withMessageContaining("latin.yaml:2:16: it is not text in UTF-8");
        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> new Profiles(directory).named("big"))
                .withMessageContaining("big.yaml: it has 3 MB; at most 1 MB is read");
        assertThatExceptionOfType(ProfileException.class)
                .isThrownBy(() -> new Profiles(directory).named("dir"))
                .withMessageContaining("dir.yaml: it is a directory");
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Profiles home() throws IOException {
        return home("elsewhere");
    }

    private Profiles home(String working) throws IOException {
        return Profiles.of(
                directory, directory, Files.createDirectories(directory.resolve(working)));
    }

    private static String origin(Profile profile, Word<?> word) {
        return profile.origin(word).map(Origin::toString).orElse("nowhere");
    }
}
