package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.engine.Lifetime;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A region's memory as long as anybody holds it: the region, slices of it that were retained, and views that are reachable.
 * The last one to let go gives it back. Guarded by itself.
 *
 * <pre>
 *   block:  │ … │ start ── the region ── │ … │      all of it, or a part that an arena has cut
 * </pre>
 */
final class Chunk {
    private static final Cleaner CLEANER = Cleaner.create();

    /** Where a chunk is from. */
    interface Source {
        /** Takes it back; {@code reusable}: nobody can write to it any more. */
        void giveBack(boolean reusable);
    }

    private final Pool pool;
    private final Block block;
    private final int start;
    private final Source source;
    private final List<Held> held = new ArrayList<>();
    private int views;
    private boolean exposed;

    Chunk(Pool pool, Block block, int start, Source source) {
        this.pool = pool;
        this.block = block;
        this.start = start;
        this.source = source;
    }

    Block block() {
        return block;
    }

    int start() {
        return start;
    }

    /** The lifetime of a region itself. */
    synchronized Held hold(boolean retained) {
        Held lifetime = new Held(this, retained);
        held.add(lifetime);
        return lifetime;
    }

    /** Somebody has a buffer to write with, and may keep it: the memory is not to be used again. */
    synchronized void expose() {
        exposed = true;
    }

    synchronized boolean isHeldByOthers() {
        return held.size() > 1 || views > 0;
    }

    /** Ends one of its lifetimes, unless it has ended. */
    synchronized void letGo(Held lifetime) {
        if (held.remove(lifetime)) {
            lifetime.end();
            giveBackIfUnused();
        }
    }

    /** Ends all of them; views stay good. */
    synchronized void endAll() {
        if (!held.isEmpty()) {
            held.forEach(Held::end);
            held.clear();
            giveBackIfUnused();
        }
    }

    private synchronized ByteBuffer view(Held lifetime, long seen, int from, int length) {
        lifetime.check(seen);
        views++;
        pool.countView(1);
        ByteBuffer view = block.view(from, length);
        CLEANER.register(view, this::viewGone);
        return view;
    }

    private synchronized void viewGone() {
        views--;
        pool.countView(-1);
        giveBackIfUnused();
    }

    private void giveBackIfUnused() {
        if (held.isEmpty() && views == 0) {
            source.giveBack(!exposed);
        }
    }

    /** A region's lifetime, or that of a slice of it that was retained. */
    static final class Held extends Lifetime {
        private final Chunk chunk;
        private final boolean retained;

        private Held(Chunk chunk, boolean retained) {
            this.chunk = chunk;
            this.retained = retained;
        }

        /** For all slices made so far; by whoever holds the chunk's lock. */
        private void end() {
            endGeneration();
        }

        /** Ends the slices, not the region. */
        void endSlices() {
            synchronized (chunk) {
                endGeneration();
            }
        }

        @Override
        protected String over() {
            return retained
                    ? "this slice has been released, or its arena closed: use it before that, or copy() its bytes"
                    : "this slice's region has been released or cleared: retain() it before that, or copy() its bytes";
        }

        @Override
        public Lifetime retain(long seen, int segment) {
            synchronized (chunk) {
                check(seen);
                return chunk.hold(true);
            }
        }

        @Override
        public void release(long seen) {
            synchronized (chunk) {
                check(seen);
                if (!retained) {
                    throw new IllegalStateException(
                            "this slice is not retained: release() ends only what retain() answered");
                }
                chunk.letGo(this);
            }
        }

        @Override
        public ByteBuffer view(long seen, Block block, int segment, int offset, int length) {
            return chunk.view(this, seen, offset, length);
        }
    }
}
