package io.millrace.engine.nio;

/** What a handle names. It has one owner, a loop's number, whose thread alone touches it. */
abstract class Slot {
    static final int NOBODY = -1;

    final long handle;
    volatile int owner;

    Slot(long handle, int owner) {
        this.handle = handle;
        this.owner = owner;
    }
}
