package io.millrace.jni;

import java.util.stream.IntStream;

/**
 * The record layouts as Java states them: the twin of the structs and limits in {@code native/include/millrace}. Offsets
 * and sizes are in bytes, numbers in native byte order. Loading the library compares {@link #LAYOUT} with the
 * library's own table, so a disagreement shows at once and never as wrong bytes.
 */
public final class Records {
    private Records() {}

    /** The number of the interface; a library with another one is refused. */
    public static final int ABI_VERSION = 1;

    /** Commands, events and statistics are one cache line each, or two. */
    public static final int RECORD_BYTES = 64;

    // ---- Limits: how many entries each block has

    public static final int COMMANDS_MAX = 2048;
    public static final int EVENTS_MAX = 1024;
    public static final int FRAME_ENDS_MAX = 65_536;
    public static final int CONNECTIONS_MAX = 65_536;
    public static final int FEEDS_MAX = 4096;
    public static final int SEGMENTS_MAX = 262_144;
    public static final int DELIVERIES_MAX = 4096;
    public static final int LOOPS_MAX = 256;
    public static final int SEGMENT_BYTES = 65_536;
    public static final int SEGMENT_BYTES_MAX = 16_777_216;

    // ---- A command: what Java writes.

    public static final int COMMAND_BYTES = 64;
    public static final int COMMAND_KIND = 0;
    public static final int COMMAND_FLAGS = 2;
    public static final int COMMAND_ARG = 4;
    public static final int COMMAND_HANDLE = 8;
    public static final int COMMAND_SEGMENT = 16;
    public static final int COMMAND_OFFSET = 20;
    public static final int COMMAND_LENGTH = 24;
    public static final int COMMAND_RESERVED = 28;
    public static final int COMMAND_A = 32;
    public static final int COMMAND_B = 40;
    public static final int COMMAND_C = 48;
    public static final int COMMAND_D = 56;

    // ---- An event: what Java reads until its next turn.

    public static final int EVENT_BYTES = 64;
    public static final int EVENT_KIND = 0;
    public static final int EVENT_FLAGS = 2;
    public static final int EVENT_CODE = 4;
    public static final int EVENT_HANDLE = 8;
    public static final int EVENT_SEGMENT = 16;
    public static final int EVENT_SLAB = 20;
    public static final int EVENT_OFFSET = 24;
    public static final int EVENT_LENGTH = 28;
    public static final int EVENT_A = 32;
    public static final int EVENT_B = 40;
    public static final int EVENT_C = 48;
    public static final int EVENT_D = 56;

    // ---- The statistics of a connection slot.

    public static final int CONNECTION_STATS_BYTES = 64;
    public static final int CONNECTION_STATS_HANDLE = 0;
    public static final int CONNECTION_STATS_BYTES_IN = 8;
    public static final int CONNECTION_STATS_BYTES_OUT = 16;
    public static final int CONNECTION_STATS_UNSENT_BYTES = 24;
    public static final int CONNECTION_STATS_BEHIND_BYTES = 32;
    public static final int CONNECTION_STATS_OPENED_NANOS = 40;
    public static final int CONNECTION_STATS_FEED = 48;
    public static final int CONNECTION_STATS_STATE = 56;
    public static final int CONNECTION_STATS_LOOP = 60;

    // ---- The statistics of a feed slot.

    public static final int FEED_STATS_BYTES = 64;
    public static final int FEED_STATS_HANDLE = 0;
    public static final int FEED_STATS_PUBLISHED_BYTES = 8;
    public static final int FEED_STATS_HELD_BYTES = 16;
    public static final int FEED_STATS_OPENED_NANOS = 24;
    public static final int FEED_STATS_SOURCE = 32;
    public static final int FEED_STATS_STATE = 40;
    public static final int FEED_STATS_SUBSCRIBERS = 44;
    public static final int FEED_STATS_ENDED_LAG = 48;
    public static final int FEED_STATS_ENDED_STALLED = 52;
    public static final int FEED_STATS_DELIVERED_BYTES = 56;

    // ---- What a loop has done so far.

