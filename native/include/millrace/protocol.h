/* The boundary to a protocol of the user's own, in C: what a shared library gives to Millrace, and what it gets. Plain C, so
 * that library and protocol may come from different compilers. In C++ protocol.hpp is more comfortable.
 *
 *     mr_protocol_entry()  →  mr_protocol: open → (received | frame | message | timer | moved)* → closed, a connection
 *
 * Threads. Calls come one at a time, on the thread of the loop that has the connection at the moment. Java can move it to
 * another loop: then moved() is the first call there, and what was done on the old thread is seen on the new one. Between two
 * calls the thread can be another one only in that way; closed() can also come on the thread that closes the loop. While the
 * connection is handed over to a feed there are no calls: its timer, if it is over meanwhile, is told once it is back.
 *
 * Calls must not block: all other connections of the loop wait meanwhile. They must not throw. What they break outside the
 * bounds given here, they break as any native code does: it is not Java's promise any more that nothing can crash.
 *
 * Stability. Tables only grow, at their end, and each says its size. A protocol that was compiled with an older header of the
 * same version is loaded as it is. One that was compiled with a newer header than the library's is refused when it is loaded.
 */
#ifndef MILLRACE_PROTOCOL_H
#define MILLRACE_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MR_PROTOCOL_VERSION 1
#define MR_PROTOCOL_ENTRY "mr_protocol_entry" /* the one symbol that is looked for */
#define MR_PROTOCOL_UNREAD_MAX 1048576        /* bytes that received() may leave unconsumed */
#define MR_PROTOCOL_FRAME_BYTES_MAX 8388608   /* the longest frame that a framing may allow */
#define MR_PROTOCOL_DELIMITER_BYTES_MAX 8
#define MR_PROTOCOL_ADJUSTMENT_MAX 1024       /* of a length, in either direction */

/* What the functions here answer: zero or more is success. The numbers are those of mr_code in records.h. */
enum mr_protocol_answer {
    MR_PROTOCOL_OK = 0,
    MR_PROTOCOL_WRONG_STATE = -3,  /* the connection is closing or lost */
    MR_PROTOCOL_OUT_OF_RANGE = -4, /* bytes that are not those of this call, or too many */
    MR_PROTOCOL_NO_MEMORY = -5,
    MR_PROTOCOL_FULL = -6 /* no more messages in this turn, or more unsent than the connection's limit: then it has ended */
};

/* How input is cut into frames, as io.millrace.Framing does it. The numbers are those of mr_framing in records.h. */
enum mr_protocol_framing_kind {
    MR_PROTOCOL_RAW = 0,       /* not at all: bytes come to received() */
    MR_PROTOCOL_DELIMITER = 1, /* frames that end in delimiter */
    MR_PROTOCOL_LINES = 3,     /* in LF or CR LF */
    MR_PROTOCOL_PREFIX = 4,    /* behind their length in prefix_bytes, without a sign, the highest byte first */
    MR_PROTOCOL_VARINT = 5,    /* behind their length as a varint of at most 5 bytes */
    MR_PROTOCOL_NETSTRING = 6, /* 3:abc, */
    MR_PROTOCOL_FIXED = 7      /* of frame_bytes_max each */
};

enum mr_protocol_framing_flag {
    MR_PROTOCOL_LOCKSTEP = 0x100,  /* one frame, then none before next_frame(), or a framing or a hand-over */
    MR_PROTOCOL_NOT_EMPTY = 0x200, /* a frame of no bytes is malformed */
    MR_PROTOCOL_STRICT = 0x400,    /* the last byte of a DELIMITER of two or more is malformed where it stands alone */
    MR_PROTOCOL_LITTLE_ENDIAN = 0x800 /* of a PREFIX: the lowest byte first */
};

/* Fields that its kind has no use for are zero. */
typedef struct mr_protocol_framing {
    uint32_t size;            /* sizeof(mr_protocol_framing) it was compiled with */
    uint32_t kind;            /* mr_protocol_framing_kind */
    uint32_t flags;           /* mr_protocol_framing_flag; of RAW none */
    uint32_t frame_bytes_max; /* 1 to MR_PROTOCOL_FRAME_BYTES_MAX, without delimiter or length. A longer one ends input */
    uint8_t delimiter[MR_PROTOCOL_DELIMITER_BYTES_MAX];
    uint32_t delimiter_bytes; /* 1 to 8 */
    uint32_t prefix_bytes;    /* 1, 2, 3, 4 or 8 */
    int32_t adjustment;       /* of a PREFIX: what is added to it to get the bytes of the frame; -1,024 to 1,024 */
    uint32_t reserved;        /* zero */
} mr_protocol_framing;

