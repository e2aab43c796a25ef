// Floor 5. For tests: a session of datagrams. One socket sends numbered ones, the other answers each with the same.
#pragma once

#include <set>

#include "abi/fault_session.hpp"

namespace millrace {

class DatagramsSession final : public Session {
public:
    explicit DatagramsSession(FaultScene& scene) : scene_(scene) {}

    bool run() override {
        if (!scene_.usable() || !open(asking_) || !open(answering_)) return false;
        scene_.step_nanos = 1'000'000;
        for (int turns = 0; turns < turns_max && !over(); ++turns) {
            if (asked_ < datagrams) asked_ += send(asking_, answering_, std::to_string(asked_) + filling);
            const std::vector<std::string>& asked = seen(answering_).frames;
            if (answered_ < asked.size()) answered_ += send(answering_, asking_, asked[answered_]);
            scene_.turn();
        }
        EXPECT_TRUE(over()) << "it hangs";
        for (const Socket* socket : {&asking_, &answering_}) {
            EXPECT_EQ(scene_.java->ask(command(MR_CMD_CLOSE, socket->handle)), MR_OK);
            EXPECT_EQ(scene_.java->ask(command(MR_CMD_CLOSE, socket->handle)), MR_STALE);
        }
        return true;
    }

    // How many datagrams did not get there. The kernel loses none between two sockets of one machine.
    int harmed() override { return static_cast<int>(counters().datagrams_dropped); }

    // Each came whole, as it was sent, and once; and what did not come was counted.
    void check() override {
        EXPECT_EQ(counters().datagrams_in, counters().datagrams_out);
        EXPECT_EQ(asked_ + answered_, counters().datagrams_out + counters().datagrams_dropped);
        for (const Socket* socket : {&asking_, &answering_}) {
            const std::vector<std::string>& came = seen(*socket).frames;
            EXPECT_EQ(std::set<std::string>(came.begin(), came.end()).size(), came.size()) << "one came twice";
            for (const std::string& bytes : came) EXPECT_EQ(bytes, std::to_string(std::atoi(bytes.c_str())) + filling);
            for (const mr_event& event : seen(*socket).datagrams) {
                EXPECT_EQ(event.a, socket == &asking_ ? answering_.port : asking_.port);
            }
        }
    }
    std::string description() override {
        return "asked " + std::to_string(asked_) + ", answered " + std::to_string(answered_) + ", dropped " +
               std::to_string(counters().datagrams_dropped);
    }

private:
    static constexpr std::size_t datagrams = 40;
    static constexpr int turns_max = 5'000;
    inline static const std::string filling = "th of them" + std::string(300, '.');

    struct Socket {
        Handle handle = 0;
        std::uint16_t port = 0;
    };

    bool open(Socket& socket) {
        mr_command record = command(MR_CMD_DATAGRAMS);
        name_loopback(record);
        record.arg = 2048;
        const std::int64_t handle = scene_.java->ask(record);
        if (handle <= 0) return false;
        socket = {static_cast<Handle>(handle), scene_.java->port_of(handle)};
        return socket.port != 0;
    }
    // False: no memory for it, and Java tries again.
    bool send(const Socket& from, const Socket& to, std::string_view bytes) {
        JavaSide& java = *scene_.java;
        const std::int64_t segment = java.lend(static_cast<std::uint32_t>(bytes.size()));
        if (segment < 0) return false;
        std::memcpy(java.memory_of(segment), bytes.data(), bytes.size());
        mr_command record = command(MR_CMD_SEND_TO, from.handle);
        name_loopback(record);
        record.arg = to.port;
        record.segment = static_cast<std::uint32_t>(segment);
        record.length = static_cast<std::uint32_t>(bytes.size());
        java.tell(record);
        java.release(segment);
        return true;
    }
    static void name_loopback(mr_command& record) {
        const std::uint8_t loopback[8] = {127, 0, 0, 1};
        std::memcpy(&record.a, loopback, sizeof loopback);
        record.flags = 4;
    }

    bool over() {
        const bool all_said = asked_ == datagrams && answered_ == seen(answering_).frames.size();
        const bool all_sent = counters().datagrams_out + counters().datagrams_dropped == asked_ + answered_;
        return all_said && all_sent && counters().datagrams_in == counters().datagrams_out;
    }
    Seen& seen(const Socket& socket) { return scene_.java->seen(socket.handle); }
    const mr_loop_counters& counters() { return scene_.java->counters(); }

    FaultScene& scene_;
    Socket asking_, answering_;
    std::size_t asked_ = 0, answered_ = 0;
};

}  // namespace millrace
