// Floor 5. Through the seam: a listener at its limits, UNIX sockets, and sockets that others made.
#include <gtest/gtest.h>
#include <sys/un.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

void allow(FaultMill& mill, std::uint64_t connections) {
    mr_command record = command(MR_CMD_ACCEPT, static_cast<Handle>(mill.listening));
    record.a = connections;
    ASSERT_EQ(mill.java->ask(record), MR_OK);
}

TEST(Allowed, IsExactlyWhatIsAccepted) {
    FaultMill mill;
    allow(mill, 3);
    std::deque<LoopbackPeer> peers;
    for (int i = 0; i < 10; ++i) peers.emplace_back(mill.port);
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 3; }));
    const std::uint64_t calls = mill.java->counters().accept_calls;
    for (int i = 0; i < 50; ++i) mill.turn();
    EXPECT_EQ(mill.java->accepted.size(), 3u);
    EXPECT_EQ(mill.java->counters().accept_calls, calls) << "it does not ask in vain";
    allow(mill, 2);
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 5; }));
    allow(mill, ~std::uint64_t{0} - 1);
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 10; }));
}

TEST(DescriptorLimit, TurnsAwayInsteadOfStalling) {
    FaultMill mill;
    mill.kernel.fail(Call::accept_socket, 1, EMFILE);  // and the spare one is there for the second call
    LoopbackPeer peer(mill.port);
    ASSERT_TRUE(mill.until([&] { return peer.closed || peer.reset; }, [&] { peer.receive(); }));
    EXPECT_EQ(mill.java->counters().connections_refused, 1u);
    EXPECT_TRUE(mill.java->accepted.empty());
    LoopbackPeer next(mill.port);
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1; }));
}

TEST(DescriptorLimit, WithoutEvenTheSpareOneRestsAndGoesOn) {
    FaultMill mill;
    mill.kernel.fail(Call::accept_socket, 1, EMFILE, 4);
    LoopbackPeer peer(mill.port);
    mill.step_nanos = Loop::retry_nanos / 4;
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1; }));
    EXPECT_LE(mill.java->counters().accept_calls, 8u) << "no spinning";
}

// A path that is nobody's, gone with the test.
class TemporaryPath {
public:
    TemporaryPath() : path_("/tmp/millrace-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count_)) {}
    ~TemporaryPath() { ::unlink(path_.c_str()); }
    const std::string& text() const { return path_; }

private:
    static inline int count_ = 0;
    std::string path_;
};

class UnixSockets : public testing::TestWithParam<bool> {};

TEST_P(UnixSockets, ListenAndConnect) {
    FaultMill mill;
    TemporaryPath path;
    const std::string name = GetParam() ? std::string(1, '\0') + path.text() : path.text();
    JavaSide& java = *mill.java;
    const std::int64_t segment = java.lend(1000);
    mr_command listen = java.at_path(MR_CMD_LISTEN, name, segment);
    listen.arg = 16;
    const std::int64_t listener = java.ask(listen);
    ASSERT_GT(listener, 0);
    const std::int64_t client = java.ask(java.at_path(MR_CMD_CONNECT, name, segment));
    ASSERT_GT(client, 0);
    java.release(segment);
    ASSERT_TRUE(
        mill.until([&] { return java.accepted.size() == 1 && java.seen(static_cast<Handle>(client)).connected == 1; }));
    const Handle server = java.accepted[0];
    ASSERT_TRUE(java.write(static_cast<Handle>(client), "over a path"));
    ASSERT_TRUE(mill.until([&] { return java.seen(server).received == "over a path"; }));
    EXPECT_EQ(java.question(MR_CMD_ADDRESS, server, MR_END_LOCAL), 1);
    java.tell(command(MR_CMD_CLOSE, static_cast<Handle>(client)));
    ASSERT_TRUE(mill.until([&] { return java.ended(server); }));
    EXPECT_EQ(java.reason(server), MR_REASON_PEER_CLOSED);
}

INSTANTIATE_TEST_SUITE_P(Names, UnixSockets, testing::Bool(),
                         [](const auto& which) { return which.param ? "Abstract" : "Path"; });

TEST(UnixAddress, IsRefusedWhenItIsNone) {
    FaultMill mill;
    JavaSide& java = *mill.java;
    const std::int64_t segment = java.lend(1000);
    for (const std::string& path : {std::string(), std::string(108, 'x'), std::string("a\0b", 3)}) {
        EXPECT_EQ(java.ask(java.at_path(MR_CMD_LISTEN, path, segment)), MR_OUT_OF_RANGE);
        EXPECT_EQ(java.ask(java.at_path(MR_CMD_CONNECT, path, segment)), MR_OUT_OF_RANGE);
    }
    mr_command beyond = java.at_path(MR_CMD_LISTEN, "x", segment);
    beyond.offset = 0xffffffff;
    EXPECT_EQ(java.ask(beyond), MR_OUT_OF_RANGE);
    EXPECT_LT(java.ask(java.at_path(MR_CMD_CONNECT, "/nobody/listens/here", segment)), MR_SYSTEM_BASE);
    java.release(segment);
}

TEST(Adopt, AListenerThatOthersMade) {
    FaultMill mill;
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = LoopbackPeer::loopback(0);
    ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(mill.java->adopt(fd, MR_HANDLE_LISTENER), system_code(EINVAL)) << "it does not listen";
    ASSERT_EQ(::listen(fd, 16), 0);
    const std::int64_t listener = mill.java->adopt(fd, MR_HANDLE_LISTENER);
    ASSERT_GT(listener, 0);
    LoopbackPeer peer(mill.java->port_of(listener));
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1; }));
}

