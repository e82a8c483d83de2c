package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.cluster.ClusterException;
import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.templates.Profiles;
import io.jcluster.templates.ipyparallel.Finding;
import io.jcluster.templates.ipyparallel.ImportedProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        description = {
            "Make a profile of an ipyparallel profile directory, and say what became of each line of it.",
            "",
            "Its Python files are read, never run; its job scripts become job scripts of your own."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster profile import ~/.ipython/profile_pbs                a profile called pbs",
            "  jcluster profile import ~/.ipython/profile_pbs --name carc    called carc",
            "  jcluster script --profile carc                                what comes of it"
        })
final class ProfileImportCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String PREFIX = "profile_"; // IPython's, of every profile directory
    private static final String SUFFIX = ".yaml";

    /** In this order: what is left to do is read last. */
    private static final Map<Finding.Kind, String> TITLES =
            Map.of(
                    Finding.Kind.UNDERSTOOD, "understood: now words of the profile",
                    Finding.Kind.OURS, "done by jcluster itself: nothing of it is left",
                    Finding.Kind.KEPT, "kept: lines of the job script as they were",
                    Finding.Kind.NOT_UNDERSTOOD, "not understood: look at these");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            description = "the profile directory, such as ~/.ipython/profile_pbs")
    private Path directory = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "what to call it (default: what follows 'profile_' in DIR)")
    private @Nullable String name;

    @Option(names = "--force", description = "write over files that are there")
    private boolean force;

    @Option(names = "--json", description = "print what became of each line as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        String called = settledName();
        ImportedProfile imported = ImportedProfile.from(directory, called);
        Path profiles = UserDirectories.from(System.getenv()).config().resolve("profiles");
        boolean over =
                new Profiles(profiles).names().contains(called)
                        && !Files.exists(profiles.resolve(called + SUFFIX));
        List<Path> files = write(profiles, imported.files());
        if (json) {
            printJson(called, files, imported.findings());
        } else {
            print(called, files, imported.findings());
            if (over) {
                spec.commandLine()
                        .getOut()
                        .println(
                                "It is put over the profile "
                                        + called
                                        + " that comes with jcluster, wherever that is asked for.");
            }
        }
        return 0;
    }

    private String settledName() {
        String last =
                Optional.ofNullable(directory.toAbsolutePath().normalize().getFileName())
                        .map(Path::toString)
                        .orElse("");
        String called =
                name != null
                        ? name
                        : last.startsWith(PREFIX) ? last.substring(PREFIX.length()) : last;
        if (!NAME.matcher(called).matches() || called.endsWith(SUFFIX)) {
            throw ClusterException.of(
                            ClusterException.Kind.REQUEST,
                            "'"
                                    + called
                                    + "' is no name for a profile, which is letters, digits, dots,"
                                    + " dashes and underscores")
                    .advise("--name NAME");
        }
        return called;
    }

    private List<Path> write(Path profiles, Map<String, String> texts) throws IOException {
        for (String file : texts.keySet()) {
            Path path = profiles.resolve(file);
            if (!force && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw ClusterException.of(ClusterException.Kind.REQUEST, path + " is there already")
                        .advise("--name for another name, or --force to write over it");
            }
        }
        try {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                PrivateFiles.write(profiles.resolve(text.getKey()), text.getValue());
            }
        } catch (IOException e) {
            throw ClusterException.of(ClusterException.Kind.LAPTOP, "cannot write into " + profiles)
                    .said(e);
        }
        return texts.keySet().stream().map(profiles::resolve).toList();
    }

    private void print(String called, List<Path> files, List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        for (Finding.Kind kind : Finding.Kind.values()) {
            List<Finding> of = findings.stream().filter(one -> one.kind() == kind).toList();
            if (!of.isEmpty()) {
                out.println(TITLES.get(kind));
                of.forEach(
                        one -> {
                            out.println(
                                    "  " + place(one) + "  " + FailureReport.printable(one.text()));
                            out.println("      " + FailureReport.printable(one.meaning()));
                        });
                out.println();
            }
        }
        out.println("profile " + called + ", readable by you only:");
        files.forEach(file -> out.println("  " + file));
        out.println();
        out.println("  jcluster script --profile " + called + "    prints what it would submit");
        out.println(
                "  site: login: HOST    in it, to submit from another machine than the login node");
    }

    private static String place(Finding finding) {
        return FailureReport.printable(finding.file())
                + (finding.line() == 0 ? "" : ":" + finding.line());
    }

    private void printJson(String called, List<Path> files, List<Finding> findings)
            throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("profile", called).put("from", directory.toString());
        ArrayNode written = object.putArray("files");
        files.forEach(file -> written.add(file.toString()));
        for (Finding.Kind kind : Finding.Kind.values()) {
            ArrayNode of = object.putArray(kind.name().toLowerCase(Locale.ROOT));
            findings.stream()
                    .filter(one -> one.kind() == kind)
                    .forEach(
                            one ->
                                    of.addObject()
                                            .put("file", one.file())
                                            .put("line", one.line())
                                            .put("text", one.text())
                                            .put("meaning", one.meaning()));
        }
        spec.commandLine()
                .getOut()
                .println(
                        new ObjectMapper()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(object));
    }
}