    public static final int LOOP_COUNTERS_BYTES = 256;
    public static final int LOOP_COUNTERS_TURNS = 0;
    public static final int LOOP_COUNTERS_WAITS = 8;
    public static final int LOOP_COUNTERS_WAIT_NANOS = 16;
    public static final int LOOP_COUNTERS_WAKEUPS = 24;
    public static final int LOOP_COUNTERS_RECEIVE_CALLS = 32;
    public static final int LOOP_COUNTERS_SEND_CALLS = 40;
    public static final int LOOP_COUNTERS_ACCEPT_CALLS = 48;
    public static final int LOOP_COUNTERS_OTHER_CALLS = 56;
    public static final int LOOP_COUNTERS_BYTES_IN = 64;
    public static final int LOOP_COUNTERS_BYTES_OUT = 72;
    public static final int LOOP_COUNTERS_BYTES_COPIED_TAILS = 80;
    public static final int LOOP_COUNTERS_BYTES_COPIED_FRAMING = 88;
    public static final int LOOP_COUNTERS_BYTES_SCANNED = 96;
    public static final int LOOP_COUNTERS_COMMANDS = 104;
    public static final int LOOP_COUNTERS_COMMANDS_REFUSED = 112;
    public static final int LOOP_COUNTERS_EVENTS = 120;
    public static final int LOOP_COUNTERS_CONNECTIONS_REFUSED = 128;
    public static final int LOOP_COUNTERS_DATAGRAMS_IN = 136;
    public static final int LOOP_COUNTERS_DATAGRAMS_OUT = 144;
    public static final int LOOP_COUNTERS_DATAGRAMS_DROPPED = 152;
    public static final int LOOP_COUNTERS_SENDS_CUT = 160;
    public static final int LOOP_COUNTERS_UNSENT_BYTES = 168;
    public static final int LOOP_COUNTERS_BLOCKED = 176;
    public static final int LOOP_COUNTERS_WAITING_SINCE = 184;
    public static final int LOOP_COUNTERS_POLL_NANOS = 192;
    public static final int LOOP_COUNTERS_BLOCKED_NANOS = 200;
    public static final int LOOP_COUNTERS_TURN_NANOS = 208;
    public static final int LOOP_COUNTERS_MEASURED_NANOS = 216;
    public static final int LOOP_COUNTERS_RECEIVE_NANOS = 224;
    public static final int LOOP_COUNTERS_SEND_NANOS = 232;
    public static final int LOOP_COUNTERS_ACCEPT_NANOS = 240;
    public static final int LOOP_COUNTERS_OTHER_NANOS = 248;

    // ---- What the process holds now.

    public static final int PROCESS_COUNTERS_BYTES = 64;
    public static final int PROCESS_COUNTERS_SLABS = 0;
    public static final int PROCESS_COUNTERS_SEGMENTS_IN_USE = 8;
    public static final int PROCESS_COUNTERS_SEGMENT_BYTES_IN_USE = 16;
    public static final int PROCESS_COUNTERS_SEGMENT_BYTES_MAX = 24;
    public static final int PROCESS_COUNTERS_CONNECTIONS = 32;
    public static final int PROCESS_COUNTERS_LISTENERS = 40;
    public static final int PROCESS_COUNTERS_FEEDS = 48;
    public static final int PROCESS_COUNTERS_LOOPS = 56;

    // ---- Where a segment lies.

    public static final int SEGMENT_ENTRY_BYTES = 16;
    public static final int SEGMENT_ENTRY_SLAB = 0;
    public static final int SEGMENT_ENTRY_OFFSET = 4;
    public static final int SEGMENT_ENTRY_SIZE = 8;
    public static final int SEGMENT_ENTRY_RESERVED = 12;

