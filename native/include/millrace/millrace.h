/* The native library's whole interface: eighteen functions, primitive arguments only. The one header that the JNI
 * generator reads. All functions may be called with any argument values: what is out of range yields a code.
 */
#ifndef MILLRACE_H
#define MILLRACE_H

#include "millrace/records.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Which number a block is asked for by. Blocks live as long as the process. */
enum mr_block {
    MR_BLOCK_COMMANDS = 0,         /* of a loop: MR_COMMANDS_MAX commands */
    MR_BLOCK_EVENTS = 1,           /* of a loop: MR_EVENTS_MAX events */
    MR_BLOCK_FRAME_ENDS = 2,       /* of a loop: MR_FRAME_ENDS_MAX numbers of 32 bits */
    MR_BLOCK_LOOP_COUNTERS = 3,    /* of a loop: one mr_loop_counters */
    MR_BLOCK_CONNECTION_STATS = 4, /* of the process (which = 0): MR_CONNECTIONS_MAX records */
    MR_BLOCK_FEED_STATS = 5,       /* of the process (which = 0): MR_FEEDS_MAX records */
    MR_BLOCK_PROCESS_COUNTERS = 6, /* of the process (which = 0) */
    MR_BLOCK_SEGMENTS = 7,         /* of the process (which = 0): MR_SEGMENTS_MAX entries of mr_segment_entry */
    MR_BLOCK_SLAB = 8              /* which = slab index: the memory that slices refer to */
};

#define MR_COMMANDS_MAX 2048
#define MR_EVENTS_MAX 1024
#define MR_FRAME_ENDS_MAX 65536
#define MR_CONNECTIONS_MAX 65536
#define MR_FEEDS_MAX 4096
#define MR_SEGMENTS_MAX 262144
#define MR_DELIVERIES_MAX 4096
#define MR_LOOPS_MAX 256
#define MR_SEGMENT_BYTES 65536 /* the usual segment; a larger one is a power of two, up to MR_SEGMENT_BYTES_MAX */
#define MR_SEGMENT_BYTES_MAX 16777216

/* Where segment `i` lies: entry i of MR_BLOCK_SEGMENTS. Set once, when its slab is made. */
typedef struct mr_segment_entry {
    uint32_t slab;
    uint32_t offset;
    uint32_t size;
    uint32_t reserved;
} mr_segment_entry;

enum mr_loop_kind { MR_LOOP_CONTROL = 0, MR_LOOP_DATA = 1 };

/* What mr_scan is asked. */
enum mr_scan_kind {
    MR_SCAN_FIRST = 1,    /* the place of the first byte that is one of the needle's (1 to 8 of them), or -1 */
    MR_SCAN_LAST = 2,     /* of the last one, or -1 */
    MR_SCAN_COUNT = 3,    /* how many there are */
    MR_SCAN_SEQUENCE = 4, /* the place where the needle's bytes are first, in their order, or -1; the empty one is at 0.
                             Time is linear in length + needle_length, whatever they are made of */
    MR_SCAN_UTF8 = 5,     /* 1: well-formed UTF-8 (Unicode, table 3-7); 0: not. The needle is not looked at */
    MR_SCAN_HASH = 6,     /* the hash of the bytes, any 64 bits (src/simd/hash.hpp); the needle is the seed */
    MR_SCAN_COMPARE = 7   /* -1, 0 or 1: they are below, at or above as many bytes at the address that the needle is, taken
                             as 0 to 255 from the first one on */
};

/* What mr_split splits at. */
enum mr_split_kind {
    MR_SPLIT_ANY = 1,     /* each byte that is one of the needle's (1 to 8 of them) */
    MR_SPLIT_SEQUENCE = 2 /* the needle's bytes in their order, left to right without overlap; CR LF is one */
};

/* CPU targets of the kernels, and a bit beside them. */
enum mr_target {
    MR_TARGET_SCALAR = 0,
    MR_TARGET_SSE2 = 1, /* x86-64-v2 */
    MR_TARGET_AVX2 = 2,
    MR_TARGET_AVX512 = 3, /* with VBMI2 */
    MR_TARGET_NEON = 4,
    MR_TARGET_WISH_REFUSED = 0x100 /* MILLRACE_TARGET names no target that can run here; the best one is in use */
};

/* MR_ABI_VERSION of the library; the loader refuses another than its own. */
int32_t mr_abi_version(void);

/* Sizes, offsets and enumeration values of the records, in the order of io.millrace.jni.Records.LAYOUT; MR_OUT_OF_RANGE past the end. */
int32_t mr_layout(int32_t index);

/* Sets a limit of the process before the first loop opens: the pool's ceiling in bytes. MR_WRONG_STATE afterwards. */
int32_t mr_pool_ceiling(int64_t bytes);

