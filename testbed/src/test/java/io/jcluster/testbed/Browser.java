package io.jcluster.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A Chromium without a window on the laptop, with one page. It is spoken to in the words of its
 * DevTools protocol through a pipe, so that neither a driver nor a port is needed.
 */
final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHIFT = 8; // a bit of 'modifiers' in Input.dispatchKeyEvent
    private static final int ENTER = 13;

    private final Process chromium;
    private final InputStream said;
    private final OutputStream asked;
    private int last;
    private String session = "";

    /** With the sandbox it would need namespaces of its own, inside those of the testbed. */
    Browser(Testbed testbed) throws IOException {
        chromium =
                testbed.start(
                        "laptop",
                        "bash",
                        "-c",
                        "exec chromium-headless-shell --no-sandbox --disable-gpu"
                                + " --user-data-dir=/tmp/chromium --remote-debugging-pipe"
                                + " 3<&0 4>&1 </dev/null >/dev/null 2>/tmp/chromium.log");
        said = new BufferedInputStream(chromium.getInputStream());
        asked = chromium.getOutputStream();
        String page =
                ask("Target.createTarget", object().put("url", "about:blank"))
                        .path("targetId")
                        .asText();
        session =
                ask("Target.attachToTarget", object().put("targetId", page).put("flatten", true))
                        .path("sessionId")
                        .asText();
    }

    /** Goes to an address. */
    void opens(String address) throws IOException {
        JsonNode gone = ask("Page.navigate", object().put("url", address));
        if (gone.hasNonNull("errorText")) {
            throw new AssertionError(gone.get("errorText").asText() + " at the page's address");
        }
    }

    /** What an expression of JavaScript, or the promise that it is, is worth in the page. */
    JsonNode sees(String expression) throws IOException {
        JsonNode answer =
                ask(
                        "Runtime.evaluate",
                        object().put("expression", expression)
                                .put("awaitPromise", true)
                                .put("returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Types a text where the cursor is. */
    void types(String text) throws IOException {
        ask("Input.insertText", object().put("text", text));
    }

    /** Presses Enter with Shift held. */
    void pressesShiftEnter() throws IOException {
        for (String way : new String[] {"keyDown", "keyUp"}) {
            ask(
                    "Input.dispatchKeyEvent",
                    object().put("type", way)
                            .put("modifiers", SHIFT)
                            .put("key", "Enter")
                            .put("code", "Enter")
                            .put("windowsVirtualKeyCode", ENTER));
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private JsonNode ask(String method, ObjectNode words) throws IOException {
        int id = ++last;
        ObjectNode question = object().put("id", id).put("method", method);
        if (!session.isEmpty()) {
            question.put("sessionId", session);
        }
        question.set("params", words);
        asked.write(JSON.writeValueAsBytes(question));
        asked.write(0);
        asked.flush();
        JsonNode answer = next();
        while (answer.path("id").asInt() != id) {
            answer = next(); // an event before it
        }
        if (answer.has("error")) {
            throw new AssertionError(method + ": " + answer.get("error"));
        }
        return answer.path("result");
    }

    /** Each message ends with a NUL. */
    private JsonNode next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int c = said.read(); c != 0; c = said.read()) {
            if (c < 0) {
                throw new AssertionError(
                        "the browser has gone; it said "
                                + new String(
                                        chromium.getErrorStream().readAllBytes(),
                                        StandardCharsets.UTF_8));
            }
            message.write(c);
        }
        return JSON.readTree(message.toByteArray());
    }

    @Override
    public void close() {
        chromium.destroy();
    }
}
