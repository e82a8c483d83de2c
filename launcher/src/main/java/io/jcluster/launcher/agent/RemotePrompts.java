package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcluster.launcher.background.Conversation;
import io.jcluster.launcher.background.Messages;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.Prompts;
import java.io.IOException;
import java.util.Optional;

/**
 * Questions of the login, put by the agent to the person at the other end of a conversation: the
 * agent itself has no terminal.
 */
final class RemotePrompts implements Prompts {

    private final Conversation conversation;

    RemotePrompts(Conversation conversation) {
        this.conversation = conversation;
    }

    @Override
    public void show(String text) {
        exchange(text, "show");
    }

    @Override
    public Optional<String> ask(String question, boolean echo) {
        return Messages.text(exchange(question, echo ? "echo" : "secret"), "answer");
    }

    private JsonNode exchange(String text, String kind) {
        try {
            return conversation.ask(Messages.of("prompt").put("prompt", text).put("kind", kind));
        } catch (IOException e) {
            throw new HostException(
                    HostException.Kind.LOGIN_REFUSED,
                    "the login asks a question and nobody is there to answer it",
                    Optional.of("run the command again in a terminal"),
                    Optional.of(e));
        }
    }

    /** The other end: shows a prompt to the person and packs the answer. */
    static JsonNode answer(JsonNode message, Prompts person) {
        String text = message.path("prompt").asText();
        var answer = Messages.of("answer");
        if (message.path("kind").asText().equals("show")) {
            person.show(text);
        } else {
            person.ask(text, message.path("kind").asText().equals("echo"))
                    .ifPresent(reply -> answer.put("answer", reply));
        }
        return answer;
    }
}
