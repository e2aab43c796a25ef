package io.millrace.http;

/** A request head that is refused: with the status to answer, where in the head, and why. */
public final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final int offset;

    BadRequest(int status, int offset, String why) {
        // A peer can cause it at will, so it costs no stack trace.
        super(why, null, false, false);
        this.status = status;
        this.offset = offset;
    }

    /** The status to answer: 400, 417, 431, 501 or 505. */
    public int status() {
        return status;
    }

    /** Where in the head it was noticed, in bytes from its start. */
    public int offset() {
        return offset;
    }
}
