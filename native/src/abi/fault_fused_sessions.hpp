// Floor 5. For tests: sessions of connections with a protocol of the user's own in C++, which answers lines. They stay where
// they are, or move.
#pragma once

#include "abi/fault_loops_sessions.hpp"

namespace millrace {

// Lines go back from C++, and Java is told of each.
class FusedSession : public PartySession {
public:
    explicit FusedSession(FaultScene& scene) : PartySession(scene) {
        for (Party& party : parties_) {
            for (std::size_t i = 0; i < 20; ++i) party.says += std::string(i * 9, 'f') + "\n";
            party.answer = party.says;
        }
    }

protected:
    bool begin() override {
        std::string why;
        number_ = scene_.mill().protocols().enter(&protocol, why);
        return number_ >= 0;
    }
    std::string heard(const Party&) override { return ""; }
    void came(Party& party) override {
        java(party).frame(party.handle, "\n", 1000);
        mr_command fuse = command(MR_CMD_FUSE, party.handle);
        fuse.a = static_cast<std::uint64_t>(number_);
        java(party).tell(fuse);
    }
    bool whole(Party& party) override {
        return reason(party) == MR_REASON_PEER_CLOSED && heard_all(party) && told(party) == 20;
    }
    std::size_t told(const Party& party) {
        std::size_t messages = 0;
        for (JavaSide* side : sides()) messages += side->seen(party.handle).messages.size();
        return messages;
    }

private:
    struct State {
        const mr_host* host;
        mr_transport* transport;
    };
    static constexpr mr_protocol protocol{
        MR_PROTOCOL_VERSION,
        sizeof(mr_protocol),
        "echo of lines",
        [](const mr_host* host, mr_transport* transport) -> void* {
            return new (std::nothrow) State{host, transport};
        },
        nullptr,
        [](void* state, const std::uint8_t* bytes, std::size_t length) -> std::int32_t {
            const State& of = *static_cast<State*>(state);
            std::int32_t answer = of.host->write_received(of.transport, bytes, length);
            if (answer >= 0) answer = of.host->write(of.transport, "\n", 1);
            if (answer >= 0) answer = of.host->tell(of.transport, 1, length, bytes, length);
            return answer == MR_PROTOCOL_WRONG_STATE ? 0 : answer;
        },
        nullptr,
        nullptr,
        [](void* state) { delete static_cast<State*>(state); },
        nullptr,
    };

    std::int64_t number_ = -1;
};

// The same, on the other loop after each message.
class FusedMoveSession final : public FusedSession {
public:
    explicit FusedMoveSession(FaultScene& scene) : FusedSession(scene), other_(scene) {}

private:
    bool begin() override { return other_.open() && FusedSession::begin(); }
    void turn() override { other_.turn_both(); }
    std::vector<JavaSide*> sides() override { return {&*scene_.java, &other_.side()}; }
    JavaSide& java(const Party& party) override { return other_.place_of(party.handle); }
    void decide(Party& party) override {
        if (party.seen == told(party)) return;
        party.seen = told(party);
        mr_command move = command(MR_CMD_MOVE, party.handle);
        JavaSide& here = java(party);
        JavaSide& there = &here == &other_.side() ? *scene_.java : other_.side();
        move.a = static_cast<std::uint64_t>(there.handle());
        here.tell(move);
    }

    OtherLoop other_;
};

}  // namespace millrace
