// Floor 4. See fusion.hpp.
#include "fusion/fusion.hpp"

#include <algorithm>
#include <utility>

#include "base/nanos.hpp"

namespace millrace {

namespace {

Fusion& fusion_of(mr_transport* transport) { return *reinterpret_cast<Fusion*>(transport); }

constexpr mr_host host_functions{
    MR_PROTOCOL_VERSION,
    sizeof(mr_host),
    [](mr_transport* to, const void* bytes, std::size_t length) { return fusion_of(to).write(bytes, length); },
    [](mr_transport* to, const std::uint8_t* bytes, std::size_t length) {
        return fusion_of(to).write_received(bytes, length);
    },
    [](mr_transport* to, std::uint32_t kind, std::uint64_t number, const void* bytes, std::size_t length) {
        return fusion_of(to).tell(kind, number, bytes, length);
    },
    [](mr_transport* of) { return fusion_of(of).close(); },
    [](mr_transport* of) { return fusion_of(of).abort(); },
    [](mr_transport* of, std::uint64_t nanos) { return fusion_of(of).set_timer(nanos); },
    [](mr_transport* of) { return fusion_of(of).now(); },
};

}  // namespace

Fusion::~Fusion() { free_state(); }

void Fusion::begin() {
    connection_.set_role(*this);
    ++calls_;
    state_ = protocol_.open(&host_functions, reinterpret_cast<mr_transport*>(this));
    --calls_;
    if (!state_) return fail(MR_NO_MEMORY);
    if (is_over_) return free_state();
    if (!connection_.inbound().empty()) connection_.look_again();
}

void Fusion::release() {
    connection_.set_role(host_.java_role());
    if (!connection_.inbound().empty()) connection_.look_again();
    is_over_ = true;
    free_state();
    host_.over(*this);
}

void Fusion::ended(Connection& connection) {
    is_over_ = true;
    if (calls_ == 0) free_state();
    host_.java_role().ended(connection);
    host_.over(*this);
}

void Fusion::free_state() {
    if (pending()) connection_.loop().timers().cancel(*this);
    if (void* state = std::exchange(state_, nullptr)) protocol_.closed(state);
}

// Calls the protocol, which answers a number; below zero it has failed.
template <typename Call>
void Fusion::call(Call&& call) {
    ++calls_;
    const std::int64_t answer = call();
    --calls_;
    if (is_over_ && calls_ == 0) return free_state();
    if (answer < 0) fail(answer);
}

void Fusion::fail(std::int64_t answer) {
    if (!is_over_) connection_.end({MR_REASON_NATIVE_FAULT, MR_BY_LOCAL, static_cast<std::uint64_t>(-answer)}, true);
}

bool Fusion::goes_on() const { return !is_over_ && connection_.open() && !connection_.paused && host_.has_room(); }

// ---- Input

void Fusion::readable(Connection& connection) {
    if (!host_.has_room()) return connection.look_again();
    if (connection.holds_input() || connection.told_turn == connection.loop().counters().turns) return;
    if (connection.holding || connection.paused) return connection.pause_reading();
    if (!connection.inbound().empty() && take()) return;
    if (!goes_on()) return;
    const std::int64_t received = connection.receive();
    if (received > 0) {
        take();
    } else if (received == 0) {
        connection.peer_closed();
    }
}

// True when the protocol was given something.
bool Fusion::take() { return connection_.framing == MR_FRAMING_RAW ? take_bytes() : take_frames(); }

bool Fusion::take_bytes() {
    if (!protocol_.received) {
        fail(MR_WRONG_STATE);
        return true;
    }
    input_ = connection_.inbound().unread();
    call([&] {
        const std::int64_t consumed = protocol_.received(state_, input_.data(), input_.length);
        if (consumed < 0 || is_over_) return consumed;
        if (consumed > input_.length) return std::int64_t{MR_OUT_OF_RANGE};
        connection_.inbound().drop(static_cast<std::uint32_t>(consumed));
        const bool too_much = input_.length - consumed > MR_PROTOCOL_UNREAD_MAX;
        return too_much ? std::int64_t{MR_FULL} : consumed;
    });
    const bool all = is_over_ || connection_.inbound().empty();
    input_ = Piece{};
    return all;  // what is left wants more behind it
}

bool Fusion::take_frames() {
    constexpr std::uint32_t batch = 64;
    std::uint32_t table[2 * batch];
    std::uint32_t given = 0;
    Found found;
    do {
        input_ = connection_.inbound().unread();
        Framer& framer = connection_.framer;
        const bool pairs = framer.table_entries() == 2;
        found = framer.scan(input_.data(), input_.length, table, batch);
        connection_.loop().counters().bytes_scanned += found.scanned;
        std::uint32_t start = framer.lead(), used = 0;
        for (; used < found.frames && goes_on(); ++used) {
            if (pairs) start = table[2 * used];
            const std::uint32_t end = pairs ? table[2 * used + 1] : table[used];
            call([&]() -> std::int64_t {
                if (!protocol_.frame) return MR_WRONG_STATE;
                return protocol_.frame(state_, input_.data() + start, end - start);
            });
            start = end + framer.gap();
        }
        given += used;
        if (is_over_) break;
        connection_.inbound().drop(framer.end_of(input_.data(), found, table, used));
        if (used < found.frames) framer.restart();
    } while (found.frames == batch && given < frames_max && goes_on() && !connection_.inbound().empty());
    input_ = Piece{};
    if (is_over_ || !connection_.open()) return true;
    if (given == 0 && found.fault != Fault::none) host_.report_fault(connection_, found);
    if (given > 0 && !connection_.inbound().empty()) connection_.look_again();
    return given > 0 || found.fault != Fault::none;
}

// ---- From Java, and time

Code Fusion::message(std::uint32_t kind, std::uint64_t number, Piece&& bytes) {
    if (!protocol_.message || is_over_) return MR_WRONG_STATE;
    const Piece before = std::exchange(input_, std::move(bytes));
    const std::uint8_t* first = input_.segment ? input_.data() : nullptr;
    call([&] { return std::int64_t{protocol_.message(state_, kind, number, first, input_.length)}; });
    input_ = before;
    return MR_OK;
}

void Fusion::expired(std::uint64_t) {
    if (!protocol_.timer || is_over_) return;
    call([&] { return std::int64_t{protocol_.timer(state_)}; });
}

// ---- What the protocol asks for

std::int32_t Fusion::write(const void* bytes, std::size_t length) {
    const auto* from = static_cast<const std::uint8_t*>(bytes);
    while (length > 0) {
        if (is_over_ || !connection_.open()) return MR_WRONG_STATE;
        const auto step = static_cast<std::uint32_t>(std::min<std::size_t>(length, MR_SEGMENT_BYTES));
        Loop& loop = connection_.loop();
        Piece piece = loop.gatherer().copy(loop.pool(), from, step);
        if (!piece.segment) return MR_NO_MEMORY;
        if (const Code code = connection_.write(std::move(piece)); code != MR_OK) return code;
        from += step;
        length -= step;
    }
    return MR_OK;
}

std::int32_t Fusion::write_received(const std::uint8_t* bytes, std::size_t length) {
    if (!input_.segment) return MR_OUT_OF_RANGE;
    const auto start = reinterpret_cast<std::uintptr_t>(input_.data());
    const auto at = reinterpret_cast<std::uintptr_t>(bytes);
    if (at < start || at - start > input_.length || length > input_.length - (at - start)) return MR_OUT_OF_RANGE;
    if (is_over_ || !connection_.open()) return MR_WRONG_STATE;
    if (length == 0) return MR_OK;
    const auto offset = static_cast<std::uint32_t>(at - start);
    return connection_.write(Piece{input_.segment, input_.offset + offset, static_cast<std::uint32_t>(length)});
}

std::int32_t Fusion::tell(std::uint32_t kind, std::uint64_t number, const void* bytes, std::size_t length) {
    if (length > MR_SEGMENT_BYTES) return MR_OUT_OF_RANGE;
    if (is_over_) return MR_WRONG_STATE;
    Loop& loop = connection_.loop();
    Piece piece = loop.gatherer().copy(loop.pool(), bytes, static_cast<std::uint32_t>(length));
    if (length > 0 && !piece.segment) return MR_NO_MEMORY;
    return host_.tell(connection_, kind, number, std::move(piece)) ? MR_OK : MR_FULL;
}

std::int32_t Fusion::close() {
    if (is_over_) return MR_WRONG_STATE;
    connection_.close();
    return MR_OK;
}

std::int32_t Fusion::abort() {
    if (is_over_) return MR_WRONG_STATE;
    connection_.abort();
    return MR_OK;
}

std::int32_t Fusion::set_timer(std::uint64_t nanos_from_now) {
    if (is_over_ || !connection_.attached()) return MR_WRONG_STATE;
    Loop& loop = connection_.loop();
    if (nanos_from_now == 0) {
        loop.timers().cancel(*this);
        return MR_OK;
    }
    return loop.timers().set(*this, loop.now() + bounded_nanos(nanos_from_now)) ? MR_OK : MR_NO_MEMORY;
}

std::uint64_t Fusion::now() const { return connection_.attached() ? connection_.loop().now() : 0; }

}  // namespace millrace
