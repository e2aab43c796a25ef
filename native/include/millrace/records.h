/* The records of the seam: what Java and C++ write for each other, in shared memory. Plain C, no includes but these.
 *
 * Every record is one cache line (64 bytes), little in it is optional, and every number is checked by the side that
 * reads it. The Java twins are io.millrace.jni.Records and io.millrace.jni.Codes; a test compares the two, and loading
 * the library compares MR_ABI_VERSION and mr_layout(). Indices and offsets cross here, never pointers.
 */
#ifndef MILLRACE_RECORDS_H
#define MILLRACE_RECORDS_H

#include <stdint.h>

/* The columns are for people. */
/* clang-format off */

#ifdef __cplusplus
extern "C" {
#endif

#define MR_ABI_VERSION 1
#define MR_RECORD_BYTES 64

/* A handle is `generation << 32 | kind << 28 | index`. Zero is never a handle; a negative result is never one either. */
enum mr_handle_kind { MR_HANDLE_LOOP = 1, MR_HANDLE_LISTENER = 2, MR_HANDLE_CONNECTION = 3, MR_HANDLE_FEED = 4,
                      MR_HANDLE_DATAGRAMS = 5 };

/* What a function answers. Zero or more is success; each failure is its own negative number. */
enum mr_code {
    MR_OK = 0,
    MR_STALE = -1,         /* the handle's object is gone, or never was */
    MR_WRONG_KIND = -2,    /* the handle is one of another kind of object */
    MR_WRONG_STATE = -3,   /* the object cannot do that now (a write after close, a second source) */
    MR_OUT_OF_RANGE = -4,  /* an offset, length, index or enumeration value outside its bounds */
    MR_NO_MEMORY = -5,     /* the pool's ceiling or the process's memory is reached */
    MR_FULL = -6,          /* a table of fixed size has no place left */
    MR_BUSY = -7,          /* a second source for a feed that has one */
    MR_SYSTEM_BASE = -1000 /* MR_SYSTEM_BASE - errno: the kernel refused */
};

/* Why a connection ended. Exactly one for each connection. */
enum mr_reason {
    MR_REASON_NONE = 0,
    MR_REASON_PEER_CLOSED = 1,    /* the peer sent FIN and everything owed to it was sent */
    MR_REASON_PEER_RESET = 2,     /* the peer sent RST, or went away while bytes were owed to it */
    MR_REASON_LOCAL_CLOSE = 3,    /* closed here, after the last byte was sent */
    MR_REASON_LOCAL_ABORT = 4,    /* aborted here */
    MR_REASON_IDLE = 5,           /* a deadline or time-out passed; detail: of a time-out, its nanoseconds */
    MR_REASON_LAG = 6,            /* a subscriber fell further behind its feed than the feed allows */
    MR_REASON_STALLED = 7,        /* the peer took nothing for as long as its feed or its write time-out allows */
    MR_REASON_LIMIT = 8,          /* a limit of the connection or the process was reached; detail says how many bytes */
    MR_REASON_PROTOCOL_ERROR = 9, /* malformed input; detail is the offset in the connection's input stream, of a
                                     source in its body */
    MR_REASON_REFUSED = 10,       /* the connection could not be made; detail is the errno. Of a RETURNED: the feed did
                                     not take it; detail is the code with its sign changed */
    MR_REASON_SYSTEM = 11,        /* the kernel failed; detail is the errno */
    MR_REASON_FEED_ENDED = 12,    /* the feed it subscribed to, or was the source of, ended */
    MR_REASON_LOOP_CLOSED = 13,   /* its loop was closed */
    MR_REASON_NATIVE_FAULT = 14,  /* a protocol of the user's own in C++ failed; detail: its answer with the sign changed */
    MR_REASON_COUNT = 15
};

enum mr_by { MR_BY_PEER = 1, MR_BY_LOCAL = 2, MR_BY_SYSTEM = 3 };

/* ---- Commands: Java writes them, native applies them in the order written ------------------------------------- */

enum mr_command_kind {
    MR_CMD_NONE = 0,
    /* answered at once through mr_ask(); the answer is a handle, or a code */
    /* Addresses: flags 4 or 6: a,b: the address (16 bytes in network order), length: port, d: of a 6 its zone, the number of
       a network interface, or 0. flags 1, a UNIX socket: segment, offset, length: its path of 1 to 107 bytes, or a name
       that begins with a zero byte. */
    MR_CMD_LISTEN = 1,    /* address; arg: backlog */
    MR_CMD_CONNECT = 2,   /* address; c: time-out in nanoseconds */
    MR_CMD_LEND = 3,      /* length: bytes wanted; answers a segment id, which Java then holds once */
    MR_CMD_FEED_OPEN = 4, /* handle: data loop; flags: mr_slow; a: behind_bytes_max; b: stall_nanos; c: linger_nanos;
                             d: home loop, which gets its FEED_CHANGED events; length: history bytes kept */
    MR_CMD_PORT = 5,      /* handle: listener or datagrams; answers the port it is bound to */
    MR_CMD_GET = 6,       /* handle: connection; arg: mr_setting; answers its value */
    MR_CMD_ADDRESS = 7,   /* handle: connection; arg: mr_end; answers 4, 6 or 1, and in the record the address; a
                             UNIX one has no name there */
    MR_CMD_TCP_INFO = 8,  /* handle: connection; answers in the record what its TCP knows. segment: smoothed round trip in
                             microseconds; offset: its variance; length: congestion window in packets; reserved: packets
                             sent again so far; a: bytes that the peer has acknowledged; b: bytes a second delivered
                             lately; c: smallest round trip in microseconds; d: bytes in the socket not acknowledged */
    MR_CMD_DATAGRAMS = 9, /* address to be bound to; arg: the longest datagram that is received whole; answers a handle */
    MR_CMD_FROM = 10,     /* Internet address: where what the next CONNECT makes goes out from; port 0: any. For that one
                             alone, which is to follow at once */
    MR_CMD_LOAD = 11,     /* segment, offset, length: the path of a shared library with a protocol of the user's own
                             (protocol.h), in at most 4,096 bytes; answers its number. When it is refused, what is wrong
                             stands there instead, and its length in the record; offset + 4,096 must be in the segment */
    /* applied by the next turn (or at once through mr_ask, which then answers the code) */
    MR_CMD_WRITE = 16,          /* handle: connection; segment, offset (in the segment), length */
    MR_CMD_CLOSE = 17,          /* handle: connection (flush, then FIN) or listener; flags 1: of a connection, for a
                                   PROTOCOL_ERROR at offset a of its input */
    MR_CMD_ABORT = 18,          /* handle: connection (RST); wherever it lives */
    MR_CMD_PAUSE_READING = 19,  /* handle: connection */
    MR_CMD_RESUME_READING = 20, /* handle: connection */
    MR_CMD_FRAMING = 21,        /* handle: connection; flags: mr_framing and its flags; arg: longest frame in bytes, of FIXED
                                   the length of each. DELIMITER: a: delimiter, first byte lowest; b: its length, 1..8.
                                   PREFIX: a: bytes of the length, 1, 2, 3, 4 or 8; b: 1 when its lowest byte comes first;
                                   c: what is added to it (signed) to get the bytes of the frame */
    MR_CMD_NEXT = 22,           /* handle: connection in lockstep: deliver the next frame */
    MR_CMD_RETAIN = 23,         /* segment: Java holds it once more */
    MR_CMD_RELEASE = 24,        /* segment: Java holds it once less */
    MR_CMD_DEADLINE = 25,       /* handle: connection; a: end it with IDLE after so many nanoseconds; 0: no deadline */
    MR_CMD_HAND_OVER = 26,      /* handle: connection; flags: mr_role | MR_THEN_RETURN; a: feed; arg: mr_body;
                                   b: body bytes, for MR_BODY_LENGTH; c: receive bound in bytes, 0 = none (a source that
                                   sends more ends with LIMIT). Refused with WRONG_STATE, and the connection stays,
                                   when the feed has ended */
    MR_CMD_TAKE_BACK = 27,      /* handle: connection on a data loop: send it home now, with what is unread */
    MR_CMD_FEED_WRITE = 28,     /* handle: feed; segment, offset, length: bytes from Java */
    MR_CMD_FEED_CLOSE = 29,     /* handle: feed; flags 0: subscribers get what is theirs; 1: they end now */
    MR_CMD_FEED_CLOCK = 30,     /* handle: feed; a: nanoseconds between two time-stamped lines, made natively */
    MR_CMD_FINISH = 31,         /* handle: connection: flush, then FIN, then FINISHED; input goes on */
    MR_CMD_SET = 32,            /* handle: connection; arg: mr_setting; a: its value */
    MR_CMD_DELIVERY = 33,       /* handle: connection; a: any number: DELIVERED tells it when the peer's TCP has acknowledged
                                   all that was written until now. Up to MR_DELIVERIES_MAX at once */
    MR_CMD_MOVE = 34,           /* handle: connection; a: another control loop: it goes there with all that is unread and
                                   unsent, its framing and settings, and its own protocol; what that has told is heard
                                   here before. MOVED tells the other loop. STALE: that loop is gone */
    MR_CMD_SPREAD = 35,         /* handle: listener; a: another control loop, which from now on takes its turn with the others
                                   in being given what is accepted */
    MR_CMD_ACCEPT = 36,         /* handle: listener; a: it may accept so many more; the first time that this is said, so many */
    MR_CMD_SEND_TO = 37,        /* handle: datagrams; segment, offset, length: one datagram; flags, a,b,d, arg: address, port.
                                   Dropped, and counted, when more is unsent than the socket's limit */
    MR_CMD_PUT_BACK = 38,       /* handle: connection; segment, offset, length: bytes that it was given in this turn, back in
                                   front of its input; arg: how many frames before them were used. To be framed anew, in
                                   batches that begin with few and grow, so that this stays linear */
    MR_CMD_FUSE = 39,           /* handle: connection; a: number of a protocol that was loaded, which gets its input from
                                   here on, in frames if a framing is set; MR_FUSED_NONE: it is Java's again. The
                                   protocol moves with it; handed over, it hears nothing until the connection is back */
    MR_CMD_MESSAGE = 40         /* handle: connection with such a protocol; arg, a: any two numbers; segment, offset,
                                   length: any bytes, for its message() */
};

/* SUPPLIED: Java supplies the memory. READABLE tells that there is input, and mr_receive() fetches it. LINES: end in LF or
   in CR LF. PREFIX, VARINT: a length, in binary or in seven bits a byte, then the frame. NETSTRING: 3:abc, */
enum mr_framing { MR_FRAMING_RAW = 0, MR_FRAMING_DELIMITER = 1, MR_FRAMING_SUPPLIED = 2, MR_FRAMING_LINES = 3,
                  MR_FRAMING_PREFIX = 4, MR_FRAMING_VARINT = 5, MR_FRAMING_NETSTRING = 6, MR_FRAMING_FIXED = 7,
                  /* flags */
                  MR_FRAMING_LOCKSTEP = 0x100,  /* one frame, then none before NEXT */
                  MR_FRAMING_NOT_EMPTY = 0x200, /* a frame of no bytes is MALFORMED */
                  MR_FRAMING_STRICT = 0x400 };  /* the last byte of a DELIMITER is MALFORMED where it does not follow the one
                                                   before it: a bare LF where lines end in CR LF */
enum mr_malformed { MR_MALFORMED_BYTE = 1, /* it cannot stand there */
                    MR_MALFORMED_EMPTY = 2, MR_MALFORMED_NEGATIVE = 3 /* a length below zero, once adjusted */ };
enum mr_fused { MR_FUSED_NONE = 0x7fffffff };
enum mr_slow { MR_SLOW_END = 0, MR_SLOW_PACE = 1 };
enum mr_role { MR_ROLE_SOURCE = 1, MR_ROLE_SUBSCRIBER = 2, MR_THEN_RETURN = 0x100 };
/* What MR_CMD_SET can change. Those up to 15 are socket options, and MR_CMD_GET tells what the kernel made of them. */
enum mr_setting {
    MR_SET_NO_DELAY = 1,
    MR_SET_KEEP_ALIVE = 2,
    MR_SET_SEND_BUFFER = 3,     /* bytes */
    MR_SET_RECEIVE_BUFFER = 4,  /* bytes */
    MR_SET_TRAFFIC_CLASS = 5,   /* IP_TOS or IPV6_TCLASS, 0 to 255 */
    MR_SET_HALF_CLOSE = 16,     /* 1: the peer's FIN is told as PEER_FINISHED, and output goes on. 0: it closes */
    MR_SET_HIGH_WATER = 17,     /* bytes unsent from which on a connection is crowded; at least the low-water mark */
    MR_SET_LOW_WATER = 18,      /* bytes unsent at or below which a crowded one is DRAINED */
    MR_SET_UNSENT_MAX = 19,     /* bytes unsent beyond which it ends with LIMIT; up to 1 GiB */
    MR_SET_CROWDED_INPUT = 20,  /* 0: a crowded connection receives nothing, until it is drained. 1: it goes on */
    MR_SET_IDLE_NANOS = 24,     /* neither received nor sent for so long: ends with IDLE. 0: never, as of the next two */
    MR_SET_READ_NANOS = 25,     /* nothing received for so long while it reads: ends with IDLE */
    MR_SET_WRITE_NANOS = 26     /* nothing taken by the peer's TCP for so long while bytes are unsent: ends with STALLED */
};
enum mr_end { MR_END_LOCAL = 0, MR_END_PEER = 1 };
enum mr_body { MR_BODY_UNTIL_CLOSE = 0, MR_BODY_LENGTH = 1, MR_BODY_CHUNKED = 2 };

typedef struct mr_command {
    uint16_t kind;
    uint16_t flags;
    uint32_t arg;
    uint64_t handle;
    uint32_t segment;
    uint32_t offset;
    uint32_t length;
    uint32_t reserved; /* zero */
    uint64_t a, b, c, d;
} mr_command;

/* ---- Events: native writes them, Java reads them until its next turn ------------------------------------------- */

enum mr_event_kind {
    MR_EVENT_ACCEPTED = 64,     /* handle: the new connection; a: listener; b,c: peer address; length: port; d: zone; flags: 4|6|1 */
    MR_EVENT_CONNECTED = 65,    /* handle: a connection that MR_CMD_CONNECT asked for (failure is ENDED) */
    MR_EVENT_RECEIVED = 66,     /* handle; slab, offset (in the slab), length, segment: raw bytes */
    MR_EVENT_FRAMES = 67,       /* handle; slab, offset, length, segment: the bytes from the first frame's start, with what
                                   announces it, to the last one's end, with its delimiter; a: index of its first entry in
                                   the table; b: count of frames. flags 0: entry i is the end of frame i relative to
                                   `offset`; the first starts at d, each other c behind the end before it. flags 1: entry
                                   2i is where frame i starts, 2i+1 where it ends, and c bytes behind that still belong to
                                   it; of LINES one more, where they begin with CR */
    MR_EVENT_DRAINED = 68,      /* handle: its write queue had passed the high-water mark and is down to the low one */
    MR_EVENT_ENDED = 69,        /* handle: connection; code: mr_reason; flags: mr_by; a: bytes in; b: bytes out;
                                   c: nanoseconds it lived; d: detail (see mr_reason). The handle is stale from now on. */
    MR_EVENT_RETURNED = 70,     /* handle: connection back from a data loop; code: mr_reason of the return (NONE: the
                                   body or feed came to its proper end); a: body bytes received, or feed bytes delivered;
                                   d: detail. Unread bytes follow as RECEIVED or FRAMES. */
    MR_EVENT_FEED_CHANGED = 71, /* handle: feed; code: mr_feed_state; a: bytes published so far; b: subscribers */
    MR_EVENT_TOO_LONG = 72,     /* handle: connection, now closed for input; a: offset in its input where the frame
                                   starts; b: the limit; c: the length that it announced, or 0. Java may still write an
                                   answer and close. */
    MR_EVENT_REFUSED = 73,      /* a: the kind of a command that could not be applied; handle; code: why */
    MR_EVENT_READABLE = 74,     /* handle: connection with SUPPLIED framing: its input, or its peer's end, waits for
                                   mr_receive(); not told again before that */
    MR_EVENT_PEER_FINISHED = 75,/* handle: connection with HALF_CLOSE: the peer sent FIN, and receives */
    MR_EVENT_FINISHED = 76,     /* handle: connection: its FIN went out behind the last byte */
    MR_EVENT_DELIVERED = 77,    /* handle: connection; a: bytes that the peer's TCP has acknowledged; b: the number of the
                                   last DELIVERY that they fulfil, as they do those before it */
    MR_EVENT_MOVED = 78,        /* handle: connection that has come from another loop. What is unread follows */
    MR_EVENT_DATAGRAM = 79,     /* handle: datagrams; slab, offset, length, segment: one datagram; b,c: where it came from;
                                   a: port; d: zone; flags: 4|6|1; code: 1: it was longer than is received whole, and is
                                   cut off */
    MR_EVENT_MALFORMED = 80,    /* as TOO_LONG; code: mr_malformed; b: of a BYTE, which, counted from the frame's start */
    MR_EVENT_MESSAGE = 81       /* handle: connection; code, a: the two numbers of a message from its own protocol; slab,
                                   offset, length, segment: its bytes, if length is not 0 */
};

enum mr_feed_state { MR_FEED_WAITING = 0, MR_FEED_LIVE = 1, MR_FEED_LINGERING = 2, MR_FEED_DRAINING = 3,
                     MR_FEED_ENDED = 4 };

typedef struct mr_event {
    uint16_t kind;
    uint16_t flags;
    int32_t code;
    uint64_t handle;
    uint32_t segment;
    uint32_t slab;
    uint32_t offset;
    uint32_t length;
    uint64_t a, b, c, d;
} mr_event;

/* ---- Statistics: written by the owning loop, read by anybody at any time, each field by itself ------------------ */

enum mr_connection_state { MR_CONN_FREE = 0, MR_CONN_CONNECTING = 1, MR_CONN_OPEN = 2, MR_CONN_CLOSING = 3,
                           MR_CONN_SOURCE = 4, MR_CONN_SUBSCRIBER = 5, MR_CONN_BLOCKED = 6, /* a subscriber that waits
                           for its peer to read */ MR_CONN_PAUSED = 7, /* a source held up by a paced feed */
                           MR_CONN_ENDED = 8 };

/* One for each connection slot, at index `handle & 0x0fffffff` of the connection statistics block. */
typedef struct mr_connection_stats {
    uint64_t handle;        /* whose figures these are; check it before and after reading */
    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t unsent_bytes;
    uint64_t behind_bytes;  /* a subscriber's distance from its feed's newest byte */
    uint64_t opened_nanos;  /* CLOCK_REALTIME */
    uint64_t feed;          /* the feed it streams from or to; 0 when none */
    uint32_t state;         /* mr_connection_state */
    uint32_t loop;          /* index of the owning loop */
} mr_connection_stats;

/* One for each feed slot, at index `handle & 0x0fffffff` of the feed statistics block. */
typedef struct mr_feed_stats {
    uint64_t handle;
    uint64_t published_bytes;
    uint64_t held_bytes;        /* in memory now, for subscribers that still need them */
    uint64_t opened_nanos;      /* CLOCK_REALTIME */
    uint64_t source;            /* connection handle; 0 when none, or when the source is Java or the clock */
    uint32_t state;             /* mr_feed_state */
    uint32_t subscribers;
    uint32_t ended_lag;         /* subscribers ended for that reason so far */
    uint32_t ended_stalled;
    uint64_t delivered_bytes;   /* to all subscribers together */
} mr_feed_stats;

/* What one loop has done so far; read at any time. */
typedef struct mr_loop_counters {
    uint64_t turns;
    uint64_t waits;             /* epoll_wait calls */
    uint64_t wait_nanos;
    uint64_t wakeups;           /* eventfd writes by which others woke it */
    uint64_t receive_calls;
    uint64_t send_calls;
    uint64_t accept_calls;
    uint64_t other_calls;       /* every other system call of this loop */
    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t bytes_copied_tails;  /* unfinished frames moved to where they can grow */
    uint64_t bytes_copied_framing;/* chunk heads and ends written; small pieces that wait gathered */
    uint64_t bytes_scanned;     /* by framing */
    uint64_t commands;
    uint64_t commands_refused;
    uint64_t events;
    uint64_t connections_refused; /* accepted and closed at once, for want of descriptors */
    uint64_t datagrams_in;
    uint64_t datagrams_out;
    uint64_t datagrams_dropped;   /* by this side, before they were sent */
    uint64_t sends_cut;           /* sends of which the kernel took a part, or nothing (EAGAIN) */
    uint64_t unsent_bytes;        /* now, of all its connections */
    uint64_t blocked;             /* connections that wait for their peer to take more, now */
    /* Where its time goes; see loop/time_account.hpp. Nanoseconds, those of turns that are measured where it says so. */
    uint64_t waiting_since;       /* CLOCK_MONOTONIC; 0: it does not wait now */
    uint64_t poll_nanos;          /* of wait_nanos: in waits that did not sleep, which are system calls like others */
    uint64_t blocked_nanos;       /* of the rest of wait_nanos: while a connection was blocked */
    uint64_t turn_nanos;          /* measured: the present turn in native code, with its wait; 0: it is not measured */
    uint64_t measured_nanos;      /* measured: in native code, without waits */
    uint64_t receive_nanos;       /* measured: in calls that receive; the next three as they are counted above */
    uint64_t send_nanos;
    uint64_t accept_nanos;
    uint64_t other_nanos;
} mr_loop_counters;

/* What the process holds now; read at any time. */
typedef struct mr_process_counters {
    uint64_t slabs;
    uint64_t segments_in_use;
    uint64_t segment_bytes_in_use;
    uint64_t segment_bytes_max;  /* the ceiling */
    uint64_t connections;
    uint64_t listeners;
    uint64_t feeds;
    uint64_t loops;
} mr_process_counters;

#ifdef __cplusplus
}
static_assert(sizeof(mr_command) == MR_RECORD_BYTES);
static_assert(sizeof(mr_event) == MR_RECORD_BYTES);
static_assert(sizeof(mr_connection_stats) == MR_RECORD_BYTES);
static_assert(sizeof(mr_feed_stats) == MR_RECORD_BYTES);
static_assert(sizeof(mr_loop_counters) == 32 * sizeof(uint64_t));
static_assert(sizeof(mr_process_counters) == MR_RECORD_BYTES);
#endif

#endif
