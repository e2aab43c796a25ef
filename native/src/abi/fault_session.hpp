// Floor 5. For tests: a session, that is one kind of connection from its first byte to its last, over a kernel that may
// fail. Each kind is a class of its own (fault_*_session.hpp, fault_*_sessions.hpp).
#pragma once

#include <algorithm>
#include <deque>
#include <string>

#include "abi/fault_scene.hpp"

namespace millrace {

class Session {
public:
    virtual ~Session() = default;
    // Plays it to its end. False where it could not even begin.
    virtual bool run() = 0;
    // How many did not come to their proper end, with all that was said.
    virtual int harmed() = 0;
    // What has to be true of every one, harmed or not.
    virtual void check() = 0;
    virtual std::string description() { return ""; }
};

// One peer, and the connection that Java has with it.
struct Party {
    LoopbackPeer peer;
    std::string says;
    std::string answer;    // what Java says to it, in all
    bool finishes = true;  // sends FIN behind its last byte
    std::size_t sent = 0;  // of what it says
    std::size_t seen = 0;  // by Java, of its bytes or frames: which has done something about them
    Handle handle = 0;     // once Java knows it
    bool has_finished = false;
    bool closed = false;  // by Java
};

// Peers talk, Java decides, loops turn, until everything has ended. Java closes whoever is refused something.
class PartySession : public Session {
public:
    explicit PartySession(FaultScene& scene, std::size_t parties = 2) : scene_(scene), parties_(parties) {}

    bool run() override {
        if (!scene_.usable()) return false;
        scene_.step_nanos = 1'000'000;
        if (!begin()) return false;
        for (Party& party : parties_) meet(party);
        for (int turns = 0; turns < turns_max && !over(); ++turns) {
            for (Party& party : parties_) talk(party);
            for (Party& party : parties_) look_after(party);
            turn();
        }
        EXPECT_TRUE(over()) << "it hangs: " << description();
        return true;
    }
    int harmed() override {
        return static_cast<int>(
            std::count_if(parties_.begin(), parties_.end(), [this](Party& one) { return !whole(one); }));
    }
    void check() override {
        for (JavaSide* side : sides()) {
            for (const Handle handle : side->accepted) EXPECT_EQ(endings_of(handle), 1u);
        }
        for (Party& party : parties_) {
            if (party.handle != 0) {
                EXPECT_EQ(endings_of(party.handle), 1u);
            }
            check_one(party);
        }
    }
    std::string description() override {
        std::string text;
        for (Party& party : parties_) {
            text += "reason " + std::to_string(reason(party)) + ", said " + std::to_string(party.sent) + ", heard " +
                    std::to_string(party.peer.received.size()) + (party.peer.reset ? ", reset; " : "; ");
        }
        return text;
    }

protected:
    // False: it could not begin.
    virtual bool begin() { return true; }
    virtual void meet(Party& party) { party.peer = LoopbackPeer(scene_.port); }
    virtual void turn() { scene_.turn(); }
    virtual std::vector<JavaSide*> sides() { return {&*scene_.java}; }
    virtual JavaSide& java(const Party&) { return *scene_.java; }

    // How much of what it says may be said by now; FIN is behind all of it.
    virtual std::size_t may_say(const Party& party) { return party.says.size(); }
    // Which connection is the peer's; zero as long as Java does not know.
    virtual Handle find(const Party& party) {
        for (JavaSide* side : sides()) {
            const auto found = side->by_port.find(party.peer.port());
            if (found != side->by_port.end()) return found->second;
        }
        return 0;
    }

    virtual void came(Party&) {}            // Java has learned of it
    virtual void decide(Party&) {}          // after each turn, until it is closed or has ended
    virtual bool whole(Party&) = 0;         // see harmed()
    virtual void check_one(Party& party) {  // see check()
        EXPECT_TRUE(party.says.starts_with(heard(party))) << "Java heard what was not said";
        EXPECT_TRUE(party.answer.starts_with(party.peer.received)) << "the peer heard what was not said";
    }
    // What Java has from it.
    virtual std::string heard(const Party& party) {
        std::string bytes;
        for (JavaSide* side : sides()) bytes += side->seen(party.handle).received;
        return bytes;
    }

    virtual void talk(Party& party) {
        if (!party.peer.is_open()) return;
        speak(party);
        party.peer.receive();
        if (party.peer.closed || party.peer.reset) party.peer.close();
    }
    void speak(Party& party) {
        const std::size_t most = may_say(party);
        if (party.sent < most) {
            const std::size_t length = std::min(piece_bytes, most - party.sent);
            party.sent += party.peer.send(std::string_view(party.says).substr(party.sent, length));
        } else if (party.sent == party.says.size() && party.finishes && !party.has_finished) {
            party.has_finished = true;
            party.peer.finish();
        }
    }

    void close(Party& party) {
        party.closed = true;
        java(party).tell(command(MR_CMD_CLOSE, party.handle));
    }
    bool ended(const Party& party) { return endings_of(party.handle) > 0; }
    int reason(const Party& party) {
        for (JavaSide* side : sides()) {
            if (side->ended(party.handle)) return side->reason(party.handle);
        }
        return -1;
    }
    std::size_t endings_of(Handle handle) {
        std::size_t count = 0;
        for (JavaSide* side : sides()) count += side->seen(handle).ended.size();
        return count;
    }
    bool heard_all(const Party& party) { return !party.peer.reset && party.peer.received == party.answer; }

    FaultScene& scene_;
    std::deque<Party> parties_;

private:
    static constexpr int turns_max = 20'000;
    static constexpr std::size_t piece_bytes = 1000;

    void look_after(Party& party) {
        if (party.handle == 0 && party.peer.is_open() && (party.handle = find(party)) != 0) came(party);
        if (party.handle == 0 || party.closed || ended(party)) return;
        if (java(party).seen(party.handle).refused.empty()) return decide(party);
        close(party);
    }
    bool over() {
        const mr_process_counters& counters = scene_.counters();
        return std::none_of(parties_.begin(), parties_.end(), [](const Party& one) { return one.peer.is_open(); }) &&
               counters.connections == 0 && counters.feeds == 0;
    }
};

}  // namespace millrace