TEST(Adopt, AConnectionThatOthersMade) {
    FaultMill mill;
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const std::int64_t connection = mill.java->adopt(ends[0], MR_HANDLE_CONNECTION);
    ASSERT_GT(connection, 0);
    ASSERT_EQ(::send(ends[1], "hello", 5, 0), 5);
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(static_cast<Handle>(connection)).received == "hello"; }));
    EXPECT_EQ(mill.java->adopt(ends[0], MR_HANDLE_CONNECTION), system_code(EBUSY)) << "it is ours already";
    ::close(ends[1]);
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(static_cast<Handle>(connection)); }));
}

// One that could not be taken after all is still theirs, and can be offered again.
TEST(Adopt, LeavesToOthersWhatItCouldNotTake) {
    FaultMill mill;
    JavaSide& java = *mill.java;
    const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_EQ(::listen(listening, 16), 0);
    const int datagrams = ::socket(AF_INET, SOCK_DGRAM, 0);
    const std::int64_t before = mill.kernel.open_descriptors();
    for (const auto& [fd, kind] : {std::pair{listening, MR_HANDLE_LISTENER}, {datagrams, MR_HANDLE_DATAGRAMS}}) {
        mill.kernel.fail(Call::poll_add, 1, ENOMEM);
        EXPECT_EQ(java.adopt(fd, kind), system_code(ENOMEM));
        EXPECT_EQ(mill.kernel.open_descriptors(), before);
        const std::int64_t adopted = java.adopt(fd, kind);
        EXPECT_GT(adopted, 0);
        EXPECT_EQ(java.ask(command(MR_CMD_CLOSE, static_cast<Handle>(adopted))), MR_OK);
    }
}

TEST(Adopt, RefusesWhatIsNoSuchSocket) {
    FaultMill mill;
    JavaSide& java = *mill.java;
    const int datagram = ::socket(AF_INET, SOCK_DGRAM, 0);
    const int stream = ::socket(AF_INET, SOCK_STREAM, 0);
    for (const int fd : {datagram, stream, 0, 1'000'000, -1}) {
        EXPECT_LT(java.adopt(fd, MR_HANDLE_LISTENER), 0) << fd;
        EXPECT_LT(java.adopt(fd, MR_HANDLE_CONNECTION), 0) << fd;
        EXPECT_EQ(java.adopt(fd, MR_HANDLE_FEED), MR_OUT_OF_RANGE);
    }
    EXPECT_EQ(java.adopt(stream, MR_HANDLE_DATAGRAMS), system_code(EINVAL));
    ::close(datagram);
    ::close(stream);
}

}  // namespace
}  // namespace millrace
