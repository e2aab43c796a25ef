// Floor 5. For tests: sessions of connections that Java talks on: echo, lines in lockstep, memory that Java supplies, each
// direction's own end, delivery, settings and questions, time-outs.
#pragma once

#include <array>

#include "abi/fault_session.hpp"

namespace millrace {

// Every byte comes back, until the peer's FIN.
class EchoSession : public PartySession {
public:
    explicit EchoSession(FaultScene& scene, std::size_t parties = 2) : PartySession(scene, parties) {
        std::uint64_t seed = 0;
        for (Party& party : parties_) party.says = party.answer = patterned_bytes(3000, ++seed);
    }

protected:
    bool begin() override { return scene_.java->echoes = true; }
    bool whole(Party& party) override { return reason(party) == MR_REASON_PEER_CLOSED && heard_all(party); }
};

// One line at a time, and each is written back before the next is asked for. Java closes behind the last one.
class LinesSession : public PartySession {
public:
    explicit LinesSession(FaultScene& scene) : PartySession(scene) {
        for (Party& party : parties_) {
            for (int i = 0; i < 12; ++i) party.says += std::string(static_cast<std::size_t>(i) * 17, 'l') + '\n';
            party.answer = party.says += "bye\n";
            party.says += "and half a li";
            party.finishes = false;
        }
    }

protected:
    std::string heard(const Party& party) override {
        std::string text;
        for (const std::string& line : scene_.java->seen(party.handle).frames) text += line + '\n';
        return text;
    }
    void came(Party& party) override { scene_.java->frame(party.handle, "\n", 1000, true); }
    void decide(Party& party) override {
        const std::vector<std::string>& lines = java(party).seen(party.handle).frames;
        if (party.seen == lines.size()) return;
        const std::string& line = lines[party.seen++];
        EXPECT_EQ(party.seen, lines.size()) << "one at a time";
        const bool written = java(party).write(party.handle, line + '\n');
        if (!written || line == "bye") return close(party);
        java(party).tell(command(MR_CMD_NEXT, party.handle));
    }
    bool whole(Party& party) override { return reason(party) == MR_REASON_LOCAL_CLOSE && heard_all(party); }
};

// Java fetches its input into memory of its own.
class SuppliedSession final : public EchoSession {
public:
    explicit SuppliedSession(FaultScene& scene) : EchoSession(scene) {}

private:
    bool begin() override {
        scene_.java->supplied.resize(450);
        return true;
    }
    void came(Party& party) override { scene_.java->supply(party.handle); }
    void decide(Party& party) override {
        const std::string& received = scene_.java->seen(party.handle).received;
        const std::string_view news = std::string_view(received).substr(party.seen);
        party.seen = received.size();
        if (!scene_.java->write(party.handle, news)) close(party);
    }
};

// Each direction has an end of its own: the first peer's comes before ours, the second one's behind it.
class HalfCloseSession final : public PartySession {
public:
    explicit HalfCloseSession(FaultScene& scene) : PartySession(scene) {
        for (Party& party : parties_) {
            party.says = patterned_bytes(1500, 7) + "request";
            party.answer = patterned_bytes(2500, 8);
        }
        parties_[1].says += rest;
    }

private:
    static constexpr std::string_view rest = " and some more behind your end";

