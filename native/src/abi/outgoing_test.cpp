// Floor 5. What a turn writes once is sent without being queued, and nothing about it is different otherwise.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

class OutgoingTest : public testing::Test {
protected:
    // Bytes that lie in what the test has been lent, from their place on.
    mr_command write(const FaultMill::Pair& pair, std::string_view bytes) {
        if (lent_ < 0) lent_ = mill.java->lend(MR_SEGMENT_BYTES);
        EXPECT_GE(lent_, 0);
        std::memcpy(mill.java->memory_of(lent_) + used_, bytes.data(), bytes.size());
        mr_command record = command(MR_CMD_WRITE, pair.handle);
        record.segment = static_cast<std::uint32_t>(lent_);
        record.offset = used_;
        record.length = static_cast<std::uint32_t>(bytes.size());
        used_ += record.length;
        return record;
    }
    void tell(const FaultMill::Pair& pair, std::string_view bytes) { mill.java->tell(write(pair, bytes)); }
    void release() {
        mill.java->release(lent_);
        lent_ = -1;
        used_ = 0;
    }
    void set(const FaultMill::Pair& pair, mr_setting setting, std::uint64_t value) {
        mr_command record = command(MR_CMD_SET, pair.handle);
        record.arg = setting;
        record.a = value;
        ASSERT_EQ(mill.java->ask(record), MR_OK);
    }
    std::uint64_t sends() const { return mill.java->counters().send_calls; }

    FaultMill mill;

private:
    std::int64_t lent_ = -1;
    std::uint32_t used_ = 0;
};

TEST_F(OutgoingTest, OneWriteIsOneSend) {
    auto pair = mill.accept();
    tell(pair, "alone");
    mill.turn();
    EXPECT_EQ(sends(), 1u);
    ASSERT_TRUE(mill.receive(pair.peer, 5));
    EXPECT_EQ(pair.peer.received, "alone");
    EXPECT_EQ(mill.java->stats(pair.handle).bytes_out, 5u);
    EXPECT_EQ(mill.java->stats(pair.handle).unsent_bytes, 0u);
}

TEST_F(OutgoingTest, WritesInTurnAreOneSendForEachConnection) {
    auto first = mill.accept();
    auto second = mill.accept();
    for (int i = 0; i < 10; ++i) {
        tell(first, std::to_string(i));
        tell(second, std::to_string(9 - i));
    }
    mill.turn();
    EXPECT_EQ(sends(), 2u);
    ASSERT_TRUE(mill.receive(first.peer, 10));
    ASSERT_TRUE(mill.receive(second.peer, 10));
    EXPECT_EQ(first.peer.received, "0123456789");
    EXPECT_EQ(second.peer.received, "9876543210");
}

TEST_F(OutgoingTest, ASegmentThatIsReleasedBehindTheWriteIsHeldUntilItIsSent) {
    auto pair = mill.accept();
    tell(pair, "kept");
    release();
    tell(pair, " and more");
    release();
    mill.turn();
    EXPECT_EQ(sends(), 1u);
    ASSERT_TRUE(mill.receive(pair.peer, 13));
    EXPECT_EQ(pair.peer.received, "kept and more");
    EXPECT_EQ(mill.counters().segments_in_use, 0u);
}

TEST_F(OutgoingTest, WhatFollowsFollows) {
    auto closed = mill.accept();
    auto finished = mill.accept();
    auto aborted = mill.accept();
    tell(closed, "before the end");
    mill.java->tell(command(MR_CMD_CLOSE, closed.handle));
    tell(finished, "before the half");
    mill.java->tell(command(MR_CMD_FINISH, finished.handle));
    tell(aborted, "never");
    mill.java->tell(command(MR_CMD_ABORT, aborted.handle));
    mill.turn();
    for (auto* pair : {&closed, &finished, &aborted}) {
        ASSERT_TRUE(mill.until([&] { return pair->peer.closed || pair->peer.reset; }, [&] { pair->peer.receive(); }));
    }
    EXPECT_EQ(closed.peer.received, "before the end");
    EXPECT_EQ(finished.peer.received, "before the half");
    EXPECT_TRUE(aborted.peer.reset);
    EXPECT_EQ(aborted.peer.received, "");
}

