package io.jcluster.launcher.config;

import io.jcluster.templates.EngineKind;
import io.jcluster.templates.Layout;
import io.jcluster.templates.MpjImplementation;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import io.jcluster.templates.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which words go with which kind of engines. What a site says of its JDK and its MPI for Java is no
 * contradiction where the engines are of another kind; what a user says of a program is.
 */
final class KindRules {

    private static final Map<EngineKind, List<Word<?>>> STRANGERS =
            Map.of(
                    EngineKind.PYTHON,
                    List.of(
                            Vocabulary.JAR,
                            Vocabulary.CLASS_PATH,
                            Vocabulary.MAVEN,
                            Vocabulary.MAIN_CLASS),
                    EngineKind.JSHELL,
                    List.of(Vocabulary.MAIN_CLASS));

    private static final String FMPJRUN = "fmpjrun";

    private KindRules() {}

    /**
     * @throws RefusedException in a sentence, for words that do not go together
     */
    static void check(Profile profile) {
        EngineKind kind = profile.engines().kind();
        for (Word<?> word : STRANGERS.getOrDefault(kind, List.of())) {
            if (profile.origin(word).isPresent()) {
                throw RefusedException.at(
                        profile,
                        word,
                        quoted(profile, word)
                                + " says nothing to engines of kind "
                                + kind.word()
                                + RefusedException.where(profile, Vocabulary.ENGINE_KIND)
                                + "; "
                                + "for a Java MPI program say 'kind: mpj' in 'engines' (--kind mpj)");
            }
        }
        launcher(profile, kind);
        if (kind == EngineKind.MPJ) {
            program(profile);
        }
        if (kind == EngineKind.JSHELL) {
            noContainer(profile);
            ranksOfEngines(profile);
        }
    }

    private static void launcher(Profile profile, EngineKind kind) {
        Optional<String> launcher = profile.launch().launcher();
        boolean fast =
                kind == EngineKind.MPJ
                        && profile.usual(Vocabulary.IMPLEMENTATION) == MpjImplementation.FASTMPJ;
        if (launcher.isPresent() && launcher.get().equals(FMPJRUN) != fast) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.LAUNCHER,
                    fast
                            ? "ranks of FastMPJ are started by its own fmpjrun, and"
                                    + " 'launcher' is "
                                    + launcher.get()
                                    + RefusedException.where(profile, Vocabulary.LAUNCHER)
                                    + "; leave it out, or say fmpjrun"
                            : "'launcher: fmpjrun'"
                                    + RefusedException.where(profile, Vocabulary.LAUNCHER)
                                    + " starts programs of FastMPJ alone; say 'kind: mpj' in"
                                    + " 'engines' and 'implementation: fastmpj' in 'java', or"
                                    + " srun or mpiexec");
        }
    }

    private static void program(Profile profile) {
        if (profile.usual(Vocabulary.LAYOUT) == Layout.SEPARATE) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.LAYOUT,
                    "'layout: separate'"
                            + RefusedException.where(profile, Vocabulary.LAYOUT)
                            + " gives the controller a job of its own, and a Java MPI program has"
                            + " none; leave it out");
        }
        noContainer(profile);
        String device = profile.usual(Vocabulary.DEVICE);
        if (profile.usual(Vocabulary.IMPLEMENTATION) == MpjImplementation.MPJEXPRESS
                && !device.equals("niodev")) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.DEVICE,
                    RefusedException.told(profile, Vocabulary.DEVICE, device)
                            + " is none that MPJ Express has between processes; its one is niodev");
        }
    }

    private static void ranksOfEngines(Profile profile) {
        if (ClusterSpec.mpiForJava(profile)
                && profile.usual(Vocabulary.IMPLEMENTATION) == MpjImplementation.FASTMPJ) {
            throw RefusedException.at(
                    profile,
                    Vocabulary.IMPLEMENTATION,
                    "'implementation: fastmpj'"
                            + RefusedException.where(profile, Vocabulary.IMPLEMENTATION)
                            + " starts its JVMs by itself, and engines are started by the job:"
                            + " they need mpjexpress, or '--mpi none' for no MPI");
        }
    }

    private static void noContainer(Profile profile) {
        if (profile.software().container().isPresent()) {
            Word<?> word = Vocabulary.IMAGE;
            throw RefusedException.at(
                    profile,
                    word,
                    "'container'"
                            + RefusedException.where(profile, word)
                            + " is for Python's engines; Java runs with the JDK of"
                            + " the node. Take it away with 'container: ~' in 'software'");
        }
    }

    private static String quoted(Profile profile, Word<?> word) {
        return "'" + word.name() + "'" + RefusedException.where(profile, word);
    }
}
