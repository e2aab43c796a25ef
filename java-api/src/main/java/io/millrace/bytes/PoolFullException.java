package io.millrace.bytes;

/** A pool's ceiling, or the memory of the process, does not allow another region. */
public final class PoolFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolFullException(String message) {
        super(message);
    }
}
