// Floor 4. See fusion.hpp.
#include "fusion/fusion.hpp"

#include <algorithm>
#include <utility>

#include "base/nanos.hpp"
#include "fusion/wanted_framing.hpp"

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
    [](mr_transport* of, const mr_protocol_framing* framing) { return fusion_of(of).set_framing(framing); },
    [](mr_transport* of) { return fusion_of(of).next_frame(); },
};

}  // namespace

// Its loop is closed, and the connection may be with another one: nothing that closed() asks for is done.
Fusion::~Fusion() {
    is_over_ = true;
    free_state();
}

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
    connection_.set_role(host_->java_role());
    if (!connection_.inbound().empty()) connection_.look_again();
    is_over_ = true;
    free_state();
    host_->over(*this);
}

void Fusion::leave() {
    left_bytes_ = 0;  // others may stand there when it is back
    timer_at_ = pending() ? deadline() : 0;
    connection_.loop().timers().cancel(*this);
}

Code Fusion::attached() {
    const std::uint64_t at = std::exchange(timer_at_, 0);
    return at == 0 || connection_.loop().timers().set(*this, at) ? MR_OK : MR_NO_MEMORY;
}

void Fusion::moved() {
    if (!protocol_.moved || is_over_) return;
    call([&] { return std::int64_t{protocol_.moved(state_)}; });
}

void Fusion::ended(Connection& connection) {
    is_over_ = true;
    if (calls_ == 0) free_state();
    host_->java_role().ended(connection);
    host_->over(*this);
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

bool Fusion::goes_on() const {
    return !is_over_ && connection_.open() && !connection_.paused && !connection_.holding && host_->has_room();
}

// Input may come again that was held back.
void Fusion::go_on() {
    if (connection_.paused || !connection_.open()) return;
    connection_.resume_reading();
    if (connection_.open() && !connection_.inbound().empty()) connection_.look_again();
}

// ---- Input

void Fusion::readable(Connection& connection) {
    if (!host_->has_room()) return connection.look_again();
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

// Gives the protocol what is unread, as often as it asks for another framing. True when it was given something that does not
// wait for more behind it.
bool Fusion::take() {
    std::uint32_t budget = frames_max;
    bool given = false;
    takes_ = true;
    do {
        reframed_ = false;
        if (connection_.framing == MR_FRAMING_RAW) {
            --budget;
            given = take_bytes();
        } else {
            given = take_frames(budget) || given;
        }
    } while (reframed_ && budget > 0 && goes_on() && !connection_.inbound().empty());
    takes_ = false;
    input_ = Piece{};
    if (is_over_ || !connection_.open() || connection_.inbound().empty()) return true;
    if (budget == 0 || !host_->has_room()) connection_.look_again();
    return given;
}

bool Fusion::take_bytes() {
    input_ = connection_.inbound().unread();
    if (input_.length == left_bytes_) return false;  // it has seen them
    left_bytes_ = 0;
    call([&]() -> std::int64_t {
        if (!protocol_.received) return MR_WRONG_STATE;
        const std::int64_t consumed = protocol_.received(state_, input_.data(), input_.length);
        if (consumed < 0 || is_over_) return consumed;
        if (consumed > input_.length) return MR_OUT_OF_RANGE;
        connection_.inbound().drop(static_cast<std::uint32_t>(consumed));
        if (input_.length - consumed > MR_PROTOCOL_UNREAD_MAX) return MR_FULL;
        if (!reframed_) left_bytes_ = input_.length - static_cast<std::uint32_t>(consumed);
        return consumed;
    });
    return is_over_ || connection_.inbound().empty();
}

bool Fusion::take_frames(std::uint32_t& budget) {
    std::uint32_t table[2 * batch_max];
    bool given = false;
    left_bytes_ = 0;
    while (budget > 0 && goes_on() && !reframed_ && !connection_.inbound().empty()) {
        input_ = connection_.inbound().unread();
        const std::uint32_t most =
            connection_.lockstep ? 1 : std::min<std::uint32_t>({batch_max, connection_.batch_max, budget});
        const Found found = connection_.framer.scan(input_.data(), input_.length, table, most);
        connection_.loop().counters().bytes_scanned += found.scanned;
        if (found.frames > 0) {
            given = true;
            budget -= found.frames;
            give(found, table);
            continue;
        }
        if (found.fault == Fault::none) return given;
        // In a turn of its own: Java may want to take over before.
        given ? connection_.look_again() : host_->report_fault(connection_, found);
        return true;
    }
    return given;
}

// Gives frames to the protocol, until it wants no more of them, or others.
void Fusion::give(const Found& found, const std::uint32_t* table) {
    const Framer cut = connection_.framer;  // it may set another one
    const bool pairs = cut.table_entries() == 2;
    std::uint32_t start = cut.lead(), used = 0;
    while (used < found.frames && goes_on() && !reframed_) {
        if (pairs) start = table[2 * used];
        const std::uint32_t end = pairs ? table[2 * used + 1] : table[used];
        ++used;
        connection_.holding = connection_.lockstep;
        call([&]() -> std::int64_t {
            if (!protocol_.frame) return MR_WRONG_STATE;
            return protocol_.frame(state_, input_.data() + start, end - start);
        });
        start = end + cut.gap();
    }
    if (is_over_) return;
    connection_.inbound().drop(cut.end_of(input_.data(), found, table, used));
    if (used == found.frames) return connection_.lengthen_batch();
    // Found in vain: if it goes on like this, fewer are looked for.
    connection_.shorten_batch(used);
    if (!reframed_) connection_.framer.restart();
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
    return host_->tell(connection_, kind, number, std::move(piece)) ? MR_OK : MR_FULL;
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

std::int32_t Fusion::set_framing(const mr_protocol_framing* framing) {
    WantedFraming wanted;
    if (const Code code = wanted.read(framing); code != MR_OK) return code;
    const bool raw = wanted.kind == MR_FRAMING_RAW;
    if (is_over_ || !connection_.open() || (raw ? !protocol_.received : !protocol_.frame)) return MR_WRONG_STATE;
    if (raw && connection_.framing == MR_FRAMING_RAW) return MR_OK;
    if (!raw) connection_.framer = wanted.framer;
    connection_.framing = wanted.kind;
    connection_.lockstep = wanted.lockstep;
    connection_.holding = false;
    left_bytes_ = 0;
    reframed_ = true;
    if (!takes_) go_on();
    return MR_OK;
}

std::int32_t Fusion::next_frame() {
    if (is_over_ || !connection_.open()) return MR_WRONG_STATE;
    connection_.holding = false;
    if (!takes_) go_on();
    return MR_OK;
}

std::uint64_t Fusion::now() const { return connection_.attached() ? connection_.loop().now() : 0; }

}  // namespace millrace
