// Floor 5. For tests: sessions over sockets that come in other ways than by a listener of ours on a port: connections that
// Java makes, UNIX sockets, and sockets that others made.
#pragma once

#include "abi/fault_talk_sessions.hpp"

namespace millrace {

// Java connects: to who is there, and has something to say before it is, from any address and from a chosen one; to who is
// not there; and to who does not answer.
class ConnectSession final : public PartySession {
public:
    explicit ConnectSession(FaultScene& scene) : PartySession(scene, 4), first_in_queue_(full_.port()) {
        for (Party& party : parties_) {
            if (is_answered(party)) party.says = patterned_bytes(2000, 20);
            if (is_answered(party)) party.answer = early + party.says;
        }
    }

private:
    static constexpr std::uint64_t timeout_nanos = 50'000'000;
    inline static const std::string early = "written before it was there";

    bool is_answered(const Party& party) const { return &party == &parties_[0] || &party == &parties_[1]; }
    LoopbackListener& listener_of(const Party& party) {
        if (&party == &parties_[0]) return first_;
        if (&party == &parties_[1]) return second_;
        return &party == &parties_[2] ? silent_ : full_;
    }

    bool begin() override { return scene_.java->echoes = true; }
    void meet(Party& party) override {
        JavaSide& java = *scene_.java;
        if (&party == &parties_[1]) {
            EXPECT_EQ(java.go_out_from_loopback(), MR_OK);
        }
        const std::int64_t handle = java.connect(listener_of(party).port(), timeout_nanos);
        if (handle <= 0) return;
        party.handle = static_cast<Handle>(handle);
        if (is_answered(party) && !java.write(party.handle, early)) close(party);
    }
    void talk(Party& party) override {
        const bool waited_for = is_answered(party) && party.handle != 0 && !party.has_finished;
        if (waited_for && !party.peer.is_open()) party.peer = listener_of(party).accept();
        PartySession::talk(party);
    }
    Handle find(const Party& party) override { return party.handle; }
    void check_one(Party& party) override {
        PartySession::check_one(party);
        const int connected = scene_.java->seen(party.handle).connected;
        EXPECT_LE(connected, is_answered(party) ? 1 : 0);
        if (reason(party) == MR_REASON_REFUSED) {
            EXPECT_EQ(connected, 0);
        }
    }
    bool whole(Party& party) override {
        if (!is_answered(party)) return reason(party) == MR_REASON_REFUSED;
        return reason(party) == MR_REASON_PEER_CLOSED && heard_all(party);
    }

    LoopbackListener first_, second_;
    LoopbackListener silent_{-1};
    LoopbackListener full_{0};
    LoopbackPeer first_in_queue_;
};

// At a name that is nobody else's, in the kernel's own name space.
inline std::string private_name() {
    static int count = 0;
    return std::string(1, '\0') + "millrace-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

// Over UNIX sockets: two peers come, and Java goes to a third one. They have no ports; each says first who it is.
class UnixSession final : public EchoSession {
public:
    explicit UnixSession(FaultScene& scene) : EchoSession(scene, 3), there_(theirs_) {
        char tag = 'a';
        for (Party& party : parties_) {
            party.says[0] = tag++;
            party.answer = party.says;
        }
    }

private:
    bool is_made(const Party& party) const { return &party == &parties_[2]; }

    bool begin() override {
        JavaSide& java = *scene_.java;
        java.echoes = true;
        const std::int64_t segment = java.lend(512);
        if (segment < 0) return false;
        mr_command listen = java.at_path(MR_CMD_LISTEN, ours_, segment);
        listen.arg = 16;
        const bool listens = java.ask(listen) > 0;
        const std::int64_t made = listens ? java.ask(java.at_path(MR_CMD_CONNECT, theirs_, segment)) : 0;
        if (made > 0) parties_[2].handle = static_cast<Handle>(made);
        java.release(segment);
        return listens;
    }
    void meet(Party& party) override {
        if (!is_made(party)) party.peer = LoopbackPeer::at_path(ours_);
    }
    void talk(Party& party) override {
        if (is_made(party) && !party.peer.is_open() && !party.has_finished) party.peer = there_.accept();
        EchoSession::talk(party);
    }
    Handle find(const Party& party) override {
        if (is_made(party)) return party.handle;
        for (const Handle handle : scene_.java->accepted) {
            if (scene_.java->seen(handle).received.starts_with(party.says[0])) return handle;
        }
        return 0;
    }

    const std::string ours_ = private_name(), theirs_ = private_name();
    LoopbackListener there_;
};

// Sockets that others made: one that is connected, and one that listens. What was not taken stays theirs, and can be offered
// again.
class AdoptedSession final : public EchoSession {
public:
    explicit AdoptedSession(FaultScene& scene) : EchoSession(scene, 3) {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        parties_[0].peer = LoopbackPeer::of(ends[0]);
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        connected_ = ends[1];
        listening_ = ::dup(listener_.fd());
    }
    ~AdoptedSession() override {
        for (const int fd : {connected_, listening_}) {
            if (fd >= 0) ::close(fd);
        }
    }

private:
    bool begin() override {
        scene_.java->echoes = true;
        const std::int64_t connection = adopt(connected_, MR_HANDLE_CONNECTION);
        const std::int64_t listener = adopt(listening_, MR_HANDLE_LISTENER);
        if (connection > 0) parties_[0].handle = static_cast<Handle>(connection);
        return connection > 0 && listener > 0;
    }
    // Twice, where it is refused at first.
    std::int64_t adopt(int& fd, mr_handle_kind kind) {
        const std::int64_t before = scene_.kernel.open_descriptors();
        std::int64_t handle = scene_.java->adopt(fd, kind);
        if (handle <= 0) {
            EXPECT_EQ(scene_.kernel.open_descriptors(), before) << "refused, and yet taken";
            handle = scene_.java->adopt(fd, kind);
            EXPECT_NE(handle, system_code(EBUSY)) << "refused once, it cannot be offered again";
        }
        if (handle > 0) fd = -1;
        return handle;
    }
    void meet(Party& party) override {
        if (&party != &parties_[0]) party.peer = LoopbackPeer(listener_.port());
    }
    Handle find(const Party& party) override {
        return &party == &parties_[0] ? party.handle : EchoSession::find(party);
    }

    LoopbackListener listener_;
    int connected_ = -1, listening_ = -1;
};

}  // namespace millrace
