package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.Prompts;
import java.util.Optional;

/** JSch's questions during one login, put to a person. */
final class Questions implements UserInfo, UIKeyboardInteractive {

    /**
     * The end of a login because nobody answers. JSch would send empty answers instead, which
     * servers count as failures and lock accounts for.
     */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Unanswered(String question) {
            super(question);
        }
    }

    private final Prompts prompts;
    private String answer = "";

    Questions(Prompts prompts) {
        this.prompts = prompts;
    }

    @Override
    public boolean promptPassword(String message) {
        answer = ask(message + ": ", false);
        return true;
    }

    /** Keys ask for their own, see {@link FileKey}. */
    @Override
    public boolean promptPassphrase(String message) {
        return false;
    }

    private String ask(String question, boolean echo) {
        String shown = Printable.text(question);
        Optional<String> given = prompts.ask(shown, echo);
        if (given.isEmpty()) {
            throw new Unanswered(shown.strip());
        }
        return given.get();
    }

    /** Each answer once: the second prompt of a login asks for something else. */
    @Override
    public String getPassword() {
        String taken = answer;
        answer = "";
        return taken;
    }

    @Override
    public String getPassphrase() {
        return "";
    }

    /** Host keys are decided by {@link KnownKeys}. */
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
    public String[] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] prompt, boolean[] echo) {
        showMessage(name);
        showMessage(instruction);
        String[] answers = new String[prompt.length];
        for (int i = 0; i < prompt.length; i++) {
            answers[i] = ask(prompt[i], echo[i]);
        }
        return answers;
    }
}
