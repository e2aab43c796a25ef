// Floor 5. For tests: Java's side of the seam as a model. It writes commands, turns, and keeps what the events said,
// connection by connection.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "abi/mill.hpp"
#include "io/fault_allocator.hpp"

namespace millrace {

inline mr_command command(mr_command_kind kind, Handle handle = 0) {
    mr_command record{};
    record.kind = static_cast<std::uint16_t>(kind);
    record.handle = handle;
    return record;
}

// What Java has learned of one connection or feed.
struct Seen {
    std::string received;             // of RECEIVED
    std::vector<std::string> frames;  // of FRAMES, and DATAGRAM
    int accepted = 0, connected = 0, drained = 0, readable = 0, finished = 0, peer_finished = 0, moved = 0;
    std::vector<mr_event> returned, ended, refused, too_long, malformed, changed, delivered, datagrams, messages;
    std::vector<std::string> message_bytes;
    std::vector<std::uint16_t> order;  // kinds of all its events
};

// Java's side of one control loop.
class JavaSide {
public:
    JavaSide(Mill& mill, std::int64_t loop) : mill_(mill), loop_(loop) { find_blocks(); }

    bool open() const { return loop_ > 0; }
    std::int64_t handle() const { return loop_; }

    // Writes a command for the next turn.
    void tell(const mr_command& record) { pending_.push_back(record); }
    // Has it applied at once; answers its result.
    std::int64_t ask(const mr_command& record) {
        if (!open()) return MR_STALE;
        commands_[0] = record;
        AllocationWatch watch;
        return mill_.use_loop(static_cast<Handle>(loop_), [](ControlLoop& loop) { return loop.ask(0); });
    }

    std::int64_t adopt(int fd, mr_handle_kind kind) {
        AllocationWatch watch;
        return mill_.use_loop(static_cast<Handle>(loop_), [&](ControlLoop& loop) { return loop.adopt(kind, fd); });
    }

    // Fetches input into memory of Java's.
    std::int64_t receive(Handle connection, void* bytes, std::int64_t length) {
        AllocationWatch watch;
        return mill_.use_loop(static_cast<Handle>(loop_), [&](ControlLoop& loop) {
            return loop.receive(connection, reinterpret_cast<std::int64_t>(bytes), length);
        });
    }

    // One turn; answers the number of events, or a code.
    std::int64_t turn(std::int64_t timeout_nanos = 0) {
        if (!open()) return MR_STALE;
        std::int32_t count = 0;
        for (; !pending_.empty() && count < MR_COMMANDS_MAX; ++count) {
            commands_[count] = pending_.front();
            pending_.pop_front();
        }
        const std::int64_t answer = turn_only(count, timeout_nanos);
        event_count = answer > 0 ? static_cast<std::uint32_t>(answer) : 0;
        for (std::uint32_t i = 0; i < event_count; ++i) note(events_[i]);
        return answer;
    }

    // One turn with what stands in the command block, and nothing else: for tests that count.
    std::int64_t turn_only(std::int32_t count, std::int64_t timeout_nanos = 0) {
        AllocationWatch watch;
        return mill_.use_loop(static_cast<Handle>(loop_),
                              [&](ControlLoop& loop) { return loop.turn(count, timeout_nanos); });
    }

    const mr_event& event(std::uint32_t i) const { return events_[i]; }
    mr_command* commands() { return commands_; }
    const mr_loop_counters& counters() const { return *counters_; }
    const mr_connection_stats& stats(Handle handle) const { return stats_[handle_index(handle)]; }
    const mr_feed_stats& feed_stats(Handle handle) const { return feed_stats_[handle_index(handle)]; }

    std::string_view bytes_of(const mr_event& event) const {
        return {static_cast<const char*>(slab(event.slab)) + event.offset, event.length};
    }

    // The command that writes what an event received back to where it came from: no byte is touched.
    mr_command echo(const mr_event& event) const {
        mr_command record = command(MR_CMD_WRITE, event.handle);
        record.segment = event.segment;
        record.offset = event.offset - segments_[event.segment].offset;
        record.length = event.length;
        return record;
    }

    std::int64_t lend(std::uint32_t bytes) {
        mr_command record = command(MR_CMD_LEND);
        record.length = bytes;
        return ask(record);
    }
    void release(std::int64_t segment) {
        mr_command record = command(MR_CMD_RELEASE);
        record.segment = static_cast<std::uint32_t>(segment);
        tell(record);
    }
    char* memory_of(std::int64_t segment) const {
        const mr_segment_entry& entry = segments_[segment];
        return static_cast<char*>(slab(entry.slab)) + entry.offset;
    }

