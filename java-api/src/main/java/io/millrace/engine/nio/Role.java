package io.millrace.engine.nio;

/** Decides for a connection. A control loop is the one of all that speak with Java; a stream has one for each. */
interface Role {
    default void connected(Connection connection) {}

    /** There may be input, or unread bytes to look at again. */
    void readable(Connection connection);

    /** Nothing is unsent, and the wire takes more. */
    default void writable(Connection connection) {}

    // What is news for Java. False: it cannot be told now; ask again in the next turn.

    /** Little is unsent, after much was. */
    default boolean drained(Connection connection) {
        return true;
    }

    /** Our FIN is out. */
    default boolean finished(Connection connection) {
        return false;
    }

    /** The peer sent FIN. False: the role has no use for half a connection, and it closes. */
    default boolean peerFinished(Connection connection) {
        return false;
    }

    /** Whether it ends a peer by itself that takes nothing. */
    default boolean watchesStalls() {
        return false;
    }

    /** Its last call; it passes the connection home. */
    void ended(Connection connection);
}
