package io.jcluster.launcher.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcluster.tunnel.HostPort;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the program that runs a notebook server in the job has answered.
 *
 * @param id of the request
 * @param node its own name for the node
 * @param running the server; empty where none came to be
 * @param failure why not, and what to try
 */
record NotebookAnswer(
        String id, String node, Optional<Running> running, Optional<Failure> failure) {

    private static final ObjectMapper JSON = new ObjectMapper();

    // All of it becomes part of an address that is printed and opened: the text comes from another
    // machine.
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32,128}");
    private static final Pattern PAGE = Pattern.compile("/[a-z]*");

    /**
     * A server.
     *
     * @param server its name and version
     * @param at where it listens, as its node sees it
     * @param page the path of its first page
     * @param token lets whoever has it in
     */
    record Running(String server, HostPort at, String page, String token) {

        /** Never the token, wherever this is printed. */
        @Override
        public String toString() {
            return "Running[" + server + " at " + at + "]";
        }
    }

    /** A sentence, and what to try; that may be empty. */
    record Failure(String what, String advice) {}

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException in a sentence, when it is none
     */
    static NotebookAnswer parse(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the answer is half written or not JSON", e);
        }
        String id = json.path("id").asText();
        String node = json.path("node").asText();
        if (json.hasNonNull("failed")) {
            Failure failure =
                    new Failure(json.get("failed").asText(), json.path("advice").asText());
            return new NotebookAnswer(id, node, Optional.empty(), Optional.of(failure));
        }
        String token = json.path("token").asText();
        String page = json.path("page").asText();
        if (!TOKEN.matcher(token).matches() || !PAGE.matcher(page).matches()) {
            throw new IllegalArgumentException("the answer holds no address of a notebook");
        }
        Running running =
                new Running(
                        json.path("server").asText(),
                        new HostPort(json.path("address").asText(), json.path("port").asInt()),
                        page,
                        token);
        return new NotebookAnswer(id, node, Optional.of(running), Optional.empty());
    }
}
