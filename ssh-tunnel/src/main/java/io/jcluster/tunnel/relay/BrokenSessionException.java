package io.jcluster.tunnel.relay;

import java.io.IOException;

/** A session that another carrier cannot mend: the two halves do not mean the same. */
final class BrokenSessionException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenSessionException(String message) {
        super(message);
    }
}
