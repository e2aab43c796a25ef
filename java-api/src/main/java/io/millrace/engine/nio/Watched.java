package io.millrace.engine.nio;

/** What a loop watches: a channel, and what to do when it is ready. */
interface Watched {
    /** On the loop's thread; 0: to be looked at again, though nothing was heard of it. */
    void ready(int operations);
}
