package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What callers and implementers read: the comments in the sources, next to the code. */
class JavadocTest {

    private static final Path SOURCES = Path.of("src/main/java/io/jcluster/drmaa2");

    private static final Set<String> TOOLS =
            Set.of("Drmaa2", "DrmaaTime", "DrmaaWaits", "DrmaaFutures");

    private static final Pattern ORIGIN = Pattern.compile("GFD\\.231|\\b[Ee]xtra\\b");

    /**
     * Something public that can have a comment.
     *
     * @param type with the type around it, as in JobTemplate.Builder
     * @param ofInterface whether the type is an interface
     * @param comment empty when it has none of its own
     */
    private record Member(
            String type,
            String name,
            boolean ofInterface,
            boolean method,
            Set<Modifier> modifiers,
            Optional<String> comment) {

        @Override
        public String toString() {
            return type + ": " + name;
        }

        boolean saysWhereItIsFrom() {
            return comment.filter(text -> ORIGIN.matcher(text).find()).isPresent();
        }

        boolean isTool() {
            return TOOLS.contains(type) && modifiers.contains(Modifier.STATIC);
        }
    }

    @Test
    void everyMethodOfTheInterfacesSaysWhatItDoesAndWhetherTheStandardHasIt() throws IOException {
        var methods = members(member -> member.method() && member.ofInterface());
        assertThat(methods)
                .extracting(Member::type)
                .contains("SessionManager", "JobSession", "Job", "Structure.Builder");
        assertThat(methods).filteredOn(member -> !member.saysWhereItIsFrom()).isEmpty();
    }

    @Test
    void everyToolSaysWhatItDoesAndWhetherTheStandardHasIt() throws IOException {
        var tools = members(member -> member.method() && member.isTool());
        assertThat(tools).extracting(Member::type).containsAll(TOOLS);
        assertThat(tools).filteredOn(member -> !member.saysWhereItIsFrom()).isEmpty();
    }

    @Test
    void everyOtherMemberHasACommentOfItsOwnToo() throws IOException {
        var members = members(member -> true);
        assertThat(members)
                .extracting(Member::toString)
                .contains("JobTemplate: args", "JobTemplate.Builder: args", "JobState: RUNNING");
        assertThat(members).filteredOn(member -> member.comment().isEmpty()).isEmpty();
    }

    private static List<Member> members(Predicate<Member> wanted) throws IOException {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        try (var files = compiler.getStandardFileManager(null, null, null);
                var listing = Files.list(SOURCES)) {
            var sources = listing.filter(file -> file.toString().endsWith(".java")).toList();
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    null,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            var found = new ArrayList<Member>();
            for (var unit : task.parse()) {
                new Reader(DocTrees.instance(task)).scan(unit, found);
            }
            return found.stream().filter(wanted).toList();
        }
    }

    /** A walk through one source file, along the types that everybody sees. */
    private static final class Reader extends TreePathScanner<@Nullable Void, List<Member>> {

        private final DocTrees comments;
        private final ArrayList<ClassTree> around = new ArrayList<>();

        Reader(DocTrees comments) {
            this.comments = comments;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, List<Member> found) {
            if (isPublic(type.getModifiers().getFlags())) {
                around.add(type);
                super.visitClass(type, found);
                around.remove(around.size() - 1);
            }
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, List<Member> found) {
            var flags = method.getModifiers().getFlags();
            // Of constructors, the comment of the type says enough.
            if (isPublic(flags) && method.getReturnType() != null && !inherits(method)) {
                found.add(member(method.getName().toString(), true, flags));
            }
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree field, List<Member> found) {
            var flags = field.getModifiers().getFlags();
            if (isPublic(flags)) {
                found.add(member(field.getName().toString(), false, flags));
            }
            return null;
        }

        private Member member(String name, boolean method, Set<Modifier> flags) {
            var type =
                    around.stream().map(ClassTree::getSimpleName).collect(Collectors.joining("."));
            return new Member(
                    type,
                    name,
                    inInterface(),
                    method,
                    flags,
                    Optional.ofNullable(comments.getDocComment(getCurrentPath()))
                            .filter(text -> !text.isBlank()));
        }

        private boolean isPublic(Set<Modifier> flags) {
            return flags.contains(Modifier.PUBLIC)
                    || (inInterface() && !flags.contains(Modifier.PRIVATE));
        }

        /** Whether a class only carries out what an interface or Object explains. */
        private boolean inherits(MethodTree method) {
            return !inInterface()
                    && method.getModifiers().getAnnotations().stream()
                            .anyMatch(
                                    note -> note.getAnnotationType().toString().equals("Override"));
        }

        private boolean inInterface() {
            return !around.isEmpty()
                    && around.get(around.size() - 1).getKind() == Tree.Kind.INTERFACE;
        }
    }
}