/* Opens a loop and answers its handle. A data loop starts its own thread, which is never attached to the JVM. */
int64_t mr_open(int32_t loop_kind);

/* Closes a loop and everything on it. A control loop: called by its own thread. Blocks until a data loop's thread is gone. */
int32_t mr_close(int64_t loop);

/* The one hot function: applies `commands` records, then flushes, waits up to `timeout_nanos` (negative: until woken;
 * zero: does not wait), receives and frames; answers the number of events. The events, and the segments they name,
 * stay valid until the next turn has applied its commands. Only from the thread that owns the control loop. */
int32_t mr_turn(int64_t loop, int32_t commands, int64_t timeout_nanos);

/* Applies the command at `index` of the loop's command block at once, and answers its result: a handle, a segment
 * id, a port, or a code. For what is asked seldom and needs an answer. Same thread as mr_turn. */
int64_t mr_ask(int64_t loop, int32_t index);

/* Takes over a socket that others made; then it is ours to close. `kind`: MR_HANDLE_LISTENER, MR_HANDLE_CONNECTION or
 * MR_HANDLE_DATAGRAMS; answers a handle of that kind. MR_SYSTEM_BASE - EINVAL: it is no such socket; - EBUSY: it is ours
 * already. No record, so that no writing in shared memory can do it. Same thread as mr_turn. */
int64_t mr_adopt(int64_t loop, int32_t kind, int32_t descriptor);

/* Receives once into the caller's memory, for a connection with SUPPLIED framing: straight from the kernel, or a copy of
 * what had been received before. Answers how many bytes; 0: none for now, or the connection ends and ENDED will say why.
 * MR_WRONG_STATE: it has another framing, or is handed over or closing. MR_OUT_OF_RANGE: no room. Same thread as mr_turn. */
int64_t mr_receive(int64_t loop, int64_t connection, int64_t address, int64_t length);

/* Makes a waiting turn return. From any thread. */
int32_t mr_wake(int64_t loop);

/* Address and length in bytes of a shared block; zero when there is no such block. `which`: a loop handle, a slab index, or 0. */
int64_t mr_block_address(int32_t block, int64_t which);
int64_t mr_block_length(int32_t block, int64_t which);

/* The kernels look at memory that the caller guarantees: neither side can check an address. They take bytes to look for
 * packed into `needle`, the first one lowest; a sequence of more than 8 bytes by its address instead. MR_OUT_OF_RANGE: a
 * number is negative or an enumeration value unknown, none or more than 8 bytes are to be looked for at once, an address is
 * missing or that of a table not a multiple of its entries' size, or a range to split is 4 GiB or longer. */

/* Answers about [0, length): see mr_scan_kind. */
int64_t mr_scan(int32_t kind, int64_t address, int64_t length, int64_t needle, int64_t needle_length);

/* Writes where each separator in [from, length) starts, counted from `address`, lowest first, to `out` as 32-bit numbers,
 * at most `out_max`; answers how many. Pieces end there, and start `needle_length` (of MR_SPLIT_ANY: 1) bytes behind. A
 * full table may not be all: go on from behind the last one. Nothing before `from` is looked at, so a sequence that more
 * bytes may complete is found from needle_length - 1 bytes before the end of what was there. */
int64_t mr_split(int32_t kind, int64_t address, int64_t from, int64_t length, int64_t needle, int64_t needle_length,
                 int64_t out_address, int64_t out_max);

/* Decimal numbers of a table such as mr_split writes: number i is [its start, ends[i]), where the first starts at `start`
 * and each other `gap` bytes behind the end before it. Strict: an optional '-', then 1 to 19 digits, within 64 bits.
 * Writes them to `out` as 64-bit numbers; answers how many there are before the first that is none: count, or its index. */
int64_t mr_parse_decimals(int64_t address, int64_t length, int64_t start, int64_t ends_address, int64_t count,
                          int64_t gap, int64_t out_address);

/* Decodes rows of text into columns, as a plan says (columns.h): the whole rows of [from, length), and if `ends` is not 0 the
 * last one too, which has no end. Writes the table to `out`, which is at a multiple of 8, and answers how many rows are in it.
 * MR_OUT_OF_RANGE: as above, or the plan is none, or there is no room for its table. Keeps nothing. */
int64_t mr_columns(int64_t plan_address, int64_t plan_length, int64_t address, int64_t from, int64_t length, int32_t ends,
                   int64_t out_address, int64_t out_length);

/* CPU targets of the kernels (mr_target): bit i set = target i can run here, and MR_TARGET_WISH_REFUSED; the one in use. */
int32_t mr_targets(void);
int32_t mr_target_in_use(void);

#ifdef __cplusplus
}
#endif

#endif
