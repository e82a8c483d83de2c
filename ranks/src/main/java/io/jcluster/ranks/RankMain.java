package io.jcluster.ranks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The process of one rank: takes its place among the others, runs the user's program, and ends as
 * that does. {@code main} of the program is given the words for {@code MPI.Init} before its own
 * arguments, as every starter of MPJ Express gives them.
 *
 * <p>A program that throws ends at once and with status 1: the threads of an MPI that is still open
 * are no daemons, and would keep the process for ever (MPJ Express 0.44).
 *
 * <p>Arguments: {@code LAUNCHER INVITATION MAIN-CLASS ARGUMENT...}, or {@code --ended INVITATION
 * RANK STATUS} for a process that could not say itself how it ended, or {@code --alone MAIN-CLASS
 * ARGUMENT...} where the launcher makes ranks of processes by itself (FastMPJ).
 */
public final class RankMain {

    private static final int FAILED = 1;

    /**
     * To its launcher, which speaks of the first process that ended otherwise as the one at fault.
     */
    private static final int SENT_AWAY = 0;

    /** Of this process; a program may have put others in their place by System.setOut. */
    private static final List<LabelledStream> LABELLED = new ArrayList<>();

    private final Seat seat;

    /** Set when the end is known and the hook has nothing to add. */
    private volatile boolean settled;

    private RankMain(Seat seat) {
        this.seat = seat;
    }

    /** See the class. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            if (arguments[0].equals("--alone")) {
                alone(arguments[1], Arrays.copyOfRange(arguments, 2, arguments.length));
                return;
            }
            if (arguments[0].equals("--ended")) {
                Bootstrap.ended(
                        Path.of(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]));
                return;
            }
            Launcher.Place place = Launcher.named(arguments[0]).place(System.getenv());
            label(place.rank());
            new RankMain(Bootstrap.join(Path.of(arguments[1]), place, RankMain::flush, SENT_AWAY))
                    .run(arguments[2], Arrays.copyOfRange(arguments, 3, arguments.length));
        } catch (RanksException e) {
            System.err.println("jcluster: " + e.getMessage());
            halt(FAILED);
        }
    }

    /** Under a launcher that makes ranks of processes by itself. */
    private static void alone(String name, String[] arguments) {
        try {
            Program.find(name).run(arguments);
        } catch (UnsupportedClassVersionError e) {
            throw Program.tooNew(e);
        } catch (RanksException e) {
            throw e;
        } catch (Throwable e) {
            Program.withoutOurs(e).printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private void run(String name, String[] arguments) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "jcluster-goodbye"));
        try {
            Program program = Program.find(name);
            program.run(seat.words(arguments));
            WorldOfMpi.awaitThreads();
            if (WorldOfMpi.isOpen()) {
                System.err.println(
                        "jcluster: main has ended without MPI.Finalize(), which is called now");
                WorldOfMpi.finish();
            }
        } catch (RanksException e) {
            System.err.println("jcluster: " + e.getMessage());
            fail(String.valueOf(e.getMessage()));
        } catch (UnsupportedClassVersionError e) {
            RanksException sentence = Program.tooNew(e);
            System.err.println("jcluster: " + sentence.getMessage());
            fail(String.valueOf(sentence.getMessage()));
        } catch (Throwable e) {
            fail(trace(e));
        }
        settled = true;
        seat.close();
        System.exit(0);
    }

    /** Prints it, and says it in short. What an exception says of itself is the program's code. */
    private static String trace(Throwable failure) {
        try {
            Program.withoutOurs(failure).printStackTrace();
            return failure.toString();
        } catch (RuntimeException e) {
            return failure.getClass().getName() + ", whose own words failed: " + e;
        }
    }

    private void fail(String why) {
        settled = true;
        flush();
        seat.failed(FAILED, why.lines().findFirst().orElse("it failed"));
        halt(FAILED);
    }

    /** The program has called System.exit, or the process was told to end; with which status? */
    private void leave() {
        flush();
        if (!settled) {
            if (WorldOfMpi.isOpen()) {
                seat.left("it left between MPI.Init and MPI.Finalize");
            } else {
                seat.close();
            }
        }
    }

    private static void label(int rank) {
        System.setOut(stream(FileDescriptor.out, rank));
        System.setErr(stream(FileDescriptor.err, rank));
    }

    private static PrintStream stream(FileDescriptor descriptor, int rank) {
        LabelledStream labelled = new LabelledStream(new FileOutputStream(descriptor), rank);
        LABELLED.add(labelled);
        // What is written leaves with its line's end, as on a terminal.
        return new PrintStream(labelled, false, StandardCharsets.UTF_8);
    }

    /**
     * Closes nothing: the program's own shutdown hooks print at the same time as ours, and later.
     */
    private static void flush() {
        LABELLED.forEach(LabelledStream::endLine);
        System.out.flush();
        System.err.flush();
        LABELLED.forEach(LabelledStream::endLine);
    }

    private static void halt(int status) {
        flush();
        Runtime.getRuntime().halt(status);
    }
}