/* A connection, as the protocol sees it. Valid until closed() returns. */
typedef struct mr_transport mr_transport;

/* What Millrace gives to the protocol: to be called within its own calls, on their thread, and at no other time. */
typedef struct mr_host {
    uint32_t version; /* MR_PROTOCOL_VERSION of the library */
    uint32_t size;    /* sizeof(mr_host) of the library: what lies beyond is not there */
    /* Sends a copy. */
    int32_t (*write)(mr_transport*, const void* bytes, size_t length);
    /* Sends bytes that lie within those this call was given, without copying. */
    int32_t (*write_received)(mr_transport*, const uint8_t* bytes, size_t length);
    /* A message for Java in this turn: any two numbers, and a copy of the bytes (at most 65,536). Eight a call have room. */
    int32_t (*tell)(mr_transport*, uint32_t kind, uint64_t number, const void* bytes, size_t length);
    /* Ends the connection: after what is written is sent, or at once with a reset. */
    int32_t (*close)(mr_transport*);
    int32_t (*abort)(mr_transport*);
    /* Has timer() called after so many nanoseconds, unless it is set again before; 0: not at all. */
    int32_t (*set_timer)(mr_transport*, uint64_t nanos_from_now);
    /* The loop's clock, monotonic, as of this turn. */
    uint64_t (*now_nanos)(mr_transport*);
    /* Has input framed so from here on: from behind the present frame, or behind what the present received() answers that it
     * has consumed; otherwise from the first byte that was not consumed yet. What was received already is framed anew. Input
     * that had stopped, with a frame too long or malformed, goes on with that frame. MR_PROTOCOL_OUT_OF_RANGE: a kind, a flag,
     * a limit or another number that cannot be. MR_PROTOCOL_WRONG_STATE: also when the protocol has no frame(), or of RAW no
     * received(). Refused, it changes nothing. */
    int32_t (*set_framing)(mr_transport*, const mr_protocol_framing* framing);
    /* In lockstep: lets the next frame come. So does Java's FusedProtocol.nextFrame(). */
    int32_t (*next_frame)(mr_transport*);
} mr_host;

/* What the protocol gives to Millrace. received, or frame, or both; the others may be null but for open and closed. A function
 * that answers a negative number ends its connection, for the reason NATIVE_FAULT with that number. */
typedef struct mr_protocol {
    uint32_t version; /* MR_PROTOCOL_VERSION it was compiled with */
    uint32_t size;    /* sizeof(mr_protocol) it was compiled with */
    const char* name; /* for people; at most 63 bytes are shown */
    /* A connection begins. Answers its state, or null: then it ends. */
    void* (*open)(const mr_host* host, mr_transport* transport);
    /* Bytes have come, where no framing is set. Answers how many are consumed; the others come again with more behind them,
     * or when the connection has been elsewhere, or as what another framing makes of them. */
    int64_t (*received)(void* state, const uint8_t* bytes, size_t length);
    /* A frame has come, where a framing is set. */
    int32_t (*frame)(void* state, const uint8_t* bytes, size_t length);
    /* A message from Java. */
    int32_t (*message)(void* state, uint32_t kind, uint64_t number, const uint8_t* bytes, size_t length);
    int32_t (*timer)(void* state);
    /* The connection is gone, or Java has taken it back: frees the state. No function of the host may be called any more. */
    void (*closed)(void* state);
    /* The connection has come to another loop, and this is that loop's thread. All that it had it has still: its timer, its
     * framing, what is unread and unsent. */
    int32_t (*moved)(void* state);
} mr_protocol;

/* Exported by the shared library. Called once, when it is loaded; what it answers must stay as it is. */
const mr_protocol* mr_protocol_entry(void);

#ifdef __cplusplus
}
#endif

#endif
