// Floor 5. Through the seam: each direction of a connection has an end of its own.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

TEST(HalfClose, OurEndComesBehindTheLastByteAndInputGoesOn) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    const std::string bytes(8 << 20, 'b');
    ASSERT_TRUE(mill.java->write(pair.handle, bytes));
    mill.java->tell(command(MR_CMD_FINISH, pair.handle));
    mill.turn();
    Seen& seen = mill.java->seen(pair.handle);
    EXPECT_EQ(seen.finished, 0) << "most of it is not sent yet";
    ASSERT_TRUE(mill.until([&] { return pair.peer.closed; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(pair.peer.received, bytes);
    EXPECT_EQ(seen.finished, 1);
    pair.peer.send("still talking");
    ASSERT_TRUE(mill.until([&] { return seen.received == "still talking"; }));
    EXPECT_FALSE(mill.java->ended(pair.handle));
    pair.peer.close();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_CLOSED);
}

TEST(HalfClose, NothingIsWrittenBehindOurEnd) {
    FaultMill mill;
    auto pair = mill.accept();
    EXPECT_EQ(mill.java->ask(command(MR_CMD_FINISH, pair.handle)), MR_OK);
    EXPECT_EQ(mill.java->ask(command(MR_CMD_FINISH, pair.handle)), MR_WRONG_STATE);
    ASSERT_TRUE(mill.java->write(pair.handle, "late"));
    ASSERT_TRUE(mill.until([&] { return pair.peer.closed; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(pair.peer.received, "");
    EXPECT_EQ(mill.java->seen(pair.handle).refused.at(0).code, MR_WRONG_STATE);
}

TEST(HalfClose, ThePeersEndIsToldAndOutputGoesOn) {
    FaultMill mill;
    auto pair = mill.accept();
    EXPECT_EQ(mill.java->set(pair.handle, MR_SET_HALF_CLOSE, 1), MR_OK);
    pair.peer.send("request");
    pair.peer.finish();
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.peer_finished == 1; }));
    EXPECT_EQ(seen.received, "request");
    const std::uint64_t waits = mill.java->counters().events;
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_EQ(mill.java->counters().events, waits) << "told once";
    ASSERT_TRUE(mill.java->write(pair.handle, "answer"));
    ASSERT_TRUE(mill.receive(pair.peer, 6));
    EXPECT_FALSE(mill.java->ended(pair.handle));
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_LOCAL_CLOSE);
    pair.peer.receive();
    EXPECT_TRUE(pair.peer.closed);
    EXPECT_FALSE(pair.peer.reset);
}

TEST(HalfClose, BothEndsEndTheConnectionWhicheverCameFirst) {
    for (const bool ours_first : {true, false}) {
        FaultMill mill;
        auto pair = mill.accept();
        mill.java->set(pair.handle, MR_SET_HALF_CLOSE, 1);
        Seen& seen = mill.java->seen(pair.handle);
        const auto ours = [&] {
            mill.java->tell(command(MR_CMD_FINISH, pair.handle));
            ASSERT_TRUE(mill.until([&] { return seen.finished == 1; }));
        };
        if (ours_first) ours();
        pair.peer.finish();
        ASSERT_TRUE(mill.until([&] { return seen.peer_finished == 1; }));
        if (!ours_first) ours();
        ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
        EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_CLOSED);
        EXPECT_EQ(seen.ended.size(), 1u);
    }
}

TEST(HalfClose, AResetStillEndsIt) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->set(pair.handle, MR_SET_HALF_CLOSE, 1);
    pair.peer.finish();
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).peer_finished == 1; }));
    pair.peer.abort();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_RESET);
}

TEST(HalfClose, ASubscriberMayHaveFinishedIfThatWasAllowed) {
    FaultMill mill;
    const auto feed = static_cast<Handle>(mill.open_feed());
    auto pair = mill.accept();
    mill.java->set(pair.handle, MR_SET_HALF_CLOSE, 1);
    pair.peer.finish();
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).peer_finished == 1; }));
    mill.java->hand_over(pair.handle, MR_ROLE_SUBSCRIBER, feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(mill.until([&] { return mill.on_data_loop(pair.handle); }));
    ASSERT_TRUE(mill.java->write(feed, "to whoever only listens"));
    ASSERT_TRUE(mill.receive(pair.peer, 23));
    EXPECT_FALSE(mill.java->ended(pair.handle));
}

TEST(HalfClose, WhoHasFinishedCanBeNoSource) {
    FaultMill mill;
    const auto feed = static_cast<Handle>(mill.open_feed());
    auto pair = mill.accept();
    mill.java->set(pair.handle, MR_SET_HALF_CLOSE, 1);
    pair.peer.finish();
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).peer_finished == 1; }));
    mill.java->hand_over(pair.handle, MR_ROLE_SOURCE, feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(mill.until([&] { return !mill.java->seen(pair.handle).refused.empty(); }));
    EXPECT_EQ(mill.java->seen(pair.handle).refused[0].code, MR_WRONG_STATE);
}

TEST(HalfClose, WhoHasFinishedCanBeNoSubscriber) {
    FaultMill mill;
    const auto feed = static_cast<Handle>(mill.open_feed());
    auto pair = mill.accept();
    EXPECT_EQ(mill.java->ask(command(MR_CMD_FINISH, pair.handle)), MR_OK);
    mill.java->hand_over(pair.handle, MR_ROLE_SUBSCRIBER, feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(mill.until([&] { return !mill.java->seen(pair.handle).refused.empty(); }));
    EXPECT_EQ(mill.java->seen(pair.handle).refused[0].code, MR_WRONG_STATE);
    EXPECT_FALSE(mill.java->ended(pair.handle));
}

// epoll tells of both ends whether it is asked or not; that is no reset, and nothing to turn for.
TEST(HalfClose, WhatCameBeforeBothEndsWaitsUntilJavaReads) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(command(MR_CMD_PAUSE_READING, pair.handle));
    mill.java->tell(command(MR_CMD_FINISH, pair.handle));
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.finished == 1; }));
    pair.peer.send("the rest");
    pair.peer.finish();
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_FALSE(mill.java->ended(pair.handle));
    const std::uint64_t waited = mill.java->counters().wait_nanos;
    mill.java->turn(5'000'000);
    EXPECT_GE(mill.java->counters().wait_nanos - waited, 4'000'000u) << "nobody reads: there is nothing to be told";
    mill.java->tell(command(MR_CMD_RESUME_READING, pair.handle));
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(seen.received, "the rest");
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_CLOSED);
}

TEST(HalfClose, BothEndsInOneTurnAreNoReset) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\n", 100, true);
    mill.turn();
    pair.peer.send("one\ntw");
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 1; }));
    mill.java->tell(command(MR_CMD_FINISH, pair.handle));
    ASSERT_TRUE(mill.until([&] { return seen.finished == 1; }));
    pair.peer.finish();
    for (int i = 0; i < 20; ++i) mill.turn();
    mill.java->tell(command(MR_CMD_NEXT, pair.handle));
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_CLOSED);
}

}  // namespace
}  // namespace millrace
