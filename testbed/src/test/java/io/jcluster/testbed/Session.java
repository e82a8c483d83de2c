package io.jcluster.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A Python program on the laptop that keeps one client object while the world changes. */
final class Session implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process python;
    private final BufferedReader said;
    private final PrintStream asked;

    private Session(Process python) {
        this.python = python;
        this.said = python.inputReader(StandardCharsets.UTF_8);
        this.asked = new PrintStream(python.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static Session open(Person person, String profile) throws IOException {
        String program = Person.resource("connect.py") + Person.resource("session.py");
        Session session =
                new Session(
                        person.testbed().start(person.host(), "python3", "-c", program, profile));
        if (!"ready".equals(session.said.readLine())) {
            try (session;
                    BufferedReader complaint = session.python.errorReader(StandardCharsets.UTF_8)) {
                throw new AssertionError(String.join("\n", complaint.lines().toList()));
            }
        }
        return session;
    }

    /**
     * Has every engine multiply its rank; the program itself gives up on an answer that never
     * comes.
     */
    JsonNode multiply(int factor) throws IOException {
        asked.println(factor);
        String answer = said.readLine();
        if (answer == null) {
            throw new AssertionError(
                    String.join("\n", python.errorReader(StandardCharsets.UTF_8).lines().toList()));
        }
        return JSON.readTree(answer);
    }

    @Override
    public void close() {
        python.destroyForcibly();
    }
}
