package io.jcluster.tunnel;

import java.util.Optional;

/**
 * The person at this end of a login. Sites ask in free text and in several rounds (a password, then
 * a code, then which device), so questions are passed on as they come and each answer is used once.
 * A line that was lost logs in anew and asks anew, on a thread of its own.
 */
public interface Prompts {

    /** Shows a banner or an explanation. It is already free of control characters. */
    void show(String text);

    /**
     * Asks a question.
     *
     * @param echo whether the answer may be seen while it is typed
     * @return the answer, or empty to give up the login
     */
    Optional<String> ask(String question, boolean echo);

    /** Nobody: a login that needs an answer is given up. */
    static Prompts nobody() {
        return new Prompts() {
            @Override
            public void show(String text) {}

            @Override
            public Optional<String> ask(String question, boolean echo) {
                return Optional.empty();
            }
        };
    }
}
