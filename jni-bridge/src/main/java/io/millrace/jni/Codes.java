package io.millrace.jni;

/**
 * The numbers that cross the seam: the twin of the enumerations in {@code native/include/millrace},
 * under the same names without {@code MR_}, where they are documented.
 */
public final class Codes {
    private Codes() {}

    // ---- Kinds of handle. A handle is {@code generation << 32 | kind << 28 | index}; zero is never one.

    public static final int HANDLE_LOOP = 1;
    public static final int HANDLE_LISTENER = 2;
    public static final int HANDLE_CONNECTION = 3;
    public static final int HANDLE_FEED = 4;
    public static final int HANDLE_DATAGRAMS = 5;

    // ---- What a native function answers: zero or more is success.

    public static final int OK = 0;
    public static final int STALE = -1;
    public static final int WRONG_KIND = -2;
    public static final int WRONG_STATE = -3;
    public static final int OUT_OF_RANGE = -4;
    public static final int NO_MEMORY = -5;
    public static final int FULL = -6;
    public static final int BUSY = -7;
    public static final int SYSTEM_BASE = -1000;

    // ---- Why a connection ended.

    public static final int REASON_NONE = 0;
    public static final int REASON_PEER_CLOSED = 1;
    public static final int REASON_PEER_RESET = 2;
    public static final int REASON_LOCAL_CLOSE = 3;
    public static final int REASON_LOCAL_ABORT = 4;
    public static final int REASON_IDLE = 5;
    public static final int REASON_LAG = 6;
    public static final int REASON_STALLED = 7;
    public static final int REASON_LIMIT = 8;
    public static final int REASON_PROTOCOL_ERROR = 9;
    public static final int REASON_REFUSED = 10;
    public static final int REASON_SYSTEM = 11;
    public static final int REASON_FEED_ENDED = 12;
    public static final int REASON_LOOP_CLOSED = 13;
    public static final int REASON_NATIVE_FAULT = 14;
    public static final int REASON_COUNT = 15;

    // ---- Who ended it.

    public static final int BY_PEER = 1;
    public static final int BY_LOCAL = 2;
    public static final int BY_SYSTEM = 3;

    // ---- Commands; those up to {@code CMD_FROM} are answered at once, through {@link Native#ask}.

    public static final int CMD_NONE = 0;
    public static final int CMD_LISTEN = 1;
    public static final int CMD_CONNECT = 2;
    public static final int CMD_LEND = 3;
    public static final int CMD_FEED_OPEN = 4;
    public static final int CMD_PORT = 5;
    public static final int CMD_GET = 6;
    public static final int CMD_ADDRESS = 7;
    public static final int CMD_TCP_INFO = 8;
    public static final int CMD_DATAGRAMS = 9;
    public static final int CMD_FROM = 10;
    public static final int CMD_WRITE = 16;
    public static final int CMD_CLOSE = 17;
    public static final int CMD_ABORT = 18;
    public static final int CMD_PAUSE_READING = 19;
    public static final int CMD_RESUME_READING = 20;
    public static final int CMD_FRAMING = 21;
    public static final int CMD_NEXT = 22;
    public static final int CMD_RETAIN = 23;
    public static final int CMD_RELEASE = 24;
    public static final int CMD_DEADLINE = 25;
    public static final int CMD_HAND_OVER = 26;
    public static final int CMD_TAKE_BACK = 27;
    public static final int CMD_FEED_WRITE = 28;
    public static final int CMD_FEED_CLOSE = 29;
    public static final int CMD_FEED_CLOCK = 30;
    public static final int CMD_FINISH = 31;
    public static final int CMD_SET = 32;
    public static final int CMD_DELIVERY = 33;
    public static final int CMD_MOVE = 34;
    public static final int CMD_SPREAD = 35;
    public static final int CMD_ACCEPT = 36;
    public static final int CMD_SEND_TO = 37;
    public static final int CMD_PUT_BACK = 38;
    public static final int CMD_LOAD = 11;
    public static final int CMD_FUSE = 39;
    public static final int CMD_MESSAGE = 40;

    // ---- Framing; {@code LOCKSTEP} is a flag beside the others.

    public static final int FRAMING_RAW = 0;
    public static final int FRAMING_DELIMITER = 1;
    public static final int FRAMING_SUPPLIED = 2;
    public static final int FRAMING_LINES = 3;
    public static final int FRAMING_PREFIX = 4;
    public static final int FRAMING_VARINT = 5;
    public static final int FRAMING_NETSTRING = 6;
    public static final int FRAMING_FIXED = 7;
    public static final int FRAMING_LOCKSTEP = 0x100;
    public static final int FRAMING_NOT_EMPTY = 0x200;
    public static final int FRAMING_STRICT = 0x400;

    public static final int MALFORMED_BYTE = 1;
    public static final int MALFORMED_EMPTY = 2;
    public static final int MALFORMED_NEGATIVE = 3;

    // ---- Beside {@code CMD_FUSE}: no protocol but Java's.

    public static final int FUSED_NONE = 0x7fffffff;

    // ---- What a feed does about slow subscribers.

