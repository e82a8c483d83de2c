package io.jcluster.launcher.cluster;

import io.jcluster.templates.MpjImplementation;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    private static final int MAGIC = 0xCAFEBABE;

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

    /** The constant pool of a class file, JVMS 4.4. Of a jar that brings an MPI its own calls. */
    private void read(String name, byte[] content) throws IOException {
        if (!name.endsWith(".class") || name.startsWith("mpi/")) {
            return;
        }
        DataInputStream file = new DataInputStream(new ByteArrayInputStream(content));
        if (content.length < 10 || file.readInt() != MAGIC) {
            return;
        }
        file.readInt(); // the versions
        int count = file.readUnsignedShort();
        Map<Integer, String> texts = new HashMap<>();
        Map<Integer, Integer> classes = new HashMap<>();
        Map<Integer, int[]> signatures = new HashMap<>();
        List<int[]> references = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            int tag = file.readUnsignedByte();
            switch (tag) {
                case 1 -> texts.put(i, file.readUTF());
                case 7 -> classes.put(i, file.readUnsignedShort());
                case 9, 10, 11 ->
                        references.add(
                                new int[] {file.readUnsignedShort(), file.readUnsignedShort()});
                case 12 ->
                        signatures.put(
                                i, new int[] {file.readUnsignedShort(), file.readUnsignedShort()});
                case 8, 16, 19, 20 -> file.readUnsignedShort();
                case 15 -> file.skipNBytes(3);
                case 3, 4, 17, 18 -> file.readInt();
                case 5, 6 -> {
                    file.readLong();
                    i++; // JVMS 4.4.5: these take two places
                }
                default -> {
                    return; // of a later Java
                }
            }
        }
        for (int[] reference : references) {
            String owner = texts.getOrDefault(classes.getOrDefault(reference[0], 0), "");
            int[] signature = signatures.getOrDefault(reference[1], new int[2]);
            if (owner.startsWith("mpi/")) {
                members.add(
                        new Member(
                                owner,
                                texts.getOrDefault(signature[0], ""),
                                texts.getOrDefault(signature[1], "")));
            }
        }
    }
}
