package io.millrace;

/**
 * Writes to a connection of its own accord, and lets itself be held up; see {@link Transport#registerProducer(PushProducer)}.
 * The callbacks come on the loop's thread.
 */
public interface PushProducer {
    /** Write no more for now: much is unsent. This comes within the {@code write} that made it so. */
    void pauseProducing();

    /** Write again. */
    void resumeProducing();

    /** Write no more at all: the connection is lost. */
    void stopProducing();
}
