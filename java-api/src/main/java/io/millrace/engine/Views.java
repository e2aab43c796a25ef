package io.millrace.engine;

import io.millrace.jni.Codes;
import io.millrace.jni.Native;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * Buffers that show a piece of a segment to code which knows nothing of lifetimes. Each holds its segment until the garbage
 * collector finds it unreachable, with all duplicates, which refer to it; so it outlives the slice, and also its loop: the
 * holds are those of a native loop that nobody turns, which is there as long as there are any.
 */
final class Views {
    private static final Cleaner CLEANER = Cleaner.create();

    // Guarded by the class.
    private static int count;
    private static long keeper;
    private static Commands commands;

    private Views() {}

    /** Shows memory of a segment that the caller holds. */
    static synchronized ByteBuffer of(NativeEngine engine, int segment, long address, int length) {
        if (count == 0) {
            keeper = engine.openKeeper();
            commands = new Commands(keeper, () -> {});
        }
        try {
            engine.check(ask(Codes.CMD_RETAIN, segment), "view segment", segment);
            count++;
        } finally {
            closeIfUnused();
        }
        ByteBuffer view = Native.view(address, length);
        CLEANER.register(view, () -> letGo(segment));
        return view;
    }

    static synchronized int count() {
        return count;
    }

    private static synchronized void letGo(int segment) {
        ask(Codes.CMD_RELEASE, segment);
        count--;
        closeIfUnused();
    }

    private static void closeIfUnused() {
        if (count == 0) {
            Native.close(keeper);
        }
    }

    private static long ask(int command, int segment) {
        commands.segment(command, segment);
        return Native.ask(keeper, commands.takeLast());
    }
}
