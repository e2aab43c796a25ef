package io.millrace.engine.nio;

/** Who turns a loop: a control loop's caller, or a data loop's thread. */
interface LoopOwner {
    /** Its loop; others may post to it. */
    NioLoop loop();

    /** What another loop was told of a connection that is here, or was. On this loop's thread. */
    void applyFromElsewhere(int kind, long handle);

    /** Ends everything on it, and the loop. */
    void close();
}
