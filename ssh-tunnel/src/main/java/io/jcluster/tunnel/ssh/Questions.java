package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.Prompts;
import java.util.Optional;

/** JSch's questions during one login, put to a person. */
final class Questions implements UserInfo, UIKeyboardInteractive {

    private final Prompts prompts;
    private String answer = "";

    Questions(Prompts prompts) {
        this.prompts = prompts;
    }

    @Override
    public boolean promptPassword(String message) {
        return ask(message + ": ");
    }

    @Override
    public boolean promptPassphrase(String message) {
        return ask(message + ": ");
    }

    private boolean ask(String question) {
        Optional<String> given = prompts.ask(Printable.text(question), false);
        answer = given.orElse("");
        return given.isPresent();
    }

    @Override
    public String getPassword() {
        return takeAnswer();
    }

    @Override
    public String getPassphrase() {
        return takeAnswer();
    }

    /** Each answer once: the second prompt of a login asks for something else. */
    private String takeAnswer() {
        String taken = answer;
        answer = "";
        return taken;
    }

    /** Host keys are decided by configuration, never by a hurried yes. */
    @Override
    public boolean promptYesNo(String message) {
        return false;
    }

    @Override
    public void showMessage(String message) {
        if (!message.isBlank()) {
            prompts.show(Printable.text(message));
        }
    }

    @Override
    @SuppressWarnings("NullAway") // JSch's way to be told that the person gives up
    public String[] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] prompt, boolean[] echo) {
        showMessage(name);
        showMessage(instruction);
        String[] answers = new String[prompt.length];
        for (int i = 0; i < prompt.length; i++) {
            Optional<String> given = prompts.ask(Printable.text(prompt[i]), echo[i]);
            if (given.isEmpty()) {
                return null;
            }
            answers[i] = given.get();
        }
        return answers;
    }
}