    // Writes bytes to a connection or a feed as Java does: lend, fill, WRITE, RELEASE. Answers false without memory.
    bool write(Handle handle, std::string_view bytes) {
        while (!bytes.empty()) {
            const std::string_view part = bytes.substr(0, MR_SEGMENT_BYTES);
            const std::int64_t segment = lend(static_cast<std::uint32_t>(part.size()));
            if (segment < 0) return false;
            std::memcpy(memory_of(segment), part.data(), part.size());
            mr_command record =
                command(handle_kind(handle) == MR_HANDLE_FEED ? MR_CMD_FEED_WRITE : MR_CMD_WRITE, handle);
            record.segment = static_cast<std::uint32_t>(segment);
            record.length = static_cast<std::uint32_t>(part.size());
            tell(record);
            release(segment);
            bytes.remove_prefix(part.size());
        }
        return true;
    }

    // A listener on 127.0.0.1; its handle or a code.
    std::int64_t listen() {
        mr_command record = command(MR_CMD_LISTEN);
        name_loopback(record, 0);
        record.arg = 4096;
        return ask(record);
    }
    std::uint16_t port_of(std::int64_t listener) {
        const std::int64_t port = ask(command(MR_CMD_PORT, static_cast<Handle>(listener)));
        return port > 0 ? static_cast<std::uint16_t>(port) : 0;
    }
    // What is connected next goes out from 127.0.0.1.
    std::int64_t go_out_from_loopback() {
        mr_command record = command(MR_CMD_FROM);
        name_loopback(record, 0);
        return ask(record);
    }
    std::int64_t connect(std::uint16_t port, std::uint64_t timeout_nanos = 0) {
        mr_command record = command(MR_CMD_CONNECT);
        name_loopback(record, port);
        record.c = timeout_nanos;
        return ask(record);
    }
    // A command with the address of a UNIX socket, which stands in a segment of Java's from then on.
    mr_command at_path(mr_command_kind kind, std::string_view path, std::int64_t segment) const {
        std::memcpy(memory_of(segment), path.data(), path.size());
        mr_command record = command(kind);
        record.flags = 1;
        record.segment = static_cast<std::uint32_t>(segment);
        record.length = static_cast<std::uint32_t>(path.size());
        return record;
    }
    void frame(Handle handle, std::string_view delimiter, std::uint32_t frame_bytes_max, bool lockstep = false) {
        mr_command record = command(MR_CMD_FRAMING, handle);
        record.flags = MR_FRAMING_DELIMITER | (lockstep ? MR_FRAMING_LOCKSTEP : 0);
        record.arg = frame_bytes_max;
        for (std::size_t i = 0; i < delimiter.size(); ++i) {
            record.a |= std::uint64_t{static_cast<std::uint8_t>(delimiter[i])} << (8 * i);
        }
        record.b = delimiter.size();
        tell(record);
    }
    // The bytes of an event from `at` on go back, after so many frames of it were used.
    void put_back(const mr_event& event, std::uint32_t at, std::uint32_t used) { tell(putting_back(event, at, used)); }
    mr_command putting_back(const mr_event& event, std::uint32_t at, std::uint32_t used) const {
        mr_command record = command(MR_CMD_PUT_BACK, event.handle);
        record.segment = event.segment;
        record.offset = event.offset - segments_[event.segment].offset + at;
        record.length = event.length - at;
        record.arg = used;
        return record;
    }
    std::int64_t set(Handle handle, mr_setting setting, std::uint64_t value) {
        mr_command record = command(MR_CMD_SET, handle);
        record.arg = setting;
        record.a = value;
        return ask(record);
    }
    // What was answered stands in answer().
    std::int64_t question(mr_command_kind kind, Handle handle, std::uint32_t arg = 0) {
        mr_command record = command(kind, handle);
        record.arg = arg;
        return ask(record);
    }
    const mr_command& answer() const { return commands_[0]; }
    void expect_delivery(Handle handle, std::uint64_t number) {
        mr_command record = command(MR_CMD_DELIVERY, handle);
        record.a = number;
        tell(record);
    }
    void supply(Handle handle) {
        mr_command record = command(MR_CMD_FRAMING, handle);
        record.flags = MR_FRAMING_SUPPLIED;
        tell(record);
    }
    void hand_over(Handle handle, std::uint32_t flags, Handle feed, mr_body body, std::uint64_t body_bytes = 0,
                   std::uint64_t bytes_max = 0) {
        mr_command record = command(MR_CMD_HAND_OVER, handle);
        record.flags = static_cast<std::uint16_t>(flags);
        record.a = feed;
        record.arg = body;
        record.b = body_bytes;
        record.c = bytes_max;
        tell(record);
    }

    Seen& seen(Handle handle) { return seen_[handle]; }
    bool ended(Handle handle) { return !seen_[handle].ended.empty(); }
    int reason(Handle handle) { return ended(handle) ? seen_[handle].ended.back().code : -1; }

