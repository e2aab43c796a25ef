// Floor 5. Through the seam: who holds a segment, for how long, and what the ceiling does.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

mr_command of_segment(mr_command_kind kind, std::int64_t segment) {
    mr_command record = command(kind);
    record.segment = static_cast<std::uint32_t>(segment);
    return record;
}

TEST(Segment, IsHeldOnceForEachLendAndRetain) {
    FaultMill mill;
    const std::int64_t segment = mill.java->lend(1000);
    ASSERT_GE(segment, 0);
    EXPECT_EQ(mill.counters().segments_in_use, 1u);
    EXPECT_EQ(mill.java->ask(of_segment(MR_CMD_RETAIN, segment)), MR_OK);
    EXPECT_EQ(mill.java->ask(of_segment(MR_CMD_RELEASE, segment)), MR_OK);
    EXPECT_EQ(mill.counters().segments_in_use, 1u);
    EXPECT_EQ(mill.java->ask(of_segment(MR_CMD_RELEASE, segment)), MR_OK);
    EXPECT_EQ(mill.counters().segments_in_use, 0u);
    EXPECT_EQ(mill.java->ask(of_segment(MR_CMD_RELEASE, segment)), MR_OUT_OF_RANGE);
    EXPECT_EQ(mill.java->ask(of_segment(MR_CMD_RETAIN, segment)), MR_OUT_OF_RANGE);
}

TEST(Segment, OfAnEventStaysUntilTheNextTurnHasAppliedItsCommands) {
    FaultMill mill;
    auto pair = mill.accept();
    pair.peer.send("keep me");
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).received == "keep me"; }));
    const mr_event event = mill.java->event(0);
    mill.java->tell(of_segment(MR_CMD_RETAIN, event.segment));
    mill.turn();
    // The segment must not be received into again while Java holds it.
    for (int i = 0; i < 200; ++i) {
        pair.peer.send(std::string(1000, 'x'));
        mill.turn();
    }
    EXPECT_EQ(mill.java->bytes_of(event), "keep me");
    mill.java->tell(mill.java->echo(event));
    mill.java->release(event.segment);
    ASSERT_TRUE(mill.receive(pair.peer, 7));
    EXPECT_EQ(pair.peer.received, "keep me");
    mill.turn();
    EXPECT_LE(mill.counters().segments_in_use, 1u);  // what the loop receives into
}

TEST(Segment, OneLoopCannotReleaseWhatAnotherHolds) {
    FaultMill mill;
    const std::int64_t other_loop = mill.mill().open_loop(MR_LOOP_CONTROL);
    {
        JavaSide other(mill.mill(), other_loop);
        const std::int64_t segment = other.lend(1000);
        EXPECT_EQ(mill.java->ask(of_segment(MR_CMD_RELEASE, segment)), MR_OUT_OF_RANGE);
        EXPECT_EQ(mill.java->ask(of_segment(MR_CMD_RETAIN, segment)), MR_OK);
    }
    EXPECT_EQ(mill.mill().close_loop(static_cast<Handle>(other_loop)), MR_OK);
    EXPECT_EQ(mill.counters().segments_in_use, 1u);  // the hold of this loop goes on, and ends with it
}

TEST(Segment, SizesAreRoundedUpAndBounded) {
    FaultMill mill;
    for (const std::uint32_t bytes : {0u, 1u, 512u, 513u, 65536u, 65537u, 16777216u}) {
        const std::int64_t segment = mill.java->lend(bytes);
        ASSERT_GE(segment, 0) << bytes;
        mr_command write = of_segment(MR_CMD_WRITE, segment);
        write.length = bytes;
        EXPECT_EQ(mill.java->ask(write), MR_WRONG_KIND);  // no connection, but the range was not the reason
        mill.java->release(segment);
    }
    EXPECT_EQ(mill.java->lend(16777217), MR_OUT_OF_RANGE);
    EXPECT_EQ(mill.java->lend(0xffffffff), MR_OUT_OF_RANGE);
    mill.turn();
    EXPECT_EQ(mill.counters().segments_in_use, 0u);
}

TEST(Ceiling, RefusesToLendAndPausesReadingInsteadOfFailing) {
    FaultMill mill(1 << 20);
    mill.step_nanos = 1'000'000;
    auto pair = mill.accept();
    auto other = mill.accept();
    std::vector<std::int64_t> lent;
    for (std::int64_t segment; (segment = mill.java->lend(65536)) >= 0;) lent.push_back(segment);
    EXPECT_EQ(lent.size(), 16u);
    EXPECT_EQ(mill.java->lend(1), MR_NO_MEMORY);
    pair.peer.send("waits for memory");
    other.peer.send("so does this");
    for (int i = 0; i < 100; ++i) mill.turn();
    EXPECT_EQ(mill.java->seen(pair.handle).received, "");
    // Nobody spins meanwhile: a wait without events is a wait.
    const std::uint64_t receives = mill.java->counters().receive_calls;
    for (int i = 0; i < 100; ++i) mill.turn();
    EXPECT_EQ(mill.java->counters().receive_calls, receives);
    mill.java->release(lent.back());
    EXPECT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).received == "waits for memory"; }));
    EXPECT_TRUE(mill.until([&] { return mill.java->seen(other.handle).received == "so does this"; }));
    EXPECT_EQ(mill.java->seen(pair.handle).ended.size(), 0u);
}

TEST(Ceiling, AClosingConnectionStillEnds) {
    FaultMill mill(1 << 20);
    mill.step_nanos = 1'000'000;
    auto pair = mill.accept();
    ASSERT_TRUE(mill.java->write(pair.handle, "last words"));
    std::vector<std::int64_t> lent;
    while (mill.java->lend(512) >= 0) {
    }
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    pair.peer.send("nobody reads this");
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_LOCAL_CLOSE);
    EXPECT_EQ(pair.peer.received, "last words");
}

}  // namespace
}  // namespace millrace
