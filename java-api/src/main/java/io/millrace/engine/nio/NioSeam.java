package io.millrace.engine.nio;

import io.millrace.engine.Block;
import io.millrace.engine.Memory;
import io.millrace.engine.Seam;
import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Everything of a process that has no native part, or does not want it: the loops by handle, and what they share. */
public final class NioSeam implements Seam {
    private static final int LISTENERS_MAX = 4096;
    private static final int DATAGRAMS_MAX = 4096;

    /** Made when first asked for. */
    private static final class TheOne {
        static final Memory MEMORY = new Memory(new NioSeam(() -> Platform.SYSTEM));
    }

    /** A loop's place. {@code busy} is held by whoever turns, asks or closes it. */
    private static final class Place {
        private final LoopBlocks blocks = new LoopBlocks();
        private final AtomicBoolean busy = new AtomicBoolean();
        private int generation;
        private volatile long handle;
        private volatile LoopOwner loop;

        /** Null for a data loop, and where there is no loop. */
        NioControlLoop control() {
            return loop instanceof NioControlLoop control ? control : null;
        }
    }

    private final Pool pool = new Pool();
    private final ByteBuffer connectionStats =
            LoopBlocks.allocate(Records.CONNECTIONS_MAX * Records.CONNECTION_STATS_BYTES);
    private final ByteBuffer feedStats = LoopBlocks.allocate(Records.FEEDS_MAX * Records.FEED_STATS_BYTES);
    private final ByteBuffer processCounters = LoopBlocks.allocate(Records.PROCESS_COUNTERS_BYTES);
    private final SlotTable<Connection> connections = new SlotTable<>(Codes.HANDLE_CONNECTION, Records.CONNECTIONS_MAX);
    private final SlotTable<Listener> listeners = new SlotTable<>(Codes.HANDLE_LISTENER, LISTENERS_MAX);
    private final SlotTable<Datagrams> datagrams = new SlotTable<>(Codes.HANDLE_DATAGRAMS, DATAGRAMS_MAX);
    private final SlotTable<Feed> feeds = new SlotTable<>(Codes.HANDLE_FEED, Records.FEEDS_MAX);
    private final Place[] places = new Place[Records.LOOPS_MAX]; // written under this; null where none was ever

    private final Supplier<Platform> platforms;

    private NioSeam(Supplier<Platform> platforms) {
        this.platforms = platforms;
    }

    /** The memory of the one that the process has. */
    public static Memory memory() {
        return TheOne.MEMORY;
    }

    /** That of another one, whose control loops are opened on what is supplied for each. It stays as long as the process. */
    public static Memory memory(Supplier<Platform> platforms) {
        return new Memory(new NioSeam(platforms));
    }

    // ---- The seam

    @Override
    public synchronized long open(int loopKind) {
        if (loopKind != Codes.LOOP_CONTROL && loopKind != Codes.LOOP_DATA) {
            return Codes.OUT_OF_RANGE;
        }
        for (int index = 0; index < places.length; index++) {
            if (places[index] == null) {
                places[index] = new Place();
            }
            if (places[index].handle == 0) {
                return fill(places[index], index, loopKind);
            }
        }
        return Codes.FULL;
    }

    private long fill(Place place, int index, int loopKind) {
        place.blocks.clearCounters();
        try {
            place.loop = loopKind == Codes.LOOP_CONTROL
                    ? new NioControlLoop(this, index, place.blocks, platforms.get())
                    : new Station(this, index, place.blocks);
        } catch (IOException failed) {
            return Errno.code(failed);
        }
        place.generation = place.generation == Integer.MAX_VALUE ? 1 : place.generation + 1;
        place.handle = (long) place.generation << 32 | (long) Codes.HANDLE_LOOP << 28 | index;
        if (place.loop instanceof Station station) {
            station.start();
        }
        return place.handle;
    }

    @Override
    public synchronized int close(long loop) {
        return (int) use(loop, place -> {
            place.handle = 0;
            place.loop.close();
            place.loop = null;
            return Codes.OK;
        });
    }

    @Override
    public int turn(long loop, int commands, long timeoutNanos) {
        return (int) useControl(loop, control -> control.turn(commands, timeoutNanos));
    }

    @Override
    public long ask(long loop, int index) {
        return useControl(loop, control -> control.ask(index));
    }

    @Override
    public long adopt(long loop, int kind, int descriptor) {
        return useControl(loop, control -> Errno.code(Errno.EOPNOTSUPP)); // the JDK has no way to
    }

    @Override
    public long receive(long loop, long connection, Block into, int offset, int length) {
        return useControl(loop, control -> control.receive(connection, into, offset, length));
    }

    @Override
    public int wake(long loop) {
        Place place = placeOf(loop);
        LoopOwner owner = place == null ? null : place.loop;
        if (owner != null) {
            owner.loop().wake();
        }
        return Codes.OK;
    }