TEST_F(OutgoingTest, WhatTheWireDidNotTakeIsSentLater) {
    auto pair = mill.accept();
    for (const int error : {EAGAIN, ENOBUFS, EINTR}) {
        const std::size_t before = pair.peer.received.size();
        mill.kernel.fail(Call::send, 1, error);
        tell(pair, "again");
        ASSERT_TRUE(mill.receive(pair.peer, before + 5));
    }
    mill.kernel.shorten(Call::send, 3);
    tell(pair, "piecemeal");
    ASSERT_TRUE(mill.receive(pair.peer, 24));
    EXPECT_EQ(pair.peer.received, "againagainagainpiecemeal");
    EXPECT_EQ(mill.java->stats(pair.handle).unsent_bytes, 0u);
}

TEST_F(OutgoingTest, ARefusalEndsTheConnectionAndNoOther) {
    auto lost = mill.accept();
    auto kept = mill.accept();
    mill.kernel.fail(Call::send, 1, EPIPE);
    tell(lost, "lost");
    tell(kept, "kept");
    mill.turn();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(lost.handle); }));
    ASSERT_TRUE(mill.receive(kept.peer, 4));
    EXPECT_EQ(kept.peer.received, "kept");
}

// There is no memory for the queue: that ends the connection, and what follows comes too late, which is no news.
TEST_F(OutgoingTest, WhatEndsForWantOfMemoryIsNotRefusedWhatFollows) {
    auto pair = mill.accept();
    tell(pair, "lost");
    mill.java->tell(command(MR_CMD_FINISH, pair.handle));
    AllocationWatch::reset(1);
    mill.turn();
    AllocationWatch::reset();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->seen(pair.handle).ended[0].code, MR_REASON_LIMIT);
    EXPECT_TRUE(mill.java->seen(pair.handle).refused.empty());
}

TEST_F(OutgoingTest, WhatEndsForWantOfMemoryIsNotRefusedASecondWrite) {
    auto pair = mill.accept();
    tell(pair, "lost");
    tell(pair, "and this");
    AllocationWatch::reset(1);
    mill.turn();
    AllocationWatch::reset();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_TRUE(mill.java->seen(pair.handle).refused.empty());
}

TEST_F(OutgoingTest, NoBytesAreNoSystemCall) {
    auto pair = mill.accept();
    tell(pair, "");
    mill.turn();
    EXPECT_EQ(sends(), 0u);
}

TEST_F(OutgoingTest, MoreThanTheMarkIsToldWhenItHasDrained) {
    auto pair = mill.accept();
    for (const mr_setting setting : {MR_SET_LOW_WATER, MR_SET_HIGH_WATER}) set(pair, setting, 4);
    tell(pair, "four");
    ASSERT_TRUE(mill.receive(pair.peer, 4));
    EXPECT_EQ(mill.java->seen(pair.handle).drained, 0);
    tell(pair, "five!");
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).drained == 1; }));
    ASSERT_TRUE(mill.receive(pair.peer, 9));
    EXPECT_EQ(pair.peer.received, "fourfive!");
    mill.kernel.shorten(Call::send, 3);
    tell(pair, "six...");  // of which less is left than the mark
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).drained == 2; }));
    ASSERT_TRUE(mill.receive(pair.peer, 15));
    EXPECT_EQ(pair.peer.received, "fourfive!six...");
}

TEST_F(OutgoingTest, MoreThanTheLimitIsRefusedAndNotSent) {
    auto pair = mill.accept();
    for (const mr_setting setting : {MR_SET_LOW_WATER, MR_SET_HIGH_WATER, MR_SET_UNSENT_MAX}) set(pair, setting, 4);
    tell(pair, "five!");
    mill.turn();
    ASSERT_TRUE(mill.until([&] { return pair.peer.reset || pair.peer.closed; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(pair.peer.received, "");
    EXPECT_EQ(sends(), 0u);
}

TEST_F(OutgoingTest, WhatIsAskedBetweenTwoTurnsWaitsForTheNext) {
    auto pair = mill.accept();
    ASSERT_EQ(mill.java->ask(write(pair, "early")), MR_OK);
    EXPECT_EQ(sends(), 0u);
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    ASSERT_TRUE(mill.until([&] { return pair.peer.closed; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(pair.peer.received, "early");
}

}  // namespace
}  // namespace millrace
