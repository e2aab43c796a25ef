package io.millrace;

import java.util.Objects;

/** A connection ended before something that was waited for. */
public final class ConnectionEndedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Ending ending;

    /** For what was waited for on a connection that has ended so. */
    public ConnectionEndedException(Ending ending) {
        super("the connection ended: " + ending.reason());
        this.ending = Objects.requireNonNull(ending, "ending");
    }

    /** How it ended. */
    public Ending ending() {
        return ending;
    }
}
