// Floor 5. Through the seam: what a connection may hold back, and how long it may take.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

TEST(Settings, AreWhatWasSet) {
    FaultMill mill;
    auto pair = mill.accept();
    JavaSide& java = *mill.java;
    const struct {
        mr_setting setting;
        std::uint64_t value;
    } all[] = {{MR_SET_NO_DELAY, 0},          {MR_SET_NO_DELAY, 1},         {MR_SET_KEEP_ALIVE, 0},
               {MR_SET_TRAFFIC_CLASS, 0x10},  {MR_SET_HALF_CLOSE, 1},       {MR_SET_HIGH_WATER, 1 << 20},
               {MR_SET_LOW_WATER, 512 << 10}, {MR_SET_UNSENT_MAX, 4 << 20}, {MR_SET_CROWDED_INPUT, 1},
               {MR_SET_IDLE_NANOS, second},   {MR_SET_READ_NANOS, second},  {MR_SET_WRITE_NANOS, second}};
    for (const auto& one : all) {
        EXPECT_EQ(java.set(pair.handle, one.setting, one.value), MR_OK) << one.setting;
        EXPECT_EQ(java.question(MR_CMD_GET, pair.handle, one.setting), static_cast<std::int64_t>(one.value))
            << one.setting;
    }
    // The kernel doubles what it is told, for its own use.
    EXPECT_EQ(java.set(pair.handle, MR_SET_SEND_BUFFER, 32 << 10), MR_OK);
    EXPECT_GE(java.question(MR_CMD_GET, pair.handle, MR_SET_SEND_BUFFER), 32 << 10);
    EXPECT_EQ(java.set(pair.handle, MR_SET_RECEIVE_BUFFER, 32 << 10), MR_OK);
    EXPECT_GE(java.question(MR_CMD_GET, pair.handle, MR_SET_RECEIVE_BUFFER), 32 << 10);
}

TEST(Settings, RefuseWhatIsOutOfRange) {
    FaultMill mill;
    auto pair = mill.accept();
    JavaSide& java = *mill.java;
    const struct {
        std::uint32_t setting;
        std::uint64_t value;
    } all[] = {{0, 0},
               {9, 1},
               {23, 1},
               {27, 1},
               {0xffffffff, 0},
               {MR_SET_NO_DELAY, 2},
               {MR_SET_TRAFFIC_CLASS, 256},
               {MR_SET_SEND_BUFFER, 1u << 31},
               {MR_SET_HALF_CLOSE, 2},
               {MR_SET_CROWDED_INPUT, ~std::uint64_t{0}},
               {MR_SET_HIGH_WATER, 16 * 1024 - 1},
               {MR_SET_HIGH_WATER, (64 << 20) + 1},
               {MR_SET_HIGH_WATER, std::uint64_t{1} << 32 | 65536},
               {MR_SET_LOW_WATER, 64 * 1024 + 1},
               {MR_SET_UNSENT_MAX, 64 * 1024 - 1},
               {MR_SET_UNSENT_MAX, Settings::unsent_bytes_limit + std::uint64_t{1}}};
    for (const auto& one : all) {
        EXPECT_EQ(java.set(pair.handle, static_cast<mr_setting>(one.setting), one.value), MR_OUT_OF_RANGE)
            << one.setting << ' ' << one.value;
    }
}

