/* The boundary to a protocol of the user's own, in C: what a shared library gives to Millrace, and what it gets. Plain C, so
 * that library and protocol may come from different compilers. In C++ protocol.hpp is more comfortable.
 *
 *     mr_protocol_entry()  →  mr_protocol: open → (received | frame | message | timer)* → closed, for each connection
 *
 * All calls come on the thread of the connection's loop, one at a time. They must not block: all other connections of the
 * loop wait meanwhile. They must not throw. What they break outside the bounds given here, they break as any native code does:
 * it is not Java's promise any more that nothing can crash.
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

/* What the functions here answer: zero or more is success. The numbers are those of mr_code in records.h. */
enum mr_protocol_answer {
    MR_PROTOCOL_OK = 0,
    MR_PROTOCOL_WRONG_STATE = -3,  /* the connection is closing or lost */
    MR_PROTOCOL_OUT_OF_RANGE = -4, /* bytes that are not those of this call, or too many */
    MR_PROTOCOL_NO_MEMORY = -5,
    MR_PROTOCOL_FULL = -6 /* no more messages in this turn, or more unsent than the connection's limit: then it has ended */
};

/* A connection, as the protocol sees it. Valid until closed() returns. */
typedef struct mr_transport mr_transport;

/* What Millrace gives to the protocol. */
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
} mr_host;

/* What the protocol gives to Millrace. received, or frame, or both; the others may be null but for open and closed. A function
 * that answers a negative number ends its connection, for the reason NATIVE_FAULT with that number. */
typedef struct mr_protocol {
    uint32_t version; /* MR_PROTOCOL_VERSION it was compiled with */
    uint32_t size;    /* sizeof(mr_protocol) it was compiled with */
    const char* name; /* for people; at most 63 bytes are shown */
    /* A connection begins. Answers its state, or null: then it ends. */
    void* (*open)(const mr_host* host, mr_transport* transport);
    /* Bytes have come, where no framing is set. Answers how many are consumed; the others come again with more behind them. */
    int64_t (*received)(void* state, const uint8_t* bytes, size_t length);
    /* A frame has come, where a framing is set. */
    int32_t (*frame)(void* state, const uint8_t* bytes, size_t length);
    /* A message from Java. */
    int32_t (*message)(void* state, uint32_t kind, uint64_t number, const uint8_t* bytes, size_t length);
    int32_t (*timer)(void* state);
    /* The connection is gone, or Java has taken it back: frees the state. No function of the host may be called any more. */
    void (*closed)(void* state);
} mr_protocol;

/* Exported by the shared library. Called once, when it is loaded; what it answers must stay as it is. */
const mr_protocol* mr_protocol_entry(void);

#ifdef __cplusplus
}
#endif

#endif
