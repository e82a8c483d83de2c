package io.jcluster.launcher.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.launcher.config.SiteRules;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.templates.ProfileException.Problem;
import io.jcluster.templates.Profiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "validate",
        description = {
            "Tell everything that is wrong with profiles, with file, line and column: words and values,"
                    + " what the site refuses or has not, and numbers that contradict each other.",
            "Ends with 0 where nothing is, with 2 where something is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster profile validate                  your own, and the project's",
            "  jcluster profile validate mine.yaml        a file",
            "  jcluster profile validate profiles         every YAML file in a directory",
            "  jcluster profile validate daint --json     all layers of a profile, for scripts"
        })
final class ProfileValidateCommand implements Callable<Integer> {

    private static final String SUFFIX = ".yaml";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE|DIR|NAME",
            arity = "0..*",
            description = "what to check; without it your own profiles, and the project's file")
    private List<String> wanted = new ArrayList<>();

    @Option(names = "--json", description = "print a JSON array of problems")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Profiles profiles = UserDirectories.from(System.getenv()).profiles();
        Map<String, List<Problem>> found = new LinkedHashMap<>();
        if (wanted.isEmpty()) {
            Stream.concat(
                            files(profiles.directory()).stream(),
                            Stream.concat(
                                    profiles.everywhere().filter(Files::exists).stream(),
                                    profiles.project().stream()))
                    .forEach(
                            file ->
                                    found.put(
                                            file.toString(),
                                            profiles.problems(file, SiteRules::problems)));
        }
        for (String one : wanted) {
            Path path = Path.of(one);
            if (Files.isDirectory(path)) {
                if (files(path).isEmpty()) {
                    found.put(one, List.of(new Problem(one, 0, 0, "no file in it ends in .yaml")));
                }
                for (Path file : files(path)) {
                    found.put(file.toString(), profiles.problems(file, SiteRules::problems));
                }
            } else if (one.endsWith(SUFFIX) || Files.exists(path)) {
                found.put(one, profiles.problems(path, SiteRules::problems));
            } else {
                found.put("profile " + one, profiles.problems(one, SiteRules::problems));
            }
        }
        print(found);
        return found.values().stream().allMatch(List::isEmpty) ? 0 : FailureReport.REQUEST;
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    private void print(Map<String, List<Problem>> found) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            found.values().stream()
                    .flatMap(List::stream)
                    .forEach(
                            problem ->
                                    all.addObject()
                                            .put("file", problem.source())
                                            .put("line", problem.line())
                                            .put("column", problem.column())
                                            .put("problem", problem.sentence()));
            out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
            return;
        }
        found.forEach(
                (name, problems) -> {
                    if (problems.isEmpty()) {
                        out.println(FailureReport.printable(name) + ": nothing is wrong");
                    }
                    problems.forEach(
                            problem -> out.println(FailureReport.printable(problem.toString())));
                });
        if (found.isEmpty()) {
            out.println("there are no profiles of your own, and no project's file");
        }
    }
}
