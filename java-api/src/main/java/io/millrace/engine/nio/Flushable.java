package io.millrace.engine.nio;

/** What has something to write before the loop waits again. */
interface Flushable {
    /** On the loop's thread. */
    void flush();
}
