package io.millrace.bench.compare.server;

/** A library, or one of its ways to move bytes. Its server has one event loop and TCP_NODELAY on every connection. */
public interface Peer {
    /** How many connections may wait to be accepted: the load opens thousands at once. */
    int BACKLOG = 4096;

    /** Its version and what it was told, as they stand on the page. */
    String version();

    /**
     * Starts a server on any port of 127.0.0.1, which serves until the process ends.
     *
     * @return the port
     * @throws UnsupportedOperationException if this machine, or this library, cannot do that; the message says why
     */
    int serve(Service service) throws Exception;
}