    public static final int SLOW_END = 0;
    public static final int SLOW_PACE = 1;

    // ---- Roles on a data loop; {@code THEN_RETURN} is a flag beside them.

    public static final int ROLE_SOURCE = 1;
    public static final int ROLE_SUBSCRIBER = 2;
    public static final int THEN_RETURN = 0x100;

    // ---- What can be set of a connection.

    public static final int SET_NO_DELAY = 1;
    public static final int SET_KEEP_ALIVE = 2;
    public static final int SET_SEND_BUFFER = 3;
    public static final int SET_RECEIVE_BUFFER = 4;
    public static final int SET_TRAFFIC_CLASS = 5;
    public static final int SET_HALF_CLOSE = 16;
    public static final int SET_HIGH_WATER = 17;
    public static final int SET_LOW_WATER = 18;
    public static final int SET_UNSENT_MAX = 19;
    public static final int SET_CROWDED_INPUT = 20;
    public static final int SET_IDLE_NANOS = 24;
    public static final int SET_READ_NANOS = 25;
    public static final int SET_WRITE_NANOS = 26;

    // ---- The ends of a connection.

    public static final int END_LOCAL = 0;
    public static final int END_PEER = 1;

    // ---- How a streamed body is framed.

    public static final int BODY_UNTIL_CLOSE = 0;
    public static final int BODY_LENGTH = 1;
    public static final int BODY_CHUNKED = 2;

    // ---- Events.

    public static final int EVENT_ACCEPTED = 64;
    public static final int EVENT_CONNECTED = 65;
    public static final int EVENT_RECEIVED = 66;
    public static final int EVENT_FRAMES = 67;
    public static final int EVENT_DRAINED = 68;
    public static final int EVENT_ENDED = 69;
    public static final int EVENT_RETURNED = 70;
    public static final int EVENT_FEED_CHANGED = 71;
    public static final int EVENT_TOO_LONG = 72;
    public static final int EVENT_REFUSED = 73;
    public static final int EVENT_READABLE = 74;
    public static final int EVENT_PEER_FINISHED = 75;
    public static final int EVENT_FINISHED = 76;
    public static final int EVENT_DELIVERED = 77;
    public static final int EVENT_MOVED = 78;
    public static final int EVENT_DATAGRAM = 79;
    public static final int EVENT_MALFORMED = 80;
    public static final int EVENT_MESSAGE = 81;

    // ---- States of a feed.

    public static final int FEED_WAITING = 0;
    public static final int FEED_LIVE = 1;
    public static final int FEED_LINGERING = 2;
    public static final int FEED_DRAINING = 3;
    public static final int FEED_ENDED = 4;

    // ---- States of a connection.

    public static final int CONN_FREE = 0;
    public static final int CONN_CONNECTING = 1;
    public static final int CONN_OPEN = 2;
    public static final int CONN_CLOSING = 3;
    public static final int CONN_SOURCE = 4;
    public static final int CONN_SUBSCRIBER = 5;
    public static final int CONN_BLOCKED = 6;
    public static final int CONN_PAUSED = 7;
    public static final int CONN_ENDED = 8;

    // ---- Blocks of shared memory.

    public static final int BLOCK_COMMANDS = 0;
    public static final int BLOCK_EVENTS = 1;
    public static final int BLOCK_FRAME_ENDS = 2;
    public static final int BLOCK_LOOP_COUNTERS = 3;
    public static final int BLOCK_CONNECTION_STATS = 4;
    public static final int BLOCK_FEED_STATS = 5;
    public static final int BLOCK_PROCESS_COUNTERS = 6;
    public static final int BLOCK_SEGMENTS = 7;
    public static final int BLOCK_SLAB = 8;

    // ---- Kinds of loop.

    public static final int LOOP_CONTROL = 0;
    public static final int LOOP_DATA = 1;

    // ---- What a scan is asked.

    public static final int SCAN_FIRST = 1;
    public static final int SCAN_LAST = 2;
    public static final int SCAN_COUNT = 3;
    public static final int SCAN_SEQUENCE = 4;
    public static final int SCAN_UTF8 = 5;
    public static final int SCAN_HASH = 6;
    public static final int SCAN_COMPARE = 7;

    // ---- What a split splits at.

    public static final int SPLIT_ANY = 1;
    public static final int SPLIT_SEQUENCE = 2;

    // ---- CPU targets of the kernels, and a bit beside those of the targets that can run.

    public static final int TARGET_SCALAR = 0;
    public static final int TARGET_SSE2 = 1;
    public static final int TARGET_AVX2 = 2;
    public static final int TARGET_AVX512 = 3;
    public static final int TARGET_NEON = 4;
    public static final int TARGET_WISH_REFUSED = 0x100;