    std::vector<char> supplied;               // where it fetches what is readable; empty: not at all
    bool echoes = false;                      // writes everything back that it receives
    std::vector<Handle> accepted;             // in order
    std::map<std::uint16_t, Handle> by_port;  // the peer's
    std::uint32_t event_count = 0;

private:
    void name_loopback(mr_command& record, std::uint16_t port) {
        const std::uint8_t address[8] = {127, 0, 0, 1};
        std::memcpy(&record.a, address, sizeof address);
        record.flags = 4;
        record.length = port;
    }

    template <typename T>
    T* find(mr_block block, std::int64_t which) {
        std::size_t bytes;
        return static_cast<T*>(mill_.block(block, which, bytes));
    }

    void* slab(std::uint32_t index) const {
        std::size_t bytes;
        return mill_.block(MR_BLOCK_SLAB, index, bytes);
    }

    void find_blocks() {
        if (!open()) return;
        commands_ = find<mr_command>(MR_BLOCK_COMMANDS, loop_);
        events_ = find<mr_event>(MR_BLOCK_EVENTS, loop_);
        frame_ends_ = find<std::uint32_t>(MR_BLOCK_FRAME_ENDS, loop_);
        counters_ = find<mr_loop_counters>(MR_BLOCK_LOOP_COUNTERS, loop_);
        stats_ = find<mr_connection_stats>(MR_BLOCK_CONNECTION_STATS, 0);
        feed_stats_ = find<mr_feed_stats>(MR_BLOCK_FEED_STATS, 0);
        segments_ = find<mr_segment_entry>(MR_BLOCK_SEGMENTS, 0);
    }

    void note(const mr_event& event) {
        Seen& one = seen_[event.handle];
        one.order.push_back(event.kind);
        switch (event.kind) {
            case MR_EVENT_ACCEPTED:
                ++one.accepted;
                accepted.push_back(event.handle);
                by_port[static_cast<std::uint16_t>(event.length)] = event.handle;
                break;
            case MR_EVENT_CONNECTED: ++one.connected; break;
            case MR_EVENT_RECEIVED:
                one.received += bytes_of(event);
                if (echoes) tell(echo(event));
                break;
            case MR_EVENT_FRAMES: note_frames(one, event); break;
            case MR_EVENT_DRAINED: ++one.drained; break;
            case MR_EVENT_ENDED: one.ended.push_back(event); break;
            case MR_EVENT_RETURNED: one.returned.push_back(event); break;
            case MR_EVENT_FEED_CHANGED: one.changed.push_back(event); break;
            case MR_EVENT_TOO_LONG: one.too_long.push_back(event); break;
            case MR_EVENT_MESSAGE:
                one.messages.push_back(event);
                one.message_bytes.emplace_back(event.length > 0 ? bytes_of(event) : "");
                break;
            case MR_EVENT_MALFORMED: one.malformed.push_back(event); break;
            case MR_EVENT_REFUSED: one.refused.push_back(event); break;
            case MR_EVENT_READABLE: fetch(one, event.handle); break;
            case MR_EVENT_PEER_FINISHED: ++one.peer_finished; break;
            case MR_EVENT_FINISHED: ++one.finished; break;
            case MR_EVENT_MOVED: ++one.moved; break;
            case MR_EVENT_DATAGRAM:
                one.datagrams.push_back(event);
                one.frames.emplace_back(bytes_of(event));
                break;
            case MR_EVENT_DELIVERED: one.delivered.push_back(event); break;
            default: ADD_FAILURE() << "event of kind " << event.kind;
        }
    }

    void fetch(Seen& one, Handle handle) {
        ++one.readable;
        if (supplied.empty()) return;
        const std::int64_t count = receive(handle, supplied.data(), static_cast<std::int64_t>(supplied.size()));
        if (count > 0) one.received.append(supplied.data(), static_cast<std::size_t>(count));
    }

    void note_frames(Seen& one, const mr_event& event) {
        const std::string_view bytes = bytes_of(event);
        const bool pairs = event.flags != 0;
        std::uint64_t start = event.d, end = 0;
        for (std::uint64_t i = 0; i < event.b; ++i) {
            if (pairs) start = frame_ends_[event.a + 2 * i];
            end = frame_ends_[pairs ? event.a + 2 * i + 1 : event.a + i];
            ASSERT_LE(start, end);
            ASSERT_LE(end, bytes.size());
            one.frames.emplace_back(bytes.substr(start, end - start));
            start = end + event.c;
        }
        if (pairs) return;
        EXPECT_EQ(start, bytes.size() + event.d);
    }

    Mill& mill_;
    const std::int64_t loop_;
    std::deque<mr_command> pending_;
    std::map<Handle, Seen> seen_;
    mr_command* commands_ = nullptr;
    mr_event* events_ = nullptr;
    std::uint32_t* frame_ends_ = nullptr;
    mr_loop_counters* counters_ = nullptr;
    mr_connection_stats* stats_ = nullptr;
    mr_feed_stats* feed_stats_ = nullptr;
    mr_segment_entry* segments_ = nullptr;
};

}  // namespace millrace
