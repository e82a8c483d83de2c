package io.jcluster.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A port a client may connect to, named as in the controller's client connection file. */
public enum Channel {
    /** Questions to the hub; also where engines register. */
    REGISTRATION,
    /** Interrupt, abort, shut down: read by engines while they compute. */
    CONTROL,
    /** Requests to one named engine. */
    MUX,
    /** Requests for whichever engine is free. */
    TASK,
    /** What all engines print, to all clients. */
    IOPUB,
    /** Engines that come and go. */
    NOTIFICATION,
    /** One request to many engines. Controllers before 7.0 do not have it. */
    BROADCAST;

    /** The key of the connection file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The channel of a connection file's key. */
    public static Optional<Channel> ofKey(String key) {
        return Arrays.stream(values()).filter(c -> c.key().equals(key)).findFirst();
    }
}
