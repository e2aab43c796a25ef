// Floor 5. See control_loop.hpp: what Java's commands do. Nothing in a command is believed before it was checked.
#include <cerrno>

#include "abi/control_loop.hpp"
#include "abi/mill.hpp"

namespace millrace {

std::int64_t ControlLoop::apply(const mr_command& command) {
    if (command.kind == MR_CMD_WRITE) return apply_to_connection(command);  // most of them
    switch (command.kind) {
        case MR_CMD_NONE: return MR_OK;
        case MR_CMD_LISTEN: return listen(command);
        case MR_CMD_CONNECT: return connect(command);
        case MR_CMD_FROM: return set_from(command);
        case MR_CMD_LEND: return lend(command);
        case MR_CMD_FEED_OPEN: return mill_.open_feed(command);
        case MR_CMD_PORT: return port(command.handle);
        case MR_CMD_DATAGRAMS: return open_datagrams(command);
        case MR_CMD_RETAIN: return retain(command.segment);
        case MR_CMD_RELEASE: return release(command.segment);
        case MR_CMD_FEED_WRITE: return write_feed(command);
        case MR_CMD_FEED_CLOCK:
            if (command.a == 0) return MR_OUT_OF_RANGE;
            return apply_to_feed(command);
        case MR_CMD_FEED_CLOSE: return apply_to_feed(command);
        default: break;
    }
    switch (handle_kind(command.handle)) {
        case MR_HANDLE_LISTENER: return apply_to_listener(command);
        case MR_HANDLE_DATAGRAMS: return apply_to_datagrams(command);
        default: return apply_to_connection(command);
    }
}

std::int64_t ControlLoop::apply_to_connection(const mr_command& command) {
    if (handle_kind(command.handle) != MR_HANDLE_CONNECTION) return MR_WRONG_KIND;
    if (Connection* connection = site_.connections.find(command.handle, loop_.number())) {
        if (connection->phase() == Phase::ended) return MR_STALE;  // only its report is left
        if (connection->attached()) return apply_to_own(*connection, command);
        // It is on its way home: what is asked of it arrives here behind it, as mail to ourselves.
    }
    const Owner owner = site_.connections.owner_of(command.handle);
    if (owner == no_owner) return MR_STALE;
    switch (command.kind) {
        case MR_CMD_CLOSE:
        case MR_CMD_ABORT:
        case MR_CMD_TAKE_BACK: return site_.loops.send(owner, Mail{.command = command});
        default: return MR_WRONG_STATE;
    }
}

std::int64_t ControlLoop::apply_to_own(Connection& connection, const mr_command& command) {
    if (command.kind == MR_CMD_WRITE) return write(connection, command);
    if (!outgoing_.settle(connection)) return MR_STALE;
    switch (command.kind) {
        case MR_CMD_CLOSE: return close(connection, command);
        case MR_CMD_ABORT: connection.abort(); return MR_OK;
        case MR_CMD_PAUSE_READING:
            connection.paused = true;
            connection.pause_reading();
            return MR_OK;
        case MR_CMD_RESUME_READING:
            connection.paused = false;
            if (connection.holding) return MR_OK;
            return go_on(connection);
        case MR_CMD_FRAMING: return set_framing(connection, command);
        case MR_CMD_PUT_BACK: return put_back(connection, command);
        case MR_CMD_FUSE: return fuse(connection, command);
        case MR_CMD_MESSAGE: return message(connection, command);
        case MR_CMD_NEXT: connection.holding = false; return go_on(connection);
        case MR_CMD_DEADLINE: return set_deadline(connection, command.a);
        case MR_CMD_HAND_OVER: return hand_over(connection, command);
        case MR_CMD_FINISH: return connection.finish();
        case MR_CMD_MOVE: return move(connection, command);
        case MR_CMD_SET: return connection.set(command.arg, command.a);
        case MR_CMD_DELIVERY: return connection.open() ? connection.expect_delivery(command.a) : MR_WRONG_STATE;
        case MR_CMD_TAKE_BACK: return MR_OK;  // it is here already
        default: return MR_OUT_OF_RANGE;
    }
}

std::int64_t ControlLoop::close(Connection& connection, const mr_command& command) {
    if (command.flags > 1) return MR_OUT_OF_RANGE;
    if (command.flags == 0) {
        connection.close();
    } else {
        connection.close({MR_REASON_PROTOCOL_ERROR, MR_BY_LOCAL, command.a});
    }
    return MR_OK;
}

std::int64_t ControlLoop::set_deadline(Connection& connection, std::uint64_t nanos) {
    // A connection that is closing has a deadline already, and no other way to end if its peer does nothing.
    if (!connection.open() && connection.phase() != Phase::connecting) return MR_WRONG_STATE;
    return connection.set_deadline(nanos) ? MR_OK : MR_NO_MEMORY;
}

std::int64_t ControlLoop::hand_over(Connection& connection, const mr_command& command) {
    const std::uint32_t role = command.flags & ~std::uint32_t{MR_THEN_RETURN};
    if ((role != MR_ROLE_SOURCE && role != MR_ROLE_SUBSCRIBER) || command.arg > MR_BODY_CHUNKED) return MR_OUT_OF_RANGE;
    const bool finished = role == MR_ROLE_SOURCE ? connection.peer_has_finished() : connection.has_finished();
    if (!connection.open() || finished) return MR_WRONG_STATE;
    const Owner to = feeds_.owner_of(command.a);
    connection.holding = false;
    if (to == no_owner) {  // the feed has ended; the connection goes on here
        go_on(connection);
        return MR_WRONG_STATE;
    }
    Fusion* fusion = is_fused(connection) ? fusion_of(command.handle) : nullptr;
    if (fusion) fusion->leave();
    connection.detach();
    const Code code = site_.loops.send_if(
        to, Mail{.command = command}, [&] { return feeds_.owner_of(command.a) == to; },
        [&] { site_.connections.pass(command.handle, to); },
        [&] { site_.connections.pass(command.handle, loop_.number()); });
    if (code == MR_OK) return MR_OK;
    settle(connection, fusion, 0);  // the feed's loop is closing: the connection goes on here, too
    return MR_WRONG_STATE;
}

// To another control loop, with all that it has.
std::int64_t ControlLoop::move(Connection& connection, const mr_command& command) {
    if (!connection.open()) return MR_WRONG_STATE;
    const Home to = mill_.control_home(command.a);
    if (to.number == no_owner) return MR_STALE;
    if (to.number == loop_.number()) return MR_WRONG_STATE;
    const Handle handle = connection.handle();
    const bool fused = is_fused(connection);
    if (has_told(handle)) return put_off(command);
    mr_event notice{};
    notice.kind = MR_EVENT_MOVED;
    notice.handle = handle;
    notice.a = fused;
    notice.d = connection.deadline();
    if (fused) set_out(handle);
    connection.detach();
    if (pass_on(connection, to, notice)) {
        if (fused) fusions_.erase(handle);
        return MR_OK;
    }
    settle(connection, fused ? welcome(handle) : nullptr, notice.d);
    return MR_STALE;
}

std::int64_t ControlLoop::lend(const mr_command& command) {
    SegmentRef segment = site_.pool.take(command.length);
    if (command.length > MR_SEGMENT_BYTES_MAX) return MR_OUT_OF_RANGE;
    if (!segment) return MR_NO_MEMORY;
    ++blocks_.java_holds[segment->id];
    return segment.leave()->id;
}

std::int64_t ControlLoop::retain(std::uint32_t segment) {
    SegmentRef shared = site_.pool.share(segment);
    if (!shared) return MR_OUT_OF_RANGE;
    ++blocks_.java_holds[segment];
    shared.leave();
    return MR_OK;
}

std::int64_t ControlLoop::release(std::uint32_t segment) {
    if (segment >= MR_SEGMENTS_MAX || blocks_.java_holds[segment] == 0) return MR_OUT_OF_RANGE;
    outgoing_.settle();
    --blocks_.java_holds[segment];
    SegmentRef::adopt(site_.pool.find(segment));
    return MR_OK;
}

namespace {

bool has_range(const Segment& segment, const mr_command& command) {
    return command.offset <= segment.size && command.length <= segment.size - command.offset;
}

}  // namespace

// The segment with that id, if nobody can let go of it before the turn's commands are applied; else null. What is written
// back is mostly what the last turn has received last, and what Java has made lies in what was lent to it.
Segment* ControlLoop::held_segment(std::uint32_t id) {
    if (loop_.received().holds(id)) return loop_.received().segment().get();
    const std::vector<SegmentRef>& holds = in_turn_ ? last_holds_ : turn_holds_;
    if (!holds.empty() && holds.back()->id == id) return holds.back().get();
    return id < MR_SEGMENTS_MAX && blocks_.java_holds[id] > 0 ? site_.pool.find(id) : nullptr;
}

// The segment of a command that names bytes, held once more; empty when the bytes are not within one that is in use.
SegmentRef ControlLoop::share_range(const mr_command& command) {
    Segment* held = held_segment(command.segment);
    SegmentRef segment = held ? SegmentRef::share(held) : site_.pool.share(command.segment);
    return segment && has_range(*segment.get(), command) ? std::move(segment) : SegmentRef();
}

std::int64_t ControlLoop::write(Connection& connection, const mr_command& command) {
    if (Segment* held = held_segment(command.segment)) {
        if (!has_range(*held, command)) return MR_OUT_OF_RANGE;
        return outgoing_.write(connection, *held, command.offset, command.length);
    }
    if (!outgoing_.settle(connection)) return MR_STALE;
    SegmentRef segment = share_range(command);
    if (!segment) return MR_OUT_OF_RANGE;
    return connection.write(Piece{std::move(segment), command.offset, command.length});
}

std::int64_t ControlLoop::apply_to_feed(const mr_command& command) {
    const Owner owner = feeds_.owner_of(command.handle);
    if (owner == no_owner) return MR_STALE;
    return site_.loops.send_if(
        owner, Mail{.command = command}, [&] { return feeds_.owner_of(command.handle) == owner; }, [] {}, [] {});
}

std::int64_t ControlLoop::write_feed(const mr_command& command) {
    SegmentRef segment = share_range(command);
    if (!segment) return MR_OUT_OF_RANGE;
    const std::int64_t code = apply_to_feed(command);
    if (code == MR_OK) segment.leave();  // the hold travels with the command
    return code;
}

}  // namespace millrace
