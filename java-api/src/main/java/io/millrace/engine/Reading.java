package io.millrace.engine;

/** What reads bytes where they lie: so many of a block, from a place on. The caller guarantees the range, and that it is there. */
@FunctionalInterface
public interface Reading {
    /** Reads them, and answers what it is asked for. */
    int read(Block block, int offset, int length);
}
