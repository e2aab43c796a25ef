// Floor 5. See control_loop.hpp: protocols of users' own, and their messages.
#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "abi/control_loop.hpp"
#include "abi/mill.hpp"

namespace millrace {

namespace {
constexpr std::uint32_t path_bytes_max = 4096;
constexpr std::size_t told_early_max = 64;  // one call of a protocol has room for eight
}  // namespace

// What is wrong takes the place of the path, and its length that of the path's length in the record.
std::int64_t ControlLoop::load(mr_command& command) {
    const SegmentRef segment = share_range(command);
    if (!segment || command.length == 0 || command.length >= path_bytes_max) return MR_OUT_OF_RANGE;
    if (segment->size - command.offset < path_bytes_max) return MR_OUT_OF_RANGE;
    auto* text = reinterpret_cast<char*>(segment->data + command.offset);
    const std::string path(text, command.length);
    std::string why;
    const std::int64_t answer = mill_.protocols().load(path.c_str(), why);
    command.length = static_cast<std::uint32_t>(std::min<std::size_t>(why.size(), path_bytes_max));
    std::memcpy(text, why.data(), command.length);
    return answer;
}

std::int64_t ControlLoop::fuse(Connection& connection, const mr_command& command) {
    if (!connection.open()) return MR_WRONG_STATE;
    const auto found = fusions_.find(connection.handle());
    const bool fused = is_fused(connection);
    if (command.a == MR_FUSED_NONE) {
        if (fused) found->second->release();
        return MR_OK;
    }
    const mr_protocol* protocol = mill_.protocols().find(command.a);
    if (!protocol) return MR_OUT_OF_RANGE;
    if (fused || found != fusions_.end() || connection.framing == MR_FRAMING_SUPPLIED) return MR_WRONG_STATE;
    Fusion* made = new (std::nothrow) Fusion(*this, connection, *protocol);
    if (!made) return MR_NO_MEMORY;
    std::unique_ptr<Fusion> fusion(made);
    try {
        told_early_.reserve(told_early_max);
        fusions_.emplace(connection.handle(), std::move(fusion));
    } catch (const std::bad_alloc&) {
        return MR_NO_MEMORY;
    }
    made->begin();
    return MR_OK;
}

std::int64_t ControlLoop::message(Connection& connection, const mr_command& command) {
    if (!connection.open() || !is_fused(connection)) return MR_WRONG_STATE;
    Piece bytes;
    if (command.length > 0) {
        SegmentRef segment = share_range(command);
        if (!segment) return MR_OUT_OF_RANGE;
        bytes = Piece{std::move(segment), command.offset, command.length};
    }
    return fusions_.at(connection.handle())->message(command.arg, command.a, std::move(bytes));
}

bool ControlLoop::tell(Connection& connection, std::uint32_t kind, std::uint64_t number, Piece&& bytes) {
    mr_event event{};
    event.kind = MR_EVENT_MESSAGE;
    event.handle = connection.handle();
    event.code = static_cast<std::int32_t>(kind);
    event.a = number;
    if (in_turn_) {
        if (event_count_ == MR_EVENTS_MAX) return false;
        add_message(event, bytes);
        return true;
    }
    if (told_early_.size() == told_early_.capacity()) return false;
    told_early_.push_back({event, std::move(bytes)});
    return true;
}

void ControlLoop::add_message(mr_event& event, const Piece& bytes) {
    if (bytes.length > 0) name_bytes(event, bytes.segment, bytes.offset, bytes.length);
    add_event(event.kind, event.handle) = event;
}

void ControlLoop::begin_fusions() {
    // Their connection has ended, or is Java's again: none is in a call of its protocol any more.
    while (Fusion* fusion = fusions_over_.pop_front()) fusions_.erase(fusion->handle());
    in_turn_ = true;
    for (Told& told : told_early_) add_message(told.event, told.bytes);
    told_early_.clear();
    if (put_off_.empty()) return;
    for (const mr_command& move : std::exchange(put_off_, {})) {
        if (const std::int64_t answer = apply(move); answer < 0) refuse(move, answer);
    }
}

// ---- On the way to another loop, or to a feed and back

// Null: the connection has no protocol of its own, or has ended.
Fusion* ControlLoop::fusion_of(Handle connection) const {
    const auto found = fusions_.find(connection);
    return found == fusions_.end() || found->second->is_over() ? nullptr : found->second.get();
}

// Its place is kept until the connection has gone.
void ControlLoop::set_out(Handle connection) {
    std::unique_ptr<Fusion>& fusion = fusions_.at(connection);
    fusion->leave();
    mill_.passage().put(std::move(fusion));
}

// Its protocol has come along with it. Null: there is no memory to keep it, and it has ended.
Fusion* ControlLoop::welcome(Handle connection) {
    std::unique_ptr<Fusion> fusion = mill_.passage().take(connection);
    try {
        told_early_.reserve(told_early_max);
        return (fusions_[connection] = std::move(fusion)).get();
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

// What its protocol has told is for Java to hear on this loop, also where that has taken the connection back since. So it does
// not leave before.
bool ControlLoop::has_told(Handle connection) const {
    const auto its = [connection](const mr_event& event) {
        return event.kind == MR_EVENT_MESSAGE && event.handle == connection;
    };
    return (in_turn_ && std::any_of(blocks_.events, blocks_.events + event_count_, its)) ||
           std::any_of(told_early_.begin(), told_early_.end(), [&](const Told& told) { return its(told.event); });
}

// To the next turn.
std::int64_t ControlLoop::put_off(const mr_command& move) {
    try {
        put_off_.push_back(move);
        return MR_OK;
    } catch (const std::bad_alloc&) {
        return MR_NO_MEMORY;
    }
}

}  // namespace millrace
