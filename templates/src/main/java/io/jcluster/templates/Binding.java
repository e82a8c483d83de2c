package io.jcluster.templates;

/** What an engine is bound to. */
public enum Binding {
    CORE,
    SOCKET,
    /** It goes where the operating system puts it. */
    NONE;

    /** The word in a profile. */
    public String word() {
        return Choice.word(this);
    }
}
