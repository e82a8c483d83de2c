package io.jcluster.wire;

import java.io.IOException;
import java.util.Optional;

/** The mechanism NULL: each side says what it is, and nothing is hidden. */
final class Plain implements Mechanism {

    private final Link.Terms terms;
    private boolean over;

    Plain(Link.Terms terms) {
        this.terms = terms;
    }

    @Override
    public String name() {
        return "NULL";
    }

    @Override
    public Frame opening() {
        return Frame.command(Command.named("READY", Command.metadata(terms)));
    }

    @Override
    public Optional<Frame> answer(Frame command) throws IOException {
        Command.expect("READY", command);
        over = true;
        return Optional.empty();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public Frame seal(Frame frame) {
        return frame;
    }

    @Override
    public Frame open(Frame frame) {
        return frame;
    }
}