    bool theirs_first(const Party& party) const { return &party == &parties_[0]; }
    void came(Party& party) override { scene_.java->set(party.handle, MR_SET_HALF_CLOSE, 1); }
    std::size_t may_say(const Party& party) override {
        const bool all = theirs_first(party) || party.peer.closed;
        return party.says.size() - (all ? 0 : rest.size());
    }
    void talk(Party& party) override {
        if (!party.peer.is_open()) return;
        speak(party);
        party.peer.receive();
        if (party.peer.reset || (party.peer.closed && party.has_finished)) party.peer.close();
    }
    void decide(Party& party) override {
        JavaSide& java = *scene_.java;
        const Seen& seen = java.seen(party.handle);
        const bool asked = theirs_first(party) ? seen.peer_finished > 0 : seen.received.ends_with("request");
        if (party.seen > 0 || !asked) return;
        party.seen = 1;
        if (!java.write(party.handle, party.answer)) return close(party);
        java.tell(command(MR_CMD_FINISH, party.handle));
    }
    bool whole(Party& party) override {
        const Seen& seen = scene_.java->seen(party.handle);
        return reason(party) == MR_REASON_PEER_CLOSED && heard_all(party) && seen.received == party.says &&
               seen.finished == 1 && seen.peer_finished == 1;
    }
};

// Java closes when the peer's TCP has it all.
class DeliverySession final : public PartySession {
public:
    explicit DeliverySession(FaultScene& scene) : PartySession(scene) {
        for (Party& party : parties_) {
            party.finishes = false;
            party.answer = "head" + patterned_bytes(3000, 9);
        }
    }

private:
    void came(Party& party) override {
        JavaSide& java = *scene_.java;
        if (!java.write(party.handle, "head")) return close(party);
        java.expect_delivery(party.handle, 1);
        if (!java.write(party.handle, std::string_view(party.answer).substr(4))) return close(party);
        java.expect_delivery(party.handle, 2);
    }
    void decide(Party& party) override {
        const std::vector<mr_event>& delivered = scene_.java->seen(party.handle).delivered;
        if (!delivered.empty() && delivered.back().b == 2) close(party);
    }
    bool whole(Party& party) override {
        const std::vector<mr_event>& delivered = scene_.java->seen(party.handle).delivered;
        return reason(party) == MR_REASON_LOCAL_CLOSE && heard_all(party) && !delivered.empty() &&
               delivered.back().b == 2;
    }
    void check_one(Party& party) override {
        PartySession::check_one(party);
        std::uint64_t told = 0;
        for (const mr_event& event : scene_.java->seen(party.handle).delivered) {
            EXPECT_GT(event.b, told);
            EXPECT_GE(event.a, event.b == 1 ? 4 : party.answer.size());
            told = event.b;
        }
    }
};

// Between the bytes of an echo everything is set that can be set, and asked that can be asked. Nothing comes of it, whatever
// the kernel answers.
class SettingsSession final : public EchoSession {
public:
    explicit SettingsSession(FaultScene& scene) : EchoSession(scene) {}

private:
    static constexpr std::uint64_t minute = 60'000'000'000;
    struct Request {
        mr_command_kind kind;
        std::uint32_t arg;
        std::uint64_t a;
    };
    static constexpr std::array all{
        Request{MR_CMD_SET, MR_SET_NO_DELAY, 0},
        Request{MR_CMD_SET, MR_SET_KEEP_ALIVE, 0},
        Request{MR_CMD_SET, MR_SET_SEND_BUFFER, 65536},
        Request{MR_CMD_SET, MR_SET_RECEIVE_BUFFER, 8192},
        Request{MR_CMD_SET, MR_SET_TRAFFIC_CLASS, 0x10},
        Request{MR_CMD_SET, MR_SET_HALF_CLOSE, 0},
        Request{MR_CMD_SET, MR_SET_HIGH_WATER, 100'000},
        Request{MR_CMD_SET, MR_SET_LOW_WATER, 500},
        Request{MR_CMD_SET, MR_SET_UNSENT_MAX, 1 << 20},
        Request{MR_CMD_SET, MR_SET_CROWDED_INPUT, 1},
        Request{MR_CMD_SET, MR_SET_IDLE_NANOS, minute},
        Request{MR_CMD_SET, MR_SET_READ_NANOS, minute},
        Request{MR_CMD_SET, MR_SET_WRITE_NANOS, minute},
        Request{MR_CMD_DEADLINE, 0, minute},
        Request{MR_CMD_GET, MR_SET_SEND_BUFFER, 0},
        Request{MR_CMD_GET, MR_SET_LOW_WATER, 0},
        Request{MR_CMD_GET, MR_SET_READ_NANOS, 0},
        Request{MR_CMD_ADDRESS, MR_END_LOCAL, 0},
        Request{MR_CMD_ADDRESS, MR_END_PEER, 0},
        Request{MR_CMD_TCP_INFO, 0, 0},
        Request{MR_CMD_DEADLINE, 0, 0},
        Request{MR_CMD_SET, MR_SET_IDLE_NANOS, 0},
    };

    std::size_t may_say(const Party& party) override { return party.seen == all.size() ? party.says.size() : 1500; }
    void decide(Party& party) override {
        if (party.seen == all.size()) return;
        const Request& request = all[party.seen++];
        mr_command record = command(request.kind, party.handle);
        record.arg = request.arg;
        record.a = request.a;
        const std::int64_t answer = scene_.java->ask(record);
        EXPECT_TRUE(answer >= MR_OK || answer == MR_NO_MEMORY || answer < MR_SYSTEM_BASE)
            << "number " << party.seen << " was answered " << answer;
    }
};

// A peer that is silent is ended, whichever time-out it is that passes.
class TimeOutSession final : public PartySession {
public:
    explicit TimeOutSession(FaultScene& scene) : PartySession(scene, 3) {
        for (Party& party : parties_) {
            party.says = "that is all";
            party.finishes = false;
        }
    }

private:
    static constexpr std::uint64_t nanos = 20'000'000;

    void came(Party& party) override {
        const std::ptrdiff_t which =
            std::find_if(parties_.begin(), parties_.end(), [&](const Party& one) { return &one == &party; }) -
            parties_.begin();
        mr_command record = command(which == 0 ? MR_CMD_DEADLINE : MR_CMD_SET, party.handle);
        record.arg = which == 1 ? MR_SET_IDLE_NANOS : MR_SET_READ_NANOS;
        record.a = nanos;
        scene_.java->tell(record);
    }
    bool whole(Party& party) override {
        return reason(party) == MR_REASON_IDLE && scene_.java->seen(party.handle).received == party.says;
    }
};

}  // namespace millrace
