// Floor 5. For tests: sessions of connections whose input is framed: netstrings of which all but one of a batch go back in
// front of the input, and lines that a protocol of the user's own answers in C++.
#pragma once

#include <map>

#include "abi/fault_session.hpp"

namespace millrace {

// Java takes one string of each batch, writes it back, and puts the others back.
class NetstringSession final : public PartySession {
public:
    explicit NetstringSession(FaultScene& scene) : PartySession(scene) {
        for (Party& party : parties_) {
            for (std::size_t i = 0; i < 12; ++i) {
                const std::string string = patterned_bytes(i == 5 ? 9000 : i * 13, i);
                party.says += std::to_string(string.size()) + ":" + string + ",";
            }
            party.answer = party.says;
        }
    }

protected:
    std::string heard(const Party& party) override { return taken_[party.handle]; }
    void came(Party& party) override {
        mr_command framing = command(MR_CMD_FRAMING, party.handle);
        framing.flags = MR_FRAMING_NETSTRING;
        framing.arg = 10'000;
        java(party).tell(framing);
    }
    void decide(Party& party) override {
        JavaSide& side = java(party);
        for (std::uint32_t i = 0; i < side.event_count; ++i) {
            const mr_event event = side.event(i);
            if (event.kind != MR_EVENT_FRAMES || event.handle != party.handle) continue;
            const std::string_view bytes = side.bytes_of(event);
            const std::size_t colon = bytes.find(':');
            const std::size_t whole = colon + 2 + std::stoul(std::string(bytes.substr(0, colon)));
            taken_[party.handle] += bytes.substr(0, whole);
            if (!side.write(party.handle, bytes.substr(0, whole))) return close(party);
            if (whole < bytes.size()) side.put_back(event, static_cast<std::uint32_t>(whole), 1);
        }
    }
    bool whole(Party& party) override { return reason(party) == MR_REASON_PEER_CLOSED && heard_all(party); }

private:
    std::map<Handle, std::string> taken_;
};

// Lines go back from C++, and Java is told of each.
class FusedSession final : public PartySession {
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
        const std::size_t told = java(party).seen(party.handle).messages.size();
        return reason(party) == MR_REASON_PEER_CLOSED && heard_all(party) && told == 20;
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

}  // namespace millrace
