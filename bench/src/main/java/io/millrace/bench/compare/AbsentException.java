package io.millrace.bench.compare;

/** A contestant cannot take part on this machine; the message says why, in a line for people. */
final class AbsentException extends Exception {
    private static final long serialVersionUID = 1;

    AbsentException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
