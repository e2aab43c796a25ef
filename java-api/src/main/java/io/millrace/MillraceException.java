package io.millrace;

import java.util.Objects;

/**
 * The native part, or the kernel below it, could not do what was asked. Carries the code, the operation and the handle
 * of the object that it was asked of.
 *
 * <p>Misuse that Java itself can see (a slice after its turn, a write to a connection that was handed over) is an
 * {@link IllegalStateException} or an {@link IllegalArgumentException} instead.
 */
public final class MillraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The object is gone. */
    public static final int STALE = -1;
    /** The object cannot do that now. */
    public static final int WRONG_STATE = -3;
    /** The pool's ceiling, or the memory of the process, is reached. */
    public static final int NO_MEMORY = -5;
    /** A table of fixed size has no place left. */
    public static final int FULL = -6;
    /** The feed already has a source. */
    public static final int BUSY = -7;

    /** The host has no address, or none of the family that was asked for; or there is no such network interface. */
    public static final int UNKNOWN_HOST = -101;

    /** The native library cannot be loaded; the message says why, and what would help. */
    public static final int UNAVAILABLE = -100;

    private final int code;
    private final String operation;
    private final long handle;

    /** With a code of the native part, what was asked, the handle it was asked of (0 for none), and words for people. */
    public MillraceException(int code, String operation, long handle, String message) {
        this(code, operation, handle, message, null);
    }

    /** As above, with a cause. */
    public MillraceException(int code, String operation, long handle, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.operation = Objects.requireNonNull(operation, "operation");
        this.handle = handle;
    }

    static MillraceException unavailable(RuntimeException why) {
        return new MillraceException(UNAVAILABLE, "load the native library", 0, why.getMessage(), why);
    }

    /** The code: one of the constants here, or {@code -1000 - errno} when the kernel refused. */
    public int code() {
        return code;
    }

    /** What was asked, for example {@code "listen"}. */
    public String operation() {
        return operation;
    }

    /** The handle of the object that it was asked of; 0 when there was none. */
    public long handle() {
        return handle;
    }
}