    private static final int[] SIZES_OFFSETS_AND_LIMITS = {
        COMMAND_BYTES,
        COMMAND_KIND,
        COMMAND_FLAGS,
        COMMAND_ARG,
        COMMAND_HANDLE,
        COMMAND_SEGMENT,
        COMMAND_OFFSET,
        COMMAND_LENGTH,
        COMMAND_RESERVED,
        COMMAND_A,
        COMMAND_B,
        COMMAND_C,
        COMMAND_D,
        EVENT_BYTES,
        EVENT_KIND,
        EVENT_FLAGS,
        EVENT_CODE,
        EVENT_HANDLE,
        EVENT_SEGMENT,
        EVENT_SLAB,
        EVENT_OFFSET,
        EVENT_LENGTH,
        EVENT_A,
        EVENT_B,
        EVENT_C,
        EVENT_D,
        CONNECTION_STATS_BYTES,
        CONNECTION_STATS_HANDLE,
        CONNECTION_STATS_BYTES_IN,
        CONNECTION_STATS_BYTES_OUT,
        CONNECTION_STATS_UNSENT_BYTES,
        CONNECTION_STATS_BEHIND_BYTES,
        CONNECTION_STATS_OPENED_NANOS,
        CONNECTION_STATS_FEED,
        CONNECTION_STATS_STATE,
        CONNECTION_STATS_LOOP,
        FEED_STATS_BYTES,
        FEED_STATS_HANDLE,
        FEED_STATS_PUBLISHED_BYTES,
        FEED_STATS_HELD_BYTES,
        FEED_STATS_OPENED_NANOS,
        FEED_STATS_SOURCE,
        FEED_STATS_STATE,
        FEED_STATS_SUBSCRIBERS,
        FEED_STATS_ENDED_LAG,
        FEED_STATS_ENDED_STALLED,
        FEED_STATS_DELIVERED_BYTES,
        LOOP_COUNTERS_BYTES,
        LOOP_COUNTERS_TURNS,
        LOOP_COUNTERS_WAITS,
        LOOP_COUNTERS_WAIT_NANOS,
        LOOP_COUNTERS_WAKEUPS,
        LOOP_COUNTERS_RECEIVE_CALLS,
        LOOP_COUNTERS_SEND_CALLS,
        LOOP_COUNTERS_ACCEPT_CALLS,
        LOOP_COUNTERS_OTHER_CALLS,
        LOOP_COUNTERS_BYTES_IN,
        LOOP_COUNTERS_BYTES_OUT,
        LOOP_COUNTERS_BYTES_COPIED_TAILS,
        LOOP_COUNTERS_BYTES_COPIED_FRAMING,
        LOOP_COUNTERS_BYTES_SCANNED,
        LOOP_COUNTERS_COMMANDS,
        LOOP_COUNTERS_COMMANDS_REFUSED,
        LOOP_COUNTERS_EVENTS,
        LOOP_COUNTERS_CONNECTIONS_REFUSED,
        LOOP_COUNTERS_DATAGRAMS_IN,
        LOOP_COUNTERS_DATAGRAMS_OUT,
        LOOP_COUNTERS_DATAGRAMS_DROPPED,
        LOOP_COUNTERS_SENDS_CUT,
        LOOP_COUNTERS_UNSENT_BYTES,
        LOOP_COUNTERS_BLOCKED,
        LOOP_COUNTERS_WAITING_SINCE,
        LOOP_COUNTERS_POLL_NANOS,
        LOOP_COUNTERS_BLOCKED_NANOS,
        LOOP_COUNTERS_TURN_NANOS,
        LOOP_COUNTERS_MEASURED_NANOS,
        LOOP_COUNTERS_RECEIVE_NANOS,
        LOOP_COUNTERS_SEND_NANOS,
        LOOP_COUNTERS_ACCEPT_NANOS,
        LOOP_COUNTERS_OTHER_NANOS,
        PROCESS_COUNTERS_BYTES,
        PROCESS_COUNTERS_SLABS,
        PROCESS_COUNTERS_SEGMENTS_IN_USE,
        PROCESS_COUNTERS_SEGMENT_BYTES_IN_USE,
        PROCESS_COUNTERS_SEGMENT_BYTES_MAX,
        PROCESS_COUNTERS_CONNECTIONS,
        PROCESS_COUNTERS_LISTENERS,
        PROCESS_COUNTERS_FEEDS,
        PROCESS_COUNTERS_LOOPS,
        SEGMENT_ENTRY_BYTES,
        SEGMENT_ENTRY_SLAB,
        SEGMENT_ENTRY_OFFSET,
        SEGMENT_ENTRY_SIZE,
        SEGMENT_ENTRY_RESERVED,
        COMMANDS_MAX,
        EVENTS_MAX,
        FRAME_ENDS_MAX,
        CONNECTIONS_MAX,
        FEEDS_MAX,
        SEGMENTS_MAX,
        DELIVERIES_MAX,
        LOOPS_MAX,
        SEGMENT_BYTES,
        SEGMENT_BYTES_MAX
    };

    /** Sizes, offsets, limits and codes, in the order in which {@link Native#layout} answers them. */
    static final int[] LAYOUT = IntStream.concat(IntStream.of(SIZES_OFFSETS_AND_LIMITS), IntStream.of(Codes.VALUES))
            .toArray();
}