    @Override
    public ByteBuffer block(int block, long which) {
        ByteBuffer memory = switch (block) {
            case Codes.BLOCK_SEGMENTS -> pool.entries();
            case Codes.BLOCK_CONNECTION_STATS -> connectionStats;
            case Codes.BLOCK_FEED_STATS -> feedStats;
            case Codes.BLOCK_PROCESS_COUNTERS -> refreshedCounters();
            default -> blockOfLoop(block, which);
        };
        return memory == null ? null : memory.duplicate().order(ByteOrder.nativeOrder());
    }

    private ByteBuffer blockOfLoop(int block, long loop) {
        Place place = placeOf(loop);
        return place == null ? null : place.blocks.block(block);
    }

    @Override
    public Block slab(int index) {
        return pool.slab(index);
    }

    private synchronized ByteBuffer refreshedCounters() {
        Counters counters = new Counters(processCounters, 0);
        counters.set(Records.PROCESS_COUNTERS_SLABS, pool.slabs());
        counters.set(Records.PROCESS_COUNTERS_SEGMENTS_IN_USE, pool.segmentsInUse());
        counters.set(Records.PROCESS_COUNTERS_SEGMENT_BYTES_IN_USE, pool.bytesInUse());
        counters.set(Records.PROCESS_COUNTERS_SEGMENT_BYTES_MAX, Pool.CEILING_BYTES);
        counters.set(Records.PROCESS_COUNTERS_CONNECTIONS, connections.live());
        counters.set(Records.PROCESS_COUNTERS_LISTENERS, listeners.live());
        counters.set(Records.PROCESS_COUNTERS_FEEDS, feeds.live());
        counters.set(Records.PROCESS_COUNTERS_LOOPS, openLoops());
        return processCounters;
    }

    private int openLoops() {
        int open = 0;
        for (Place place : places) {
            open += place != null && place.handle != 0 ? 1 : 0;
        }
        return open;
    }

    private long useControl(long loop, ToLongFunction<NioControlLoop> use) {
        return use(loop, place -> {
            NioControlLoop control = place.control();
            return control == null ? Codes.WRONG_KIND : use.applyAsLong(control);
        });
    }

    /** Uses a loop, if it is there and nobody uses it now. */
    private long use(long loop, ToLongFunction<Place> use) {
        Place place = placeOf(loop);
        if (place == null) {
            return Codes.STALE;
        }
        if (!place.busy.compareAndSet(false, true)) {
            return Codes.WRONG_STATE;
        }
        try {
            return place.handle == loop ? use.applyAsLong(place) : Codes.STALE;
        } finally {
            place.busy.set(false);
        }
    }

    private Place placeOf(long loop) {
        int index = SlotTable.indexOf(loop);
        boolean isLoop = SlotTable.kindOf(loop) == Codes.HANDLE_LOOP && index < places.length;
        Place place = isLoop ? places[index] : null;
        return place != null && place.handle == loop ? place : null;
    }

    // ---- For the loops

    Pool pool() {
        return pool;
    }

    SlotTable<Connection> connections() {
        return connections;
    }

    SlotTable<Listener> listeners() {
        return listeners;
    }

    ByteBuffer connectionStats() {
        return connectionStats;
    }

    SlotTable<Datagrams> datagrams() {
        return datagrams;
    }

    SlotTable<Feed> feeds() {
        return feeds;
    }

    /** The control loop of that handle; null when there is none any more. */
    NioControlLoop loop(long handle) {
        Place place = placeOf(handle);
        return place == null ? null : place.control();
    }

    /** Passes a command on to where the connection lives now. A code. */
    int pass(int kind, long connection) {
        int number = connections.ownerOf(connection);
        LoopOwner owner = number == Slot.NOBODY ? null : places[number].loop;
        boolean taken = owner != null && owner.loop().post(() -> owner.applyFromElsewhere(kind, connection));
        return taken ? Codes.OK : Codes.STALE;
    }

    /** A feed's handle, or a code. */
    synchronized long openFeed(long loop, FeedOptions options) {
        Place place = placeOf(loop);
        if (place == null) {
            return Codes.STALE;
        }
        if (!(place.loop instanceof Station station)) {
            return Codes.WRONG_KIND;
        }
        Feed feed = feeds.take(handle -> new Feed(handle, station, options, new FeedStats(feedStats, handle)));
        return feed == null ? Codes.FULL : feed.handle;
    }

    /** A connection that has ended, and of which everybody knows. */
    void giveBack(Connection connection) {
        connection.stats().free();
        connections.giveBack(connection);
    }

    /** The segment of a command that names bytes, held once more; null when they are not within one that is in use. */
    Segment shareRange(Command command) {
        Segment segment = pool.share(command.segment);
        if (segment == null) {
            return null;
        }
        boolean within = command.offset >= 0 && command.length >= 0 && command.offset <= segment.size - command.length;
        if (!within) {
            segment.release();
            return null;
        }
        return segment;
    }
}
