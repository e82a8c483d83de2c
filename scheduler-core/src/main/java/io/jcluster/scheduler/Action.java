package io.jcluster.scheduler;

/** What can be done to a job that has been submitted. */
public enum Action {
    HOLD("hold"),
    RELEASE("release"),
    SUSPEND("suspend"),
    RESUME("resume"),
    TERMINATE("terminate");

    private final String verb;

    Action(String verb) {
        this.verb = verb;
    }

    /** The word for messages: {@code hold}, {@code terminate}. */
    public String verb() {
        return verb;
    }
}
