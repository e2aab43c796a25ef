package io.millrace.engine;

/** The stack that is left to a thread, for what must not be cut off half-way by a callback that calls itself without end. */
final class StackRoom {
    private static final int FRAMES = 200; // more than any call of this package is deep

    private StackRoom() {}

    /**
     * Does nothing where there is enough.
     *
     * @throws StackOverflowError where there is not, before anything has been done
     */
    static void require() {
        descend(FRAMES);
    }

    private static int descend(int frames) {
        return frames == 0 ? 0 : 1 + descend(frames - 1);
    }
}
