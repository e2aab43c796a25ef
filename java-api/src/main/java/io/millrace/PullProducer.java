package io.millrace;

/**
 * Writes to a connection when it is asked to; see {@link Transport#registerProducer(PullProducer)}. The callbacks come on the
 * loop's thread.
 */
public interface PullProducer {
    /**
     * Write one piece, or, after the last, call {@link Transport#unregisterProducer}. If there is nothing to write yet, this
     * comes again after the next write.
     */
    void resumeProducing();

    /** Write no more at all: the connection is lost. */
    void stopProducing();
}
