// Floor 5. For tests: a session of connections whose input is framed: netstrings of which all but one of a batch go back in
// front of the input.
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

}  // namespace millrace
