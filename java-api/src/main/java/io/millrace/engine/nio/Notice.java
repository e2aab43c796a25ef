package io.millrace.engine.nio;

/** An event before it has its place: on its way between loops, or to a turn with room for it. */
record Notice(int kind, long handle, int flags, int code, int length, long a, long b, long c, long d) {
    static Notice of(int kind, long handle) {
        return new Notice(kind, handle, 0, 0, 0, 0, 0, 0, 0);
    }
}
