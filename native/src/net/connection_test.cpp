// Floor 3. A connection under a role of its own: phases, interest, and what the role is told, and what not.
#include "net/connection.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <memory>

#include "io/fault_kernel.hpp"
#include "net/loopback_peer.hpp"
#include "net/site.hpp"

namespace millrace {
namespace {

class RecordingRole final : public Role {
public:
    void connected(Connection&) override { told += "connected "; }
    void readable(Connection& connection) override {
        const std::int64_t received = connection.receive();
        if (received == 0) return connection.peer_closed();
        if (received < 0) return;
        const Piece piece = connection.inbound().take();
        bytes.append(reinterpret_cast<const char*>(piece.data()), piece.length);
    }
    void writable(Connection&) override { ++writables; }
    bool drained(Connection&) override {
        told += "drained ";
        return true;
    }
    bool peer_finished(Connection&) override {
        told += "peer finished ";
        return true;
    }
    void ended(Connection& connection) override {
        told += "ended ";
        reason = connection.ending().reason;
    }

    std::string told, bytes;
    int writables = 0;
    mr_reason reason = MR_REASON_NONE;
};

class NobodyReads final : public MailReader {
public:
    void read_mail(const Mail&) override { ADD_FAILURE() << "mail"; }
};

class ConnectionTest : public testing::Test {
protected:
    ConnectionTest()
        : entries_(map<mr_segment_entry>(MR_SEGMENTS_MAX)),
          stats_(map<mr_connection_stats>(MR_CONNECTIONS_MAX)),
          pool(kernel, 16 << 20, entries_, MR_SEGMENTS_MAX),
          loop(kernel, pool, 0, counters),
          other_loop(kernel, pool, 1, other_counters) {
        EXPECT_EQ(loop.open(nobody_, 16), MR_OK);
        EXPECT_EQ(other_loop.open(nobody_, 16), MR_OK);
        peer = LoopbackPeer(listener_.port());
        sockaddr_storage address;
        socklen_t length = sizeof address;
        const int fd =
            static_cast<int>(kernel.accept_socket(listener_fd(), reinterpret_cast<sockaddr*>(&address), &length));
        connection = site.new_connection(0, fd);
        EXPECT_EQ(connection->attach(loop, role), MR_OK);
    }
    ~ConnectionTest() override {
        connection->end({MR_REASON_LOOP_CLOSED, MR_BY_LOCAL, 0}, true);
        connections.give_back(connection->handle());
        loop.received().release();
        other_loop.received().release();
        EXPECT_EQ(pool.segments_in_use(), 0u);
        ::munmap(entries_, sizeof(mr_segment_entry) * MR_SEGMENTS_MAX);
        ::munmap(stats_, sizeof(mr_connection_stats) * MR_CONNECTIONS_MAX);
    }

    int listener_fd() const { return listener_.fd(); }
    void turns(int count) {
        for (int i = 0; i < count; ++i) {
            EXPECT_EQ(loop.turn(0), MR_OK);
            EXPECT_EQ(other_loop.turn(0), MR_OK);
        }
    }
    Code write(std::string_view bytes) {
        SegmentRef segment = pool.take(static_cast<std::uint32_t>(bytes.size()));
        std::memcpy(segment->data, bytes.data(), bytes.size());
        return connection->write(Piece{std::move(segment), 0, static_cast<std::uint32_t>(bytes.size())});
    }

    FaultKernel kernel;

private:
    template <typename T>
    static T* map(std::size_t count) {
        return static_cast<T*>(system_kernel().map_memory(sizeof(T) * count));
    }

