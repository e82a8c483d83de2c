package io.jcluster.ranks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the job script reads of the ranks: a line of three numbers (how many have come, how many
 * have gone, the worst exit status), a line of text (why the job is over), and a line for each
 * rank, the name of its node. Written whole or not at all, and seldom.
 */
final class Report {

    private static final long PAUSE_MILLIS = 100;

    private final Roll roll;
    private final Path file;
    private final Object writing = new Object();
    private boolean stale = true;
    private volatile boolean ended;

    Report(Roll roll, Path file) {
        this.roll = roll;
        this.file = file;
    }

    /** Something has changed. */
    synchronized void changed() {
        stale = true;
        notifyAll();
    }

    /** Nothing is written from now on. */
    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        synchronized (writing) {
            return; // What was being written is there.
        }
    }

    /** Writes it again and again, until it has ended. */
    void keep() throws IOException, InterruptedException {
        while (!ended) {
            synchronized (this) {
                while (!stale && !ended) {
                    wait();
                }
                stale = false;
            }
            write();
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    void write() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(roll.joined() + " " + roll.left() + " " + roll.worst());
        lines.add(oneLine(roll.verdict().orElse("")));
        roll.nodes().forEach(node -> lines.add(oneLine(node)));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        synchronized (writing) {
            if (!ended) {
                Files.write(fresh, lines);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