TEST(Marks, TellOfTheLowOne) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    mill.java->set(pair.handle, MR_SET_HIGH_WATER, 4 << 20);
    mill.java->set(pair.handle, MR_SET_LOW_WATER, 3 << 20);
    ASSERT_TRUE(mill.java->write(pair.handle, std::string(8 << 20, 'm')));
    mill.turn();
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.drained == 1; }, [&] { pair.peer.receive(100'000); }));
    const std::uint64_t unsent = mill.java->stats(pair.handle).unsent_bytes;
    EXPECT_LE(unsent, 3u << 20);
    EXPECT_GT(unsent, 0u) << "it does not wait until all is gone";
    ASSERT_TRUE(mill.receive(pair.peer, 8 << 20));
    mill.turn();
    EXPECT_EQ(seen.drained, 1);
}

// A peer that sends requests and never reads what they cause.
class Glutton {
public:
    explicit Glutton(FaultMill& mill, bool input_goes_on = false) : mill_(mill), pair_(mill.accept(16 * 1024)) {
        mill.java->echoes = true;
        mill.java->set(pair_.handle, MR_SET_SEND_BUFFER, 16 * 1024);
        mill.java->set(pair_.handle, MR_SET_CROWDED_INPUT, input_goes_on);
    }
    void send_for(int turns) {
        for (int i = 0; i < turns; ++i) {
            sent += pair_.peer.send(std::string(1000, static_cast<char>('a' + i % 26)));
            mill_.turn();
        }
    }
    std::uint64_t unsent() const { return mill_.java->stats(pair_.handle).unsent_bytes; }
    FaultMill::Pair& pair() { return pair_; }

    std::size_t sent = 0;

private:
    FaultMill& mill_;
    FaultMill::Pair pair_;
};

TEST(Crowded, ReceivesNothingAndCostsLittle) {
    FaultMill mill;
    Glutton glutton(mill);
    glutton.send_for(20'000);
    EXPECT_LE(glutton.unsent(), 128u * 1024);
    EXPECT_LE(mill.counters().segment_bytes_in_use, 256u * 1024);
    EXPECT_FALSE(mill.java->ended(glutton.pair().handle));
    // It changes its mind, and gets every byte.
    std::string expected;
    ASSERT_TRUE(mill.until([&] { return glutton.pair().peer.received.size() >= glutton.sent; },
                           [&] { glutton.pair().peer.receive(); }));
    EXPECT_EQ(glutton.pair().peer.received.size(), glutton.sent);
}

TEST(Crowded, GoesOnReceivingWhereThatIsWanted) {
    FaultMill mill;
    Glutton glutton(mill, true);
    glutton.send_for(1000);
    EXPECT_GT(glutton.unsent(), 256u * 1024);
}

TEST(Crowded, ByBytesOfManyHoldsNoSegmentForEach) {
    // Each turn's input of one byte lies in a segment with that of a hundred others.
    FaultMill mill;
    auto slow = mill.accept(16 * 1024);
    auto busy = mill.accept();
    mill.java->echoes = true;
    mill.java->set(slow.handle, MR_SET_SEND_BUFFER, 16 * 1024);
    ASSERT_TRUE(mill.java->write(slow.handle, std::string(64 * 1024 - 100, 'f')));  // its peer takes no more
    mill.turn();
    for (int i = 0; i < 500; ++i) {
        slow.peer.send("x");
        busy.peer.send(std::string(60'000, 'y'));
        mill.turn();
        busy.peer.receive();
    }
    ASSERT_TRUE(
        mill.until([&] { return mill.java->stats(busy.handle).unsent_bytes == 0; }, [&] { busy.peer.receive(); }));
    EXPECT_GT(mill.java->stats(slow.handle).unsent_bytes, 0u);
    EXPECT_LE(mill.counters().segment_bytes_in_use, 512u * 1024);
}

class TimeOuts : public testing::TestWithParam<mr_setting> {};

TEST_P(TimeOuts, EndAConnectionThatIsSilent) {
    FaultMill mill;
    auto pair = mill.accept();
    ASSERT_EQ(mill.java->set(pair.handle, GetParam(), 10 * second), MR_OK);
    mill.kernel.advance(9 * second);
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
    mill.kernel.advance(2 * second);
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_IDLE);
    EXPECT_EQ(mill.java->seen(pair.handle).ended[0].d, 10 * second);
}

TEST_P(TimeOuts, ArePutOffByEachByteReceived) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->set(pair.handle, GetParam(), 10 * second);
    for (int i = 0; i < 20; ++i) {
        mill.kernel.advance(6 * second);
        pair.peer.send("x");
        ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).received.size() == std::size_t(i) + 1; }));
    }
    EXPECT_FALSE(mill.java->ended(pair.handle));
}

TEST_P(TimeOuts, LookAtTheSocketFirstAfterAPause) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->set(pair.handle, GetParam(), 10 * second);
    pair.peer.send("in time");
    mill.kernel.advance(3600 * second);  // the JVM stood still
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
    EXPECT_EQ(mill.java->seen(pair.handle).received, "in time");
}

TEST_P(TimeOuts, LookAtTheSocketThoughTheTurnHadNoRoomForItsInput) {
    FaultMill mill;
    std::vector<FaultMill::Pair> pairs;
    for (int i = 0; i < 1200; ++i) {
        pairs.push_back(mill.accept());
        mill.java->set(pairs.back().handle, GetParam(), 10 * second);
    }
    for (auto& pair : pairs) pair.peer.send("in time");
    mill.kernel.advance(3600 * second);
    for (int i = 0; i < 20; ++i) mill.turn();
    for (auto& pair : pairs) {
        EXPECT_FALSE(mill.java->ended(pair.handle));
        EXPECT_EQ(mill.java->seen(pair.handle).received, "in time");
    }
}

