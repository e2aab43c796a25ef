// Floor 5. See simulated_protocol.hpp.
#include "abi/simulated_protocol.hpp"

#include "io/fault_allocator.hpp"

namespace millrace {

SimulatedProtocol* SimulatedProtocol::next = nullptr;

namespace {

// What the protocol allocates is its own affair.
template <typename Work>
auto resting(void* state, Work work) {
    const AllocationWatch::Rest rest;
    return work(*static_cast<SimulatedProtocol*>(state));
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t length) {
    return {reinterpret_cast<const char*>(bytes), length};
}

const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

}  // namespace

const mr_protocol SimulatedProtocol::table{
    MR_PROTOCOL_VERSION,
    sizeof(mr_protocol),
    "simulated",
    [](const mr_host* host, mr_transport* transport) -> void* {
        return resting(next, [&](SimulatedProtocol& one) { return one.opened(host, transport) ? &one : nullptr; });
    },
    [](void* state, const std::uint8_t* bytes, std::size_t length) -> std::int64_t {
        return resting(state, [&](SimulatedProtocol& one) { return one.received(text_of(bytes, length)); });
    },
    [](void* state, const std::uint8_t* bytes, std::size_t length) -> std::int32_t {
        return resting(state, [&](SimulatedProtocol& one) { return one.frame(text_of(bytes, length)), 0; });
    },
    [](void* state, std::uint32_t kind, std::uint64_t number, const std::uint8_t* bytes,
       std::size_t length) -> std::int32_t {
        return resting(state,
                       [&](SimulatedProtocol& one) { return one.message(kind, number, text_of(bytes, length)), 0; });
    },
    [](void* state) -> std::int32_t { return resting(state, [](SimulatedProtocol& one) { return one.timer(), 0; }); },
    [](void* state) { resting(state, [](SimulatedProtocol& one) { one.closed(); }); },
    [](void* state) -> std::int32_t { return resting(state, [](SimulatedProtocol& one) { return one.moved(), 0; }); },
};

bool SimulatedProtocol::opened(const mr_host* host, mr_transport* transport) {
    host_ = host;
    transport_ = transport;
    open_ = true;
    do_something();
    return true;
}

std::int64_t SimulatedProtocol::received(std::string_view bytes) {
    check_place();
    EXPECT_EQ(framing_.record().kind, std::uint32_t{MR_PROTOCOL_RAW});
    EXPECT_GE(bytes.size(), left_) << "what it left comes again";
    const std::size_t used = dice_.one_in(4) ? dice_.below(bytes.size() + 1) : bytes.size();
    hear(bytes.substr(0, used));
    answer(bytes.substr(0, used));
    do_something();
    left_ = bytes.size() - used;
    return static_cast<std::int64_t>(used);
}

void SimulatedProtocol::frame(std::string_view bytes) {
    check_place();
    EXPECT_FALSE(holds_) << "one at a time";
    ++frames_;
    holds_ = framing_.record().flags & MR_PROTOCOL_LOCKSTEP;
    const std::string ending = delimiter();
    EXPECT_TRUE(ending.empty() || bytes.find(ending) == std::string_view::npos) << "it would be two frames";
    hear(around(bytes));
    answer(bytes);
    do_something();
    if (holds_ && dice_.one_in(2) && host_->next_frame(transport_) == MR_PROTOCOL_OK) holds_ = false;
}

void SimulatedProtocol::message(std::uint32_t kind, std::uint64_t number, std::string_view bytes) {
    check_place();
    EXPECT_EQ(number, ++heard_messages_);
    EXPECT_EQ(bytes, std::to_string(number));
    switch (kind) {
        case another_framing: return reframe();
        case a_timer: return set_timer();
        case the_next_frame:
            if (host_->next_frame(transport_) == MR_PROTOCOL_OK) holds_ = false;
            return;
        case an_answer: return answer("word for word");
        default: return tell();
    }
}

void SimulatedProtocol::timer() {
    check_place();
    EXPECT_TRUE(due_ != 0 && host_->now_nanos(transport_) >= due_) << "it is not time";
    due_ = 0;
    ++timers_;
    do_something();
}

void SimulatedProtocol::moved() {
    check_place();
    ++moves_;
    do_something();
}

void SimulatedProtocol::closed() {
    EXPECT_TRUE(open_) << "closed twice";
    open_ = false;
}

void SimulatedProtocol::check_place() const {
    EXPECT_TRUE(open_) << "a call behind the last one";
    EXPECT_TRUE(here_()) << "a call on a loop that does not have the connection";
}

// These are the next bytes that the peer said.
void SimulatedProtocol::hear(std::string_view bytes) {
    left_ = 0;
    if (life_.streaming) {  // it is back, which Java does not know yet
        life_.heard_early += bytes;
        return;
    }
    if (life_.peer) {
        EXPECT_EQ(life_.peer->has_said().substr(life_.heard.size(), bytes.size()), bytes) << life_.description();
    }
    life_.hear(bytes, host_->now_nanos(transport_));
}

void SimulatedProtocol::answer(std::string_view bytes) {
    if (bytes.empty() || dice_.one_in(3)) return;
    const bool its_own = dice_.one_in(2) || bytes == "word for word";
    note(its_own ? host_->write(transport_, bytes.data(), bytes.size())
                 : host_->write_received(transport_, bytes_of(bytes), bytes.size()),
         bytes);
}

void SimulatedProtocol::note(std::int32_t answer, std::string_view said) {
    if (answer == MR_PROTOCOL_OK) return life_.say(said);
    EXPECT_TRUE(answer == MR_PROTOCOL_WRONG_STATE || answer == MR_PROTOCOL_FULL || answer == MR_PROTOCOL_NO_MEMORY)
        << answer;
}

void SimulatedProtocol::tell() {
    const std::string text = std::to_string(life_.told + 1);
    if (host_->tell(transport_, 1, life_.told + 1, text.data(), text.size()) == MR_PROTOCOL_OK) ++life_.told;
}

void SimulatedProtocol::set_timer() {
    const std::uint64_t nanos = dice_.one_in(5) ? 0 : dice_.between(1'000'000, 500'000'000);
    if (host_->set_timer(transport_, nanos) != MR_PROTOCOL_OK) return;
    due_ = nanos == 0 ? 0 : host_->now_nanos(transport_) + nanos;
    overdue_turns_ = 0;
}

void SimulatedProtocol::do_something() {
    if (dice_.one_in(3)) reframe();
    if (dice_.one_in(3)) tell();
    if (dice_.one_in(8)) set_timer();
    if (dice_.one_in(200)) life_.closed = host_->close(transport_) == MR_PROTOCOL_OK || life_.closed;
    if (dice_.one_in(400)) life_.aborted = host_->abort(transport_) == MR_PROTOCOL_OK || life_.aborted;
}

void SimulatedProtocol::expect_timer(std::uint64_t turn_nanos) {
    overdue_turns_ = due_ != 0 && due_ <= turn_nanos ? overdue_turns_ + 1 : 0;
    EXPECT_LE(overdue_turns_, overdue_turns_max) << "its time is over, and nobody says so: " << life_.description();
}

// ---- Framing

Framing SimulatedProtocol::some_framing() {
    const auto most = static_cast<std::uint32_t>(dice_.one_in(3) ? dice_.between(1, 60) : 4000);
    switch (dice_.below(9)) {
        case 0:
        case 1: return Framing::raw();
        case 2: return Framing::lines(most);
        case 3: return Framing::delimiter("e", most);
        case 4: return Framing::delimiter("\n", most).refusing_empty();
        case 5: return Framing::fixed(static_cast<std::uint32_t>(dice_.between(1, 40)));
        case 6: return Framing::int8(most).adjusted_by(static_cast<std::int32_t>(dice_.below(20)) - 10);
        case 7: return Framing::varint(most);
        default: return Framing::netstring(most);  // what the peer says is hardly ever one
    }
}

void SimulatedProtocol::reframe() {
    // Behind the peer's end nothing is framed any more: so what it is owed follows from the framing that it has there.
    if (life_.input_is_over()) return;
    Framing wanted = some_framing();
    if (wanted.record().kind != MR_PROTOCOL_RAW && dice_.one_in(3)) wanted = wanted.lockstep();
    const std::int32_t answer = host_->set_framing(transport_, &wanted.record());
    if (answer != MR_PROTOCOL_OK) {
        EXPECT_EQ(answer, MR_PROTOCOL_WRONG_STATE);
        return;
    }
    const bool was_raw = framing_.record().kind == MR_PROTOCOL_RAW;
    if (!was_raw || wanted.record().kind != MR_PROTOCOL_RAW) left_ = 0;  // otherwise nothing has changed
    framing_ = wanted;
    holds_ = false;
    ++framings_;
}

std::string SimulatedProtocol::delimiter() const {
    const mr_protocol_framing& framing = framing_.record();
    if (framing.kind == MR_PROTOCOL_LINES) return "\n";
    return {reinterpret_cast<const char*>(framing.delimiter), framing.delimiter_bytes};
}

// A frame as the peer said it, with what announces or ends it.
std::string SimulatedProtocol::around(std::string_view frame) const {
    const mr_protocol_framing& framing = framing_.record();
    const std::string bytes(frame);
    const auto length = static_cast<std::int32_t>(frame.size());
    switch (framing.kind) {
        case MR_PROTOCOL_PREFIX:
        case MR_PROTOCOL_VARINT: return static_cast<char>(length - framing.adjustment) + bytes;
        case MR_PROTOCOL_NETSTRING: return std::to_string(length) + ":" + bytes + ",";
        default: return bytes + delimiter();
    }
}

bool SimulatedProtocol::is_owed_nothing(std::string_view unheard) const {
    const mr_protocol_framing& framing = framing_.record();
    switch (framing.kind) {
        case MR_PROTOCOL_RAW: return unheard.size() == left_;
        case MR_PROTOCOL_FIXED: return unheard.size() < framing.frame_bytes_max;
        case MR_PROTOCOL_PREFIX:
        case MR_PROTOCOL_VARINT:
            return unheard.empty() || static_cast<std::int64_t>(unheard.size()) <= unheard[0] + framing.adjustment;
        case MR_PROTOCOL_NETSTRING: {
            const std::size_t colon = unheard.find_first_not_of("0123456789");
            if (colon == std::string_view::npos || colon == 0 || unheard[colon] != ':') return colon != 0;
            return unheard.size() < colon + 2 + std::stoul(std::string(unheard.substr(0, colon)));
        }
        default: return unheard.find(delimiter()) == std::string_view::npos;
    }
}

}  // namespace millrace
