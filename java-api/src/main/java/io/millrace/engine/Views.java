package io.millrace.engine;

import io.millrace.jni.Codes;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * Buffers that show a piece of a segment to code which knows nothing of lifetimes. Each holds its segment until the garbage
 * collector finds it unreachable, with all duplicates, which refer to it; so it outlives the slice, and also its loop: the
 * holds are those of a loop of the seam that nobody turns, which is there as long as there are any. Where there is no
 * native part to make such buffers, each is a copy, and holds nothing.
 */
final class Views {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Memory memory;

    // Guarded by this.
    private int count;
    private long keeper;
    private Commands commands;

    Views(Memory memory) {
        this.memory = memory;
    }

    /** Shows memory of a segment that the caller holds. */
    synchronized ByteBuffer of(EngineLoop engine, int segment, Block block, int offset, int length) {
        if (!block.isNative()) {
            return block.view(offset, length);
        }
        if (count == 0) {
            keeper = engine.openKeeper();
            commands = new Commands(memory, keeper, () -> {});
        }
        try {
            engine.check(ask(Codes.CMD_RETAIN, segment), "view segment", segment);
            count++;
        } finally {
            closeIfUnused();
        }
        ByteBuffer view = block.view(offset, length);
        CLEANER.register(view, () -> letGo(segment));
        return view;
    }

    synchronized int count() {
        return count;
    }

    private synchronized void letGo(int segment) {
        ask(Codes.CMD_RELEASE, segment);
        count--;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (count == 0) {
            memory.seam().close(keeper);
        }
    }

    private long ask(int command, int segment) {
        commands.segment(command, segment);
        return memory.seam().ask(keeper, commands.takeLast());
    }
}
