// Floor 5. Through the seam: deadlines, and how long connecting may take. Neither fires before what had come was seen.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

void set_deadline(FaultMill& mill, Handle handle, std::uint64_t nanos) {
    mr_command record = command(MR_CMD_DEADLINE, handle);
    record.a = nanos;
    mill.java->tell(record);
}

void expect_ending(FaultMill& mill, Handle handle, mr_reason reason) {
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(handle); }));
    EXPECT_EQ(mill.java->reason(handle), reason);
}

TEST(Deadline, EndsWithIdleUnlessMovedOrLifted) {
    FaultMill mill;
    auto idle = mill.accept();
    auto moved = mill.accept();
    auto lifted = mill.accept();
    for (const Handle handle : {idle.handle, moved.handle, lifted.handle}) {
        set_deadline(mill, handle, 10 * second);
    }
    mill.turn();
    mill.kernel.advance(9 * second);
    mill.turn();
    set_deadline(mill, moved.handle, 10 * second);
    set_deadline(mill, lifted.handle, 0);
    mill.turn();
    mill.kernel.advance(2 * second);
    expect_ending(mill, idle.handle, MR_REASON_IDLE);
    EXPECT_FALSE(mill.java->ended(moved.handle));
    mill.kernel.advance(9 * second);
    expect_ending(mill, moved.handle, MR_REASON_IDLE);
    EXPECT_FALSE(mill.java->ended(lifted.handle));
    EXPECT_GE(mill.java->seen(idle.handle).ended[0].c, 11 * second);
}

// Whichever allocation it is that fails; another time-out has the timer set.
TEST(Deadline, IsNotSetWhereItIsRefused) {
    int refused = 0;
    for (std::uint64_t n = 1; n <= 3; ++n) {
        FaultMill mill;
        auto pair = mill.accept();
        mr_command record = command(MR_CMD_DEADLINE, pair.handle);
        record.a = 10 * second;
        AllocationWatch::reset(n);
        const bool is_refused = mill.java->ask(record) == MR_NO_MEMORY;
        AllocationWatch::reset();
        ASSERT_EQ(mill.java->set(pair.handle, MR_SET_IDLE_NANOS, 3600 * second), MR_OK);
        mill.kernel.advance(20 * second);
        for (int i = 0; i < 5; ++i) mill.turn();
        EXPECT_EQ(mill.java->ended(pair.handle), !is_refused);
        refused += is_refused;
    }
    EXPECT_GE(refused, 1);
}

TEST(Deadline, TheLongestIsNotTheShortest) {
    FaultMill mill;
    auto pair = mill.accept();
    set_deadline(mill, pair.handle, ~std::uint64_t{0});
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
}

// The process stood still, and its first wait is interrupted: the loop knows that it is late, and nothing else.
void stand_still(FaultMill& mill) {
    mill.kernel.advance(3600 * second);
    mill.kernel.fail(Call::poll_wait, 1, EINTR);
}

TEST(Deadline, IsLiftedForWhatHadComeInTime) {
    FaultMill mill;
    auto pair = mill.accept();
    set_deadline(mill, pair.handle, 10 * second);
    mill.turn();
    pair.peer.send("in time");
    stand_still(mill);
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).received == "in time"; }));
    set_deadline(mill, pair.handle, 0);
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
}

TEST(Deadline, IsLiftedForWhatTheTurnHadNoRoomFor) {
    FaultMill mill;
    std::vector<FaultMill::Pair> pairs;
    for (int i = 0; i < 1200; ++i) {
        pairs.push_back(mill.accept());
        set_deadline(mill, pairs.back().handle, 10 * second);
    }
    mill.turn();
    for (auto& pair : pairs) pair.peer.send("in time");
    mill.kernel.advance(3600 * second);
    for (int i = 0; i < 20; ++i) {
        mill.turn();
        for (auto& pair : pairs) {
            if (!mill.java->seen(pair.handle).received.empty()) set_deadline(mill, pair.handle, 0);
        }
    }
    for (auto& pair : pairs) {
        EXPECT_EQ(mill.java->seen(pair.handle).received, "in time");
        EXPECT_FALSE(mill.java->ended(pair.handle));
    }
}

TEST(Deadline, IsPutOffOnceAtMostByWhoGoesOnSending) {
    FaultMill mill;
    auto pair = mill.accept();
    set_deadline(mill, pair.handle, 10 * second);
    mill.turn();
    mill.kernel.advance(11 * second);
    for (int i = 0; i < 3; ++i) {
        pair.peer.send("x");
        mill.turn();
    }
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_IDLE);
}

TEST(ConnectTimeOut, EndsWhatNobodyAnswers) {
    FaultMill mill;
    LoopbackListener listener(0);
    LoopbackPeer fills_the_queue(listener.port());
    const std::int64_t answer = mill.java->connect(listener.port(), 3 * second);
    ASSERT_GT(answer, 0);
    const auto handle = static_cast<Handle>(answer);
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(handle));
    EXPECT_EQ(mill.java->seen(handle).connected, 0);
    mill.kernel.advance(4 * second);
    expect_ending(mill, handle, MR_REASON_REFUSED);
    EXPECT_EQ(mill.java->seen(handle).ended[0].d, static_cast<std::uint64_t>(ETIMEDOUT));
}

TEST(ConnectTimeOut, LooksAtTheSocketFirst) {
    FaultMill mill;
    LoopbackListener listener;
    const auto handle = static_cast<Handle>(mill.java->connect(listener.port(), 3 * second));
    stand_still(mill);
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(handle).connected == 1; }));
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(handle));
}

}  // namespace
}  // namespace millrace
