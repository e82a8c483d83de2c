package io.jcluster.launcher.cluster;

import io.jcluster.templates.MpjImplementation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What the classes of a program refer to in the package {@code mpi}. MPJ Express and FastMPJ have
 * most of mpiJava 1.2 in common, so that a program runs on both unchanged; the rest shows only when
 * a rank comes to it, and that may be hours into a job.
 */
final class MpiReferences {

    /** As MPJ Express 0.44 is, and as the documentation of FastMPJ 1.0_7 has it. */
    private static final Set<String> OF_FASTMPJ_ALONE =
            Set.of(
                    "Init_thread",
                    "Is_thread_main",
                    "Finalized",
                    "Get_version",
                    "Get_attr",
                    "Set_attr");

    private static final Set<String> OF_MPJEXPRESS_ALONE =
            Set.of("initThread", "isMainThread", "Attr_get", "Attr_delete");

    private static final Set<String> ATTRIBUTES = Set.of("TAG_UB", "HOST", "IO");

    private static final Set<String> PACKING = Set.of("Pack", "Unpack");

    /** Of the class Datatype. */
    private static final Set<String> NOT_WRITTEN_IN_FASTMPJ =
            Set.of("Vector", "Hvector", "Indexed", "Hindexed", "Struct");

    private final Set<Member> members = new HashSet<>();

    /** A method or a field, as a class file names it. */
    private record Member(String owner, String name, String descriptor) {}

    private MpiReferences() {}

    /**
     * Those of a jar or a directory of classes. A file that is no class file has none: the JVM says
     * what is wrong with it.
     *
     * @throws IOException when it cannot be read
     */
    static MpiReferences in(Path program) throws IOException {
        MpiReferences references = new MpiReferences();
        if (Files.isDirectory(program)) {
            try (Stream<Path> files = Files.walk(program)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    references.read(program.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
            return references;
        }
        try (JarFile jar = new JarFile(program.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                try (InputStream content = jar.getInputStream(entry)) {
                    references.read(entry.getName(), content.readAllBytes());
                }
            }
        }
        return references;
    }

    /** What of them will not do what it says, in sentences. */
    List<String> notes(MpjImplementation mpj) {
        List<String> notes = new ArrayList<>();
        boolean express = mpj == MpjImplementation.MPJEXPRESS;
        String name = express ? "MPJ Express 0.44" : "FastMPJ 1.0, by its documentation,";
        Collection<String> missing =
                named(express ? MpiReferences::isOfFastmpj : MpiReferences::isOfMpjexpress);
        if (!missing.isEmpty()) {
            notes.add(
                    name
                            + " has no "
                            + String.join(", ", missing)
                            + " as the program refers to it: a rank that comes there fails");
        }
        Collection<String> idle =
                named(
                        express
                                ? member -> member.name().equals("Abort")
                                : member ->
                                        member.owner().equals("mpi/Datatype")
                                                && NOT_WRITTEN_IN_FASTMPJ.contains(member.name()));
        if (!idle.isEmpty()) {
            notes.add(
                    name
                            + (express
                                    ? " has an Abort that does nothing: System.exit(n) ends the job"
                                    : " has not implemented " + String.join(", ", idle)));
        }
        return notes;
    }

    private Collection<String> named(Predicate<Member> which) {
        return members.stream()
                .filter(which)
                .map(Member::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOfFastmpj(Member member) {
        return OF_FASTMPJ_ALONE.contains(member.name())
                || member.descriptor().contains("Lmpi/Keyval;")
                || member.descriptor().contains("Lmpi/BufferMPI;")
                || (PACKING.contains(member.name()) && member.descriptor().contains("[B"));
    }

    private static boolean isOfMpjexpress(Member member) {
        return OF_MPJEXPRESS_ALONE.contains(member.name())
                || member.descriptor().contains("Lmpjbuf/")
                || (ATTRIBUTES.contains(member.name()) && member.descriptor().equals("I"))
                || (member.name().equals("Buffer_attach")
                        && member.descriptor().contains("Ljava/nio/ByteBuffer;"));
    }

    /** Of a jar that brings an MPI of its own not that one's. */
    private void read(String name, byte[] content) throws IOException {
        if (!name.endsWith(".class") || name.startsWith("mpi/")) {
            return;
        }
        try {
            new ClassReader(content).accept(new Visitor(), ClassReader.SKIP_DEBUG);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // No class, or of a later Java than is known here: the JVM says so.
        }
    }

    private final class Visitor extends ClassVisitor {

        private Visitor() {
            super(Opcodes.ASM9);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String method,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String name, String type, boolean ofInterface) {
                    add(owner, name, type);
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String name, String type) {
                    add(owner, name, type);
                }

                @Override
                public void visitInvokeDynamicInsn(
                        String name, String type, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle it) { // such as comm::Send
                            add(it.getOwner(), it.getName(), it.getDesc());
                        }
                    }
                }
            };
        }

        private void add(String owner, String name, String descriptor) {
            if (owner.startsWith("mpi/")) {
                members.add(new Member(owner, name, descriptor));
            }
        }
    }
}
