// Floor 5. See control_loop.hpp: what a connection receives, framed for Java.
//
// A connection is given to Java at most once in a turn. So what Java makes of it - another framing, a pause, a hand-over -
// holds for everything behind it, and it can put back what it has no use for.
#include <algorithm>

#include "abi/control_loop.hpp"

namespace millrace {

namespace {

std::uint16_t event_of(Fault fault) { return fault == Fault::too_long ? MR_EVENT_TOO_LONG : MR_EVENT_MALFORMED; }

std::int32_t malformed_of(Fault fault) {
    switch (fault) {
        case Fault::malformed: return MR_MALFORMED_BYTE;
        case Fault::empty: return MR_MALFORMED_EMPTY;
        case Fault::negative: return MR_MALFORMED_NEGATIVE;
        default: return 0;
    }
}

}  // namespace

void ControlLoop::readable(Connection& connection) {
    if (loop_.input_stopped) return connection.look_again();
    if (connection.holds_input() || connection.told_turn == loop_.counters().turns) return;
    if (connection.holding || connection.paused) return connection.pause_reading();
    if (connection.framing == MR_FRAMING_SUPPLIED) return report_readable(connection);
    if (connection.framing == MR_FRAMING_RAW && connection.inbound().empty()) return receive_raw(connection);
    if (!connection.inbound().empty() && deliver(connection)) return;
    const std::int64_t received = connection.receive();
    if (received > 0) {
        deliver(connection);
    } else if (received == 0) {
        connection.peer_closed();
    }
}

// Straight from the kernel to Java: the connection never holds the bytes.
void ControlLoop::receive_raw(Connection& connection) {
    const std::int64_t received = connection.receive_through();
    if (received > 0) {
        name_received(add_input(MR_EVENT_RECEIVED, connection), static_cast<std::uint32_t>(received));
    } else if (received == 0) {
        connection.peer_closed();
    }
}

// True when there was something for Java.
bool ControlLoop::deliver(Connection& connection) {
    if (connection.framing != MR_FRAMING_RAW) return deliver_frames(connection);
    const Piece piece = connection.inbound().take();
    name_bytes(add_input(MR_EVENT_RECEIVED, connection), piece.segment, piece.offset, piece.length);
    return true;
}

mr_event& ControlLoop::add_input(std::uint16_t kind, Connection& connection) {
    connection.told_turn = loop_.counters().turns;
    return add_event(kind, connection.handle());
}

bool ControlLoop::deliver_frames(Connection& connection) {
    const Inbound& inbound = connection.inbound();
    const std::uint32_t first = frame_ends_used_;
    const std::uint32_t entries = connection.framer.table_entries();
    const std::uint32_t places = (MR_FRAME_ENDS_MAX - first) / entries;
    const std::uint32_t room = connection.lockstep ? 1 : std::min<std::uint32_t>(places, connection.batch_max);
    const Found found =
        connection.framer.scan(inbound.unread().data(), inbound.unread().length, blocks_.frame_ends + first, room);
    loop_.counters().bytes_scanned += found.scanned;
    if (found.frames == 0) {
        if (found.fault == Fault::none) return false;
        report_fault(connection, found);
        return true;
    }
    frame_ends_used_ += found.frames * entries;
    mr_event& event = add_input(MR_EVENT_FRAMES, connection);
    event.flags = entries == 2;
    event.a = first;
    event.b = found.frames;
    event.c = connection.framer.gap();
    event.d = connection.framer.lead();
    name_bytes(event, inbound.unread().segment, inbound.unread().offset, found.consumed);
    connection.inbound().drop(found.consumed);
    connection.holding = connection.lockstep;
    if (found.frames == connection.batch_max) connection.lengthen_batch();
    // What is wrong behind them is told in a turn of its own: Java may want another framing there.
    const bool more = found.frames == room || found.fault != Fault::none;
    if (more && !inbound.empty() && !connection.lockstep) connection.look_again();
    return true;
}

// Nothing more is received, unless Java asks for another framing.
void ControlLoop::report_fault(Connection& connection, const Found& found) {
    mr_event& event = add_input(event_of(found.fault), connection);
    event.code = malformed_of(found.fault);
    event.a = connection.stats().bytes_in - connection.inbound().unread().length;
    const bool too_long = found.fault == Fault::too_long;
    event.b = too_long ? connection.framer.frame_bytes_max() : found.fault_at;
    event.c = too_long ? found.announced : 0;
    connection.holding = true;
    connection.pause_reading();
}

void ControlLoop::report_readable(Connection& connection) {
    add_event(MR_EVENT_READABLE, connection.handle());
    connection.holding = true;  // until Java has fetched it
}

std::int64_t ControlLoop::receive(Handle handle, std::int64_t address, std::int64_t length) {
    if (handle_kind(handle) != MR_HANDLE_CONNECTION) return MR_WRONG_KIND;
    if (address == 0 || length <= 0) return MR_OUT_OF_RANGE;
    Connection* connection = site_.connections.find(handle, loop_.number());
    if (!connection || connection->phase() == Phase::ended) return MR_STALE;
    const bool supplied = connection->framing == MR_FRAMING_SUPPLIED;
    if (!supplied || !connection->attached() || !connection->open()) return MR_WRONG_STATE;
    const std::int64_t received =
        connection->receive_into(reinterpret_cast<void*>(address), static_cast<std::size_t>(length));
    connection->holding = false;
    if (received == 0) connection->peer_closed();
    go_on(*connection);
    return received > 0 ? received : 0;
}

// ---- Commands

std::int64_t ControlLoop::go_on(Connection& connection) {
    if (connection.paused || !connection.open()) return MR_OK;
    connection.resume_reading();
    if (!connection.inbound().empty() && connection.attached()) connection.look_again();
    return MR_OK;
}

std::int64_t ControlLoop::set_framing(Connection& connection, const mr_command& command) {
    constexpr std::uint32_t flags = MR_FRAMING_LOCKSTEP | MR_FRAMING_NOT_EMPTY | MR_FRAMING_STRICT;
    const auto kind = static_cast<mr_framing>(command.flags & ~flags);
    if (kind == MR_FRAMING_SUPPLIED && is_fused(connection)) return MR_WRONG_STATE;
    if (kind != MR_FRAMING_RAW && kind != MR_FRAMING_SUPPLIED) {
        if (const Code code = connection.framer.configure(kind, command); code != MR_OK) return code;
    }
    connection.framing = kind;
    connection.lockstep = command.flags & MR_FRAMING_LOCKSTEP;
    connection.holding = false;
    return go_on(connection);
}

std::int64_t ControlLoop::put_back(Connection& connection, const mr_command& command) {
    if (!connection.open()) return MR_WRONG_STATE;
    SegmentRef segment = share_range(command);
    if (!segment) return MR_OUT_OF_RANGE;
    if (command.length == 0) return MR_OK;
    Piece piece{std::move(segment), command.offset, command.length};
    if (!connection.inbound().put_in_front(loop_, std::move(piece))) return MR_NO_MEMORY;
    connection.framer.restart();
    connection.shorten_batch(command.arg);
    if (connection.holding) return MR_OK;
    return go_on(connection);
}

}  // namespace millrace