// Whichever allocation it is that fails; another one has the timer set.
TEST_P(TimeOuts, AreNotSetWhereTheyAreRefused) {
    int refused = 0;
    for (std::uint64_t n = 1; n <= 3; ++n) {
        FaultMill mill;
        auto pair = mill.accept();
        AllocationWatch::reset(n);
        const bool is_refused = mill.java->set(pair.handle, GetParam(), 10 * second) == MR_NO_MEMORY;
        AllocationWatch::reset();
        ASSERT_EQ(mill.java->set(pair.handle, MR_SET_WRITE_NANOS, 5 * second), MR_OK);
        mr_command deadline = command(MR_CMD_DEADLINE, pair.handle);
        deadline.a = 3600 * second;
        ASSERT_EQ(mill.java->ask(deadline), MR_OK);
        mill.kernel.advance(20 * second);
        for (int i = 0; i < 5; ++i) mill.turn();
        EXPECT_EQ(mill.java->ended(pair.handle), !is_refused);
        refused += is_refused;
    }
    EXPECT_GE(refused, 1);
}

INSTANTIATE_TEST_SUITE_P(OfInput, TimeOuts, testing::Values(MR_SET_IDLE_NANOS, MR_SET_READ_NANOS),
                         [](const auto& which) { return which.param == MR_SET_IDLE_NANOS ? "Idle" : "Read"; });

TEST(IdleTimeOut, IsPutOffByOutputToo) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->set(pair.handle, MR_SET_IDLE_NANOS, 10 * second);
    for (int i = 0; i < 10; ++i) {
        mill.kernel.advance(6 * second);
        ASSERT_TRUE(mill.java->write(pair.handle, "x"));
        for (int turn = 0; turn < 3; ++turn) mill.turn();
        ASSERT_FALSE(mill.java->ended(pair.handle));
    }
}

TEST(ReadTimeOut, DoesNotCountWhileReadingIsPaused) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->set(pair.handle, MR_SET_READ_NANOS, 10 * second);
    mill.java->tell(command(MR_CMD_PAUSE_READING, pair.handle));
    mill.turn();
    mill.kernel.advance(60 * second);
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
    mill.java->tell(command(MR_CMD_RESUME_READING, pair.handle));
    mill.turn();
    mill.kernel.advance(9 * second);
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle)) << "it counts from then on";
    mill.kernel.advance(2 * second);
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
}

TEST(WriteTimeOut, EndsAPeerThatTakesNothing) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    ASSERT_TRUE(mill.java->write(pair.handle, std::string(8 << 20, 'w')));
    for (int i = 0; i < 100; ++i) mill.turn();
    mill.kernel.advance(30 * second);
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
    mill.kernel.advance(120 * second);
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }, [&] { mill.kernel.advance(second); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_STALLED);
}

TEST(WriteTimeOut, IsPutOffByWhatThePeersTcpTakes) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    ASSERT_TRUE(mill.java->write(pair.handle, std::string(16 << 20, 'w')));
    for (int i = 0; i < 60; ++i) {
        mill.kernel.advance(40 * second);
        pair.peer.receive(200'000);
        for (int turn = 0; turn < 5; ++turn) mill.turn();
        ASSERT_FALSE(mill.java->ended(pair.handle)) << i;
    }
}

// Of a UNIX socket the kernel counts the memory that unread bytes take, which is far more than there are.
TEST(WriteTimeOut, IsPutOffByWhatAPeerAtAUnixSocketReads) {
    FaultMill mill;
    JavaSide& java = *mill.java;
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    LoopbackPeer peer = LoopbackPeer::of(ends[1]);
    const auto handle = static_cast<Handle>(java.adopt(ends[0], MR_HANDLE_CONNECTION));
    ASSERT_EQ(java.set(handle, MR_SET_SEND_BUFFER, 4096), MR_OK);
    for (int i = 0; i < 60; ++i) {
        ASSERT_TRUE(java.write(handle, "x"));
        mill.turn();
    }
    ASSERT_GT(java.stats(handle).unsent_bytes, 0u);
    for (int i = 0; i < 10; ++i) {
        mill.kernel.advance(40 * second);
        peer.receive(1);
        for (int turn = 0; turn < 5; ++turn) mill.turn();
        ASSERT_FALSE(java.ended(handle)) << i;
    }
}

TEST(TimeOutsOfAHandedOverConnection, GoOnThere) {
    FaultMill mill;
    const auto feed = static_cast<Handle>(mill.open_feed());
    auto pair = mill.accept();
    mill.java->set(pair.handle, MR_SET_READ_NANOS, 10 * second);
    mill.java->hand_over(pair.handle, MR_ROLE_SOURCE, feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(mill.until([&] { return mill.on_data_loop(pair.handle); }));
    mill.kernel.advance(11 * second);
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_IDLE);
}

}  // namespace
}  // namespace millrace
