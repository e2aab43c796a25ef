package io.millrace.jni;

/** The native library cannot be used in this process. Says why, and what would help. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String cure;

    UnavailableException(String reason, String cure, Throwable cause) {
        super("Millrace's native library is not available: " + reason + ". What helps: " + cure + ".", cause);
        this.reason = reason;
        this.cure = cure;
    }

    /** What stands in the way, as half a sentence. */
    public String reason() {
        return reason;
    }

    /** What to do about it, as half a sentence. */
    public String cure() {
        return cure;
    }
}