    LoopbackListener listener_;
    NobodyReads nobody_;
    mr_segment_entry* const entries_;
    mr_connection_stats* const stats_;

protected:
    mr_loop_counters counters{}, other_counters{};
    Pool pool;
    LoopDirectory directory;
    ConnectionTable connections{MR_HANDLE_CONNECTION, MR_CONNECTIONS_MAX};
    Site site{kernel, pool, directory, connections, stats_};
    Loop loop, other_loop;
    RecordingRole role, other_role;
    LoopbackPeer peer;
    Connection* connection = nullptr;
};

TEST_F(ConnectionTest, TellsItsRoleOnceThatItHasEnded) {
    connection->abort();
    connection->abort();
    connection->close();
    connection->end({MR_REASON_IDLE, MR_BY_LOCAL, 0}, false);
    EXPECT_EQ(role.told, "ended ");
    EXPECT_EQ(role.reason, MR_REASON_LOCAL_ABORT);
    turns(3);
    EXPECT_EQ(role.told, "ended ");
}

TEST_F(ConnectionTest, TellsOnceThatThePeerHasFinishedAlsoWhereItWasToBeLookedAtAgain) {
    ASSERT_EQ(connection->set(MR_SET_HALF_CLOSE, 1), MR_OK);
    peer.finish();
    for (int i = 0; i < 10'000 && role.told.empty(); ++i) turns(1);
    ASSERT_EQ(role.told, "peer finished ");
    role.told.clear();
    connection->look_again();
    connection->peer_closed();
    turns(3);
    EXPECT_EQ(role.told, "peer finished ");
}

TEST_F(ConnectionTest, TakesItsUnsentBytesToAnotherLoop) {
    kernel.fail(Call::send, 1, EAGAIN);
    ASSERT_EQ(write("begun here, "), MR_OK);
    loop.flush();
    EXPECT_TRUE(connection->blocked());
    connection->detach();
    EXPECT_FALSE(connection->attached());
    turns(2);
    ASSERT_EQ(connection->attach(other_loop, other_role), MR_OK);
    ASSERT_EQ(write("finished there"), MR_OK);
    turns(2);
    peer.receive();
    EXPECT_EQ(peer.received, "begun here, finished there");
    EXPECT_EQ(counters.bytes_out, 0u);
    EXPECT_EQ(other_counters.bytes_out, 26u);
    peer.send("for the other");
    turns(2);
    EXPECT_EQ(role.bytes, "");
    EXPECT_EQ(other_role.bytes, "for the other");
}

TEST_F(ConnectionTest, ADeadlineStaysBehindWhenItLeaves) {
    ASSERT_TRUE(connection->set_deadline(1000));
    connection->detach();
    kernel.advance(1'000'000'000);
    turns(2);
    ASSERT_EQ(connection->attach(other_loop, other_role), MR_OK);
    kernel.advance(1'000'000'000);
    turns(2);
    EXPECT_TRUE(connection->open());
}

TEST_F(ConnectionTest, EndsWhereItsInterestCannotBeSet) {
    kernel.fail(Call::poll_modify, 1, ENOMEM);
    connection->pause_reading();
    EXPECT_EQ(connection->phase(), Phase::ended);
    EXPECT_EQ(role.reason, MR_REASON_SYSTEM);
    EXPECT_EQ(connection->ending().detail, static_cast<std::uint64_t>(ENOMEM));
}

TEST_F(ConnectionTest, SendNowSaysWhatTheWireTookAndWhenItTakesMore) {
    std::string bytes(100, 's');
    const iovec piece{bytes.data(), bytes.size()};
    kernel.shorten(Call::send, 30);
    EXPECT_EQ(connection->send_now(&piece, 1, 100), 30);
    EXPECT_TRUE(connection->blocked());
    kernel.forget_rules();
    turns(1);
    EXPECT_FALSE(connection->blocked());
    EXPECT_EQ(role.writables, 1);
    EXPECT_EQ(connection->send_now(&piece, 1, 100), 100);
    kernel.fail(Call::send, 1, EPIPE);
    EXPECT_EQ(connection->send_now(&piece, 1, 100), -1);
    EXPECT_EQ(role.reason, MR_REASON_PEER_RESET);
}

TEST_F(ConnectionTest, EveryErrnoOfTheWireIsTriedAgainOrEndsIt) {
    for (const int error : errnos_of(Call::send)) {
        const Ending ending = ending_of_errno(error);
        const bool passes = error == EAGAIN || error == EINTR || error == ENOBUFS || error == ENOMEM;
        EXPECT_EQ(static_cast<bool>(ending), !passes) << error;
        if (ending) {
            EXPECT_EQ(ending.detail, static_cast<std::uint64_t>(error));
        }
    }
}

TEST_F(ConnectionTest, TellsOnceThatMuchIsSent) {
    const std::string bytes(200'000, 'f');
    for (int i = 0; i < 10; ++i) ASSERT_EQ(write(bytes), MR_OK);
    std::size_t limit = 1000;
    while (peer.received.size() < 10 * bytes.size() && --limit > 0) {
        turns(1);
        peer.receive();
    }
    EXPECT_EQ(peer.received.size(), 10 * bytes.size());
    EXPECT_EQ(role.told, "drained ");
}

}  // namespace
}  // namespace millrace
