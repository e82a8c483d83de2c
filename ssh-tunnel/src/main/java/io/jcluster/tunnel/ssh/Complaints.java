package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.Printable;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The standard error stream of a program that talks for long, into the log line by line. */
public final class Complaints extends OutputStream {

    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final int LONGEST = 1000;

    private final String program;
    private final String host;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    public Complaints(String program, String host) {
        this.program = program;
        this.host = host;
    }

    @Override
    public void write(int b) {
        if (b != '\n' && line.size() < LONGEST) {
            line.write(b);
        } else if (line.size() > 0) {
            say();
            if (b != '\n') {
                line.write(b);
            }
        }
    }

    private void say() {
        String said = Printable.text(line.toString(StandardCharsets.UTF_8));
        LOG.info("{} on {}: {}", program, host, said);
        line.reset();
    }

    @Override
    public void close() {
        if (line.size() > 0) {
            say();
        }
    }
}
