package io.jcluster.wire;

import java.io.IOException;
import java.util.Optional;

/** How the two ends of a link come to terms, and what becomes of frames after that. */
interface Mechanism {

    /** As the greeting says it. */
    String name();

    /** The first command. */
    Frame opening();

    /**
     * The next command.
     *
     * @throws IOException when the two cannot come to terms
     */
    Optional<Frame> answer(Frame command) throws IOException;

    /** Whether messages can follow. */
    boolean isOver();

    /** A frame as it travels; to be called in the order of sending. */
    Frame seal(Frame frame);

    /**
     * A frame as the other side meant it.
     *
     * @throws IOException when it is not from there
     */
    Frame open(Frame frame) throws IOException;
}
