package io.jcluster.engine;

import io.jcluster.ranks.Bootstrap;
import io.jcluster.ranks.Launcher;
import io.jcluster.ranks.RanksException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The engine as a program, started by a job's launcher once for each rank. */
public final class Main {

    private static final String USAGE =
            "java -cp ... io.jcluster.engine.Main --connection-file FILE [--timeout SECONDS]"
                    + " [--max-heartbeat-misses N] [--mpi srun|openmpi|hydra --invitation FILE]";

    /** That of an engine in Python which could not register. */
    private static final int NOT_REGISTERED = 255;

    private static final int USAGE_STATUS = 2;
    private static final long LOOK_AGAIN_MILLIS = 200;

    private record Words(
            Path file,
            Duration patience,
            int misses,
            Optional<Launcher> mpi,
            Optional<Path> invitation) {}

    private Main() {}

    /** Runs until the engine is shut down or its controller is gone. */
    public static void main(String[] arguments) throws InterruptedException {
        Words words;
        EngineFile file;
        try {
            words = words(List.of(arguments));
            file = read(words);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println("usage: " + USAGE);
            System.exit(USAGE_STATUS);
            return;
        } catch (IOException | EngineFile.UnfitException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        System.exit(
                words.mpi().isPresent() ? rank(words, file) : run(words, file, Optional.empty()));
    }

    /** An engine that is a rank: what ends one of them badly ends them all. */
    private static int rank(Words words, EngineFile file) throws InterruptedException {
        try (var seat =
                Bootstrap.join(words.invitation().orElseThrow(), words.mpi().orElseThrow())) {
            int status = run(words, file, Optional.of(new MpiWorld(seat)));
            if (status != 0) {
                seat.failed(status, "its engine ended with status " + status);
            }
            return status;
        } catch (RanksException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static int run(Words words, EngineFile file, Optional<MpiWorld> mpi)
            throws InterruptedException {
        var own = System.err;
        try (var engine = new Engine(file, mpi)) {
            // A signal ends the process; the hub would notice half a minute later.
            var farewell = new Thread(engine::leave, "jcluster-farewell");
            Runtime.getRuntime().addShutdownHook(farewell);
            var end = engine.run(words.patience(), words.misses());
            Runtime.getRuntime().removeShutdownHook(farewell);
            switch (end) {
                case SHUT_DOWN -> own.println("engine " + engine.id() + " was shut down");
                case CONTROLLER_GONE ->
                        own.println(
                                "engine "
                                        + engine.id()
                                        + " ends: its controller has not been heard for "
                                        + words.misses()
                                        + " heartbeats");
                case NOT_REGISTERED -> {
                    own.println(
                            "the controller of "
                                    + words.file()
                                    + " did not take this engine within "
                                    + words.patience().toSeconds()
                                    + " s: it is gone, cannot be reached from here, or has"
                                    + " another key");
                    return NOT_REGISTERED;
                }
                case UNFIT -> own.println("engine " + engine.id() + " ends: " + engine.problem());
            }
            return end == Engine.End.SHUT_DOWN ? 0 : 1;
        }
    }

    private static Words words(List<String> arguments) {
        Path file = Path.of("");
        var patience = Duration.ofSeconds(60);
        int misses = 50;
        Optional<Launcher> mpi = Optional.empty();
        Optional<Path> invitation = Optional.empty();
        for (int i = 0; i < arguments.size(); i += 2) {
            var option = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            var value = arguments.get(i + 1);
            switch (option) {
                case "--connection-file" -> file = Path.of(value);
                case "--timeout" -> patience = Duration.ofSeconds(number(option, value));
                case "--max-heartbeat-misses" -> misses = number(option, value);
                case "--mpi" -> mpi = Optional.of(Launcher.named(value));
                case "--invitation" -> invitation = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException("not an option: " + option);
            }
        }
        if (file.toString().isEmpty()) {
            throw new IllegalArgumentException("--connection-file is missing");
        }
        if (mpi.isPresent() != invitation.isPresent()) {
            throw new IllegalArgumentException("--mpi and --invitation go together");
        }
        return new Words(file, patience, misses, mpi, invitation);
    }

    private static int number(String option, String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(option + ": not a number: " + value);
        }
        return Integer.parseInt(value);
    }

    /** Waits for the file: on a shared file system it shows late. */
    private static EngineFile read(Words words)
            throws IOException, EngineFile.UnfitException, InterruptedException {
        long end = System.nanoTime() + words.patience().toNanos();
        while (true) {
            boolean late = System.nanoTime() - end > 0;
            try {
                return EngineFile.parse(Files.readString(words.file()));
            } catch (IOException e) {
                if (late) {
                    throw new IOException("cannot read " + words.file() + ": " + e, e);
                }
            } catch (EngineFile.UnfitException e) {
                if (late || !e.isUnfinished()) {
                    throw new EngineFile.UnfitException(
                            words.file() + ": " + e.getMessage(), false);
                }
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }
}
