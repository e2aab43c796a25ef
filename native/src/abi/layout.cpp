// Floor 5. See layout.hpp. In the order of io.millrace.jni.Records.LAYOUT: each record's size and its fields' offsets, the
// limits, then the enumerations' values.
#include "abi/layout.hpp"

#include <cstddef>

#include "millrace/millrace.h"

namespace millrace {

namespace {

// A record or an enumeration a paragraph.
// clang-format off
constexpr std::int32_t layout[] = {
    // mr_command
    sizeof(mr_command), offsetof(mr_command, kind), offsetof(mr_command, flags), offsetof(mr_command, arg),
    offsetof(mr_command, handle), offsetof(mr_command, segment), offsetof(mr_command, offset),
    offsetof(mr_command, length), offsetof(mr_command, reserved), offsetof(mr_command, a), offsetof(mr_command, b),
    offsetof(mr_command, c), offsetof(mr_command, d),
    // mr_event
    sizeof(mr_event), offsetof(mr_event, kind), offsetof(mr_event, flags), offsetof(mr_event, code),
    offsetof(mr_event, handle), offsetof(mr_event, segment), offsetof(mr_event, slab), offsetof(mr_event, offset),
    offsetof(mr_event, length), offsetof(mr_event, a), offsetof(mr_event, b), offsetof(mr_event, c),
    offsetof(mr_event, d),
    // mr_connection_stats
    sizeof(mr_connection_stats), offsetof(mr_connection_stats, handle), offsetof(mr_connection_stats, bytes_in),
    offsetof(mr_connection_stats, bytes_out), offsetof(mr_connection_stats, unsent_bytes),
    offsetof(mr_connection_stats, behind_bytes), offsetof(mr_connection_stats, opened_nanos),
    offsetof(mr_connection_stats, feed), offsetof(mr_connection_stats, state), offsetof(mr_connection_stats, loop),
    // mr_feed_stats
    sizeof(mr_feed_stats), offsetof(mr_feed_stats, handle), offsetof(mr_feed_stats, published_bytes),
    offsetof(mr_feed_stats, held_bytes), offsetof(mr_feed_stats, opened_nanos), offsetof(mr_feed_stats, source),
    offsetof(mr_feed_stats, state), offsetof(mr_feed_stats, subscribers), offsetof(mr_feed_stats, ended_lag),
    offsetof(mr_feed_stats, ended_stalled), offsetof(mr_feed_stats, delivered_bytes),
    // mr_loop_counters
    sizeof(mr_loop_counters), offsetof(mr_loop_counters, turns), offsetof(mr_loop_counters, waits),
    offsetof(mr_loop_counters, wait_nanos), offsetof(mr_loop_counters, wakeups),
    offsetof(mr_loop_counters, receive_calls), offsetof(mr_loop_counters, send_calls),
    offsetof(mr_loop_counters, accept_calls), offsetof(mr_loop_counters, other_calls),
    offsetof(mr_loop_counters, bytes_in), offsetof(mr_loop_counters, bytes_out),
    offsetof(mr_loop_counters, bytes_copied_tails), offsetof(mr_loop_counters, bytes_copied_framing),
    offsetof(mr_loop_counters, bytes_scanned), offsetof(mr_loop_counters, commands),
    offsetof(mr_loop_counters, commands_refused), offsetof(mr_loop_counters, events),
    offsetof(mr_loop_counters, connections_refused), offsetof(mr_loop_counters, datagrams_in),
    offsetof(mr_loop_counters, datagrams_out), offsetof(mr_loop_counters, datagrams_dropped),
    offsetof(mr_loop_counters, sends_cut), offsetof(mr_loop_counters, unsent_bytes),
    offsetof(mr_loop_counters, blocked), offsetof(mr_loop_counters, waiting_since),
    offsetof(mr_loop_counters, poll_nanos), offsetof(mr_loop_counters, blocked_nanos),
    offsetof(mr_loop_counters, turn_nanos), offsetof(mr_loop_counters, measured_nanos),
    offsetof(mr_loop_counters, receive_nanos), offsetof(mr_loop_counters, send_nanos),
    offsetof(mr_loop_counters, accept_nanos), offsetof(mr_loop_counters, other_nanos),
    // mr_process_counters
    sizeof(mr_process_counters), offsetof(mr_process_counters, slabs),
    offsetof(mr_process_counters, segments_in_use), offsetof(mr_process_counters, segment_bytes_in_use),
    offsetof(mr_process_counters, segment_bytes_max), offsetof(mr_process_counters, connections),
    offsetof(mr_process_counters, listeners), offsetof(mr_process_counters, feeds),
    offsetof(mr_process_counters, loops),
    // mr_segment_entry
    sizeof(mr_segment_entry), offsetof(mr_segment_entry, slab), offsetof(mr_segment_entry, offset),
    offsetof(mr_segment_entry, size), offsetof(mr_segment_entry, reserved),
    // limits
    MR_COMMANDS_MAX, MR_EVENTS_MAX, MR_FRAME_ENDS_MAX, MR_CONNECTIONS_MAX, MR_FEEDS_MAX, MR_SEGMENTS_MAX,
    MR_DELIVERIES_MAX, MR_LOOPS_MAX, MR_SEGMENT_BYTES, MR_SEGMENT_BYTES_MAX,
    // mr_code
    MR_OK, MR_STALE, MR_WRONG_KIND, MR_WRONG_STATE, MR_OUT_OF_RANGE, MR_NO_MEMORY, MR_FULL, MR_BUSY, MR_SYSTEM_BASE,
    // mr_reason
    MR_REASON_NONE, MR_REASON_PEER_CLOSED, MR_REASON_PEER_RESET, MR_REASON_LOCAL_CLOSE, MR_REASON_LOCAL_ABORT,
    MR_REASON_IDLE, MR_REASON_LAG, MR_REASON_STALLED, MR_REASON_LIMIT, MR_REASON_PROTOCOL_ERROR, MR_REASON_REFUSED,
    MR_REASON_SYSTEM, MR_REASON_FEED_ENDED, MR_REASON_LOOP_CLOSED, MR_REASON_NATIVE_FAULT, MR_REASON_COUNT,
    // mr_by
    MR_BY_PEER, MR_BY_LOCAL, MR_BY_SYSTEM,
    // mr_command_kind
    MR_CMD_NONE, MR_CMD_LISTEN, MR_CMD_CONNECT, MR_CMD_LEND, MR_CMD_FEED_OPEN, MR_CMD_PORT, MR_CMD_GET,
    MR_CMD_ADDRESS, MR_CMD_TCP_INFO, MR_CMD_DATAGRAMS, MR_CMD_FROM, MR_CMD_WRITE,
    MR_CMD_CLOSE, MR_CMD_ABORT, MR_CMD_PAUSE_READING, MR_CMD_RESUME_READING, MR_CMD_FRAMING, MR_CMD_NEXT,
    MR_CMD_RETAIN, MR_CMD_RELEASE, MR_CMD_DEADLINE, MR_CMD_HAND_OVER, MR_CMD_TAKE_BACK, MR_CMD_FEED_WRITE,
    MR_CMD_FEED_CLOSE, MR_CMD_FEED_CLOCK, MR_CMD_FINISH, MR_CMD_SET, MR_CMD_DELIVERY,
    MR_CMD_MOVE, MR_CMD_SPREAD, MR_CMD_ACCEPT, MR_CMD_SEND_TO, MR_CMD_PUT_BACK, MR_CMD_LOAD, MR_CMD_FUSE, MR_CMD_MESSAGE,
    // mr_framing
    MR_FRAMING_RAW, MR_FRAMING_DELIMITER, MR_FRAMING_SUPPLIED, MR_FRAMING_LINES, MR_FRAMING_PREFIX,
    MR_FRAMING_VARINT, MR_FRAMING_NETSTRING, MR_FRAMING_FIXED, MR_FRAMING_LOCKSTEP, MR_FRAMING_NOT_EMPTY,
    MR_FRAMING_STRICT,
    // mr_malformed
    MR_MALFORMED_BYTE, MR_MALFORMED_EMPTY, MR_MALFORMED_NEGATIVE,
    // mr_fused
    MR_FUSED_NONE,
    // mr_slow
    MR_SLOW_END, MR_SLOW_PACE,
    // mr_role
    MR_ROLE_SOURCE, MR_ROLE_SUBSCRIBER, MR_THEN_RETURN,
    // mr_setting
    MR_SET_NO_DELAY, MR_SET_KEEP_ALIVE, MR_SET_SEND_BUFFER, MR_SET_RECEIVE_BUFFER, MR_SET_TRAFFIC_CLASS,
    MR_SET_HALF_CLOSE, MR_SET_HIGH_WATER, MR_SET_LOW_WATER, MR_SET_UNSENT_MAX, MR_SET_CROWDED_INPUT,
    MR_SET_IDLE_NANOS, MR_SET_READ_NANOS, MR_SET_WRITE_NANOS,
    // mr_end
    MR_END_LOCAL, MR_END_PEER,
    // mr_body
    MR_BODY_UNTIL_CLOSE, MR_BODY_LENGTH, MR_BODY_CHUNKED,
    // mr_event_kind
    MR_EVENT_ACCEPTED, MR_EVENT_CONNECTED, MR_EVENT_RECEIVED, MR_EVENT_FRAMES, MR_EVENT_DRAINED, MR_EVENT_ENDED,
    MR_EVENT_RETURNED, MR_EVENT_FEED_CHANGED, MR_EVENT_TOO_LONG, MR_EVENT_REFUSED,
    MR_EVENT_READABLE, MR_EVENT_PEER_FINISHED, MR_EVENT_FINISHED, MR_EVENT_DELIVERED,
    MR_EVENT_MOVED, MR_EVENT_DATAGRAM, MR_EVENT_MALFORMED, MR_EVENT_MESSAGE,
    // mr_feed_state
    MR_FEED_WAITING, MR_FEED_LIVE, MR_FEED_LINGERING, MR_FEED_DRAINING, MR_FEED_ENDED,
    // mr_connection_state
    MR_CONN_FREE, MR_CONN_CONNECTING, MR_CONN_OPEN, MR_CONN_CLOSING, MR_CONN_SOURCE, MR_CONN_SUBSCRIBER,
    MR_CONN_BLOCKED, MR_CONN_PAUSED, MR_CONN_ENDED,
    // mr_block
    MR_BLOCK_COMMANDS, MR_BLOCK_EVENTS, MR_BLOCK_FRAME_ENDS, MR_BLOCK_LOOP_COUNTERS, MR_BLOCK_CONNECTION_STATS,
    MR_BLOCK_FEED_STATS, MR_BLOCK_PROCESS_COUNTERS, MR_BLOCK_SEGMENTS, MR_BLOCK_SLAB,
    // mr_loop_kind
    MR_LOOP_CONTROL, MR_LOOP_DATA,
    // mr_scan_kind
    MR_SCAN_FIRST, MR_SCAN_LAST, MR_SCAN_COUNT, MR_SCAN_SEQUENCE, MR_SCAN_UTF8, MR_SCAN_HASH, MR_SCAN_COMPARE,
    // mr_split_kind
    MR_SPLIT_ANY, MR_SPLIT_SEQUENCE,
    // mr_target
    MR_TARGET_SCALAR, MR_TARGET_SSE2, MR_TARGET_AVX2, MR_TARGET_AVX512, MR_TARGET_NEON, MR_TARGET_WISH_REFUSED,
};
// clang-format on

}  // namespace

std::int32_t layout_at(std::int32_t index) {
    constexpr std::int32_t count = sizeof layout / sizeof layout[0];
    return index >= 0 && index < count ? layout[index] : static_cast<std::int32_t>(MR_OUT_OF_RANGE);
}

}  // namespace millrace
