package io.millrace.bytes;

/**
 * A pool's ceiling, or the memory of the process, does not allow another region.
 *
 * <pre>{@code
 * try {
 *     transport.receiveInto(pool.take(1 << 20));
 * } catch (PoolFullException full) {
 *     log(pool.statistics());          // how much is in use, and of what ceiling
 *     transport.abort();
 * }
 * }</pre>
 */
public final class PoolFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolFullException(String message) {
        super(message);
    }
}