    /** Every enumeration value but the kinds of handle, in the order of the headers: the end of {@link Records#LAYOUT}. */
    static final int[] VALUES = {
        OK,
        STALE,
        WRONG_KIND,
        WRONG_STATE,
        OUT_OF_RANGE,
        NO_MEMORY,
        FULL,
        BUSY,
        SYSTEM_BASE,
        REASON_NONE,
        REASON_PEER_CLOSED,
        REASON_PEER_RESET,
        REASON_LOCAL_CLOSE,
        REASON_LOCAL_ABORT,
        REASON_IDLE,
        REASON_LAG,
        REASON_STALLED,
        REASON_LIMIT,
        REASON_PROTOCOL_ERROR,
        REASON_REFUSED,
        REASON_SYSTEM,
        REASON_FEED_ENDED,
        REASON_LOOP_CLOSED,
        REASON_NATIVE_FAULT,
        REASON_COUNT,
        BY_PEER,
        BY_LOCAL,
        BY_SYSTEM,
        CMD_NONE,
        CMD_LISTEN,
        CMD_CONNECT,
        CMD_LEND,
        CMD_FEED_OPEN,
        CMD_PORT,
        CMD_GET,
        CMD_ADDRESS,
        CMD_TCP_INFO,
        CMD_DATAGRAMS,
        CMD_FROM,
        CMD_WRITE,
        CMD_CLOSE,
        CMD_ABORT,
        CMD_PAUSE_READING,
        CMD_RESUME_READING,
        CMD_FRAMING,
        CMD_NEXT,
        CMD_RETAIN,
        CMD_RELEASE,
        CMD_DEADLINE,
        CMD_HAND_OVER,
        CMD_TAKE_BACK,
        CMD_FEED_WRITE,
        CMD_FEED_CLOSE,
        CMD_FEED_CLOCK,
        CMD_FINISH,
        CMD_SET,
        CMD_DELIVERY,
        CMD_MOVE,
        CMD_SPREAD,
        CMD_ACCEPT,
        CMD_SEND_TO,
        CMD_PUT_BACK,
        CMD_LOAD,
        CMD_FUSE,
        CMD_MESSAGE,
        FRAMING_RAW,
        FRAMING_DELIMITER,
        FRAMING_SUPPLIED,
        FRAMING_LINES,
        FRAMING_PREFIX,
        FRAMING_VARINT,
        FRAMING_NETSTRING,
        FRAMING_FIXED,
        FRAMING_LOCKSTEP,
        FRAMING_NOT_EMPTY,
        FRAMING_STRICT,
        MALFORMED_BYTE,
        MALFORMED_EMPTY,
        MALFORMED_NEGATIVE,
        FUSED_NONE,
        SLOW_END,
        SLOW_PACE,
        ROLE_SOURCE,
        ROLE_SUBSCRIBER,
        THEN_RETURN,
        SET_NO_DELAY,
        SET_KEEP_ALIVE,
        SET_SEND_BUFFER,
        SET_RECEIVE_BUFFER,
        SET_TRAFFIC_CLASS,
        SET_HALF_CLOSE,
        SET_HIGH_WATER,
        SET_LOW_WATER,
        SET_UNSENT_MAX,
        SET_CROWDED_INPUT,
        SET_IDLE_NANOS,
        SET_READ_NANOS,
        SET_WRITE_NANOS,
        END_LOCAL,
        END_PEER,
        BODY_UNTIL_CLOSE,
        BODY_LENGTH,
        BODY_CHUNKED,
        EVENT_ACCEPTED,
        EVENT_CONNECTED,
        EVENT_RECEIVED,
        EVENT_FRAMES,
        EVENT_DRAINED,
        EVENT_ENDED,
        EVENT_RETURNED,
        EVENT_FEED_CHANGED,
        EVENT_TOO_LONG,
        EVENT_REFUSED,
        EVENT_READABLE,
        EVENT_PEER_FINISHED,
        EVENT_FINISHED,
        EVENT_DELIVERED,
        EVENT_MOVED,
        EVENT_DATAGRAM,
        EVENT_MALFORMED,
        EVENT_MESSAGE,
        FEED_WAITING,
        FEED_LIVE,
        FEED_LINGERING,
        FEED_DRAINING,
        FEED_ENDED,
        CONN_FREE,
        CONN_CONNECTING,
        CONN_OPEN,
        CONN_CLOSING,
        CONN_SOURCE,
        CONN_SUBSCRIBER,
        CONN_BLOCKED,
        CONN_PAUSED,
        CONN_ENDED,
        BLOCK_COMMANDS,
        BLOCK_EVENTS,
        BLOCK_FRAME_ENDS,
        BLOCK_LOOP_COUNTERS,
        BLOCK_CONNECTION_STATS,
        BLOCK_FEED_STATS,
        BLOCK_PROCESS_COUNTERS,
        BLOCK_SEGMENTS,
        BLOCK_SLAB,
        LOOP_CONTROL,
        LOOP_DATA,
        SCAN_FIRST,
        SCAN_LAST,
        SCAN_COUNT,
        SCAN_SEQUENCE,
        SCAN_UTF8,
        SCAN_HASH,
        SCAN_COMPARE,
        SPLIT_ANY,
        SPLIT_SEQUENCE,
        TARGET_SCALAR,
        TARGET_SSE2,
        TARGET_AVX2,
        TARGET_AVX512,
        TARGET_NEON,
        TARGET_WISH_REFUSED,
    };
}
