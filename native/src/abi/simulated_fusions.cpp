// Floor 5. See simulation.hpp: connections with a protocol of their own, and what Java has to do with them.
#include "abi/simulated_protocol.hpp"
#include "abi/simulation.hpp"

namespace millrace {

void Simulation::load_protocol() {
    std::string why;
    protocol_ = mill_->protocols().enter(&SimulatedProtocol::table, why);
    EXPECT_GE(protocol_, 0) << why;
}

// From here on its input goes to a protocol of its own, if there is memory for one.
void Simulation::fuse(Life& life) {
    life.kind = Life::Kind::echo;
    if (!alive(life)) return;
    const auto here = [this, &life] { return mill_->site().connections.owner_of(life.handle) == running_; };
    life.protocol = protocols_.emplace_back(std::make_unique<SimulatedProtocol>(life, dice_, here)).get();
    life.moves = 0;
    SimulatedProtocol::next = life.protocol;
    if (simple(life, MR_CMD_FUSE, static_cast<std::uint64_t>(protocol_)) == MR_OK) life.kind = Life::Kind::fused;
}

void Simulation::do_to_fused(Life& life) {
    switch (dice_.below(8)) {
        case 0:
        case 1:
        case 2:
        case 3: return converse(life, static_cast<std::uint32_t>(dice_.below(SimulatedProtocol::wishes)));
        case 4:
            if (simple(life, MR_CMD_NEXT) == MR_OK) life.protocol->goes_on();
            return;
        case 5:
            if (dice_.one_in(6)) take_over(life);
            return;
        default: return;
    }
}

// Java says something to the protocol, which hears it at once.
void Simulation::converse(Life& life, std::uint32_t wish) {
    JavaSide& java = *java_[life.loop];
    const std::uint64_t number = life.protocol->heard_messages() + 1;
    const std::string text = std::to_string(number);
    const std::int64_t segment = java.lend(static_cast<std::uint32_t>(text.size()));
    if (segment < 0) return;
    std::memcpy(java.memory_of(segment), text.data(), text.size());
    mr_command record = command(MR_CMD_MESSAGE);
    record.segment = static_cast<std::uint32_t>(segment);
    record.length = static_cast<std::uint32_t>(text.size());
    record.arg = wish;
    record.a = number;
    const std::int64_t answer = ask(life, record);
    EXPECT_TRUE(answer == MR_OK || answer == MR_WRONG_STATE || answer == MR_STALE) << answer;
    EXPECT_EQ(life.protocol->heard_messages() == number, answer == MR_OK);
    mr_command release = command(MR_CMD_RELEASE);
    release.segment = record.segment;
    java.ask(release);
}

// What the protocol has not consumed is Java's from here on.
void Simulation::take_over(Life& life) {
    if (life.input_is_over()) return;  // what was not consumed is gone with it
    if (simple(life, MR_CMD_FRAMING) != MR_OK) return;
    if (simple(life, MR_CMD_FUSE, MR_FUSED_NONE) != MR_OK) return;
    EXPECT_FALSE(life.protocol->is_open());
    life.kind = Life::Kind::echo;
}

void Simulation::told(Life& life, const mr_event& event) {
    EXPECT_EQ(event.a, ++life.heard_told) << "a message is missing, or came twice";
    EXPECT_EQ(java_[life.loop]->bytes_of(event), std::to_string(event.a));
    ++counts_.told;
}

// A frame is not as it may be. Java closes, or has it framed in another way, or leaves it as it is.
void Simulation::misframed(Life& life, const mr_event& event) {
    if (life.kind != Life::Kind::fused) return close(life);
    EXPECT_TRUE(life.was_streaming || event.a == life.heard.size()) << "not where the frame begins";
    ++counts_.misframed;
    if (!alive(life) || dice_.one_in(4)) return;
    dice_.one_in(3) ? close(life) : converse(life, SimulatedProtocol::another_framing);
}

// The loop has had a turn that began then: who is there knows the time.
void Simulation::expect_timers(std::size_t loop, std::uint64_t began) {
    for (const auto& [handle, life] : lives_) {
        if (life.loop != loop || life.kind != Life::Kind::fused || !alive(life)) continue;
        if (life.protocol->is_open()) life.protocol->expect_timer(began);
    }
}

// The peer closed in order, and the protocol was given all that it could be given.
void Simulation::check_protocol(const Life& life) const {
    if (life.kind != Life::Kind::fused || !life.peer || life.closed || life.was_streaming) return;
    if (life.ending.code != MR_REASON_PEER_CLOSED) return;
    const std::string_view unheard = life.peer->has_said().substr(life.heard.size());
    EXPECT_TRUE(life.protocol->is_owed_nothing(unheard)) << unheard.size() << " bytes of \"" << unheard << "\"";
}

// Everything is closed.
void Simulation::check_protocols() {
    for (const auto& protocol : protocols_) {
        EXPECT_FALSE(protocol->is_open()) << "its state was never freed";
        counts_.fused_frames += protocol->frames();
        counts_.framings += protocol->framings();
        counts_.timers += protocol->timers();
    }
}

}  // namespace millrace
