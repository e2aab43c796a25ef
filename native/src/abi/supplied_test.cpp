// Floor 5. Through the seam: input straight into memory that Java supplies.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

std::string numbered(std::size_t bytes) {
    std::string text;
    for (int i = 0; text.size() < bytes; ++i) text += std::to_string(i) + ' ';
    text.resize(bytes);
    return text;
}

// How much room there is, and how much the peer sends at once.
struct Sizes {
    std::size_t room, piece;
};

class SuppliedBy : public testing::TestWithParam<Sizes> {};

TEST_P(SuppliedBy, TakesAllInputWithoutCopyingIt) {
    const Sizes sizes = GetParam();
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->supplied.resize(sizes.room);
    mill.java->supply(pair.handle);
    mill.turn();
    const std::string bytes = numbered(sizes.piece * 50);
    const std::uint64_t segments = mill.counters().segments_in_use;
    for (std::size_t at = 0; at < bytes.size(); at += sizes.piece) {
        ASSERT_TRUE(mill.send(pair.peer, std::string_view(bytes).substr(at, sizes.piece)));
        mill.turn();
    }
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.received.size() >= bytes.size(); }));
    EXPECT_EQ(seen.received, bytes);
    EXPECT_EQ(mill.java->counters().bytes_copied_tails, 0u);
    EXPECT_EQ(mill.java->stats(pair.handle).bytes_in, bytes.size());
    EXPECT_EQ(mill.counters().segments_in_use, segments);
    // A call for each time that there was input, and none besides.
    EXPECT_EQ(mill.java->counters().receive_calls, static_cast<std::uint64_t>(seen.readable));
}

INSTANTIATE_TEST_SUITE_P(Sizes, SuppliedBy,
                         testing::Values(Sizes{1, 1}, Sizes{1, 40}, Sizes{7, 100}, Sizes{4096, 1}, Sizes{4096, 4096},
                                         Sizes{1 << 20, 70'000}, Sizes{64 * 1024, 200'000}));

TEST(Supplied, IsToldOnceUntilItIsFetched) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->supply(pair.handle);
    mill.turn();
    pair.peer.send("first");
    for (int i = 0; i < 50; ++i) mill.turn();
    Seen& seen = mill.java->seen(pair.handle);
    EXPECT_EQ(seen.readable, 1);
    char room[3];
    EXPECT_EQ(mill.java->receive(pair.handle, room, sizeof room), 3);
    EXPECT_EQ(std::string_view(room, 3), "fir");
    ASSERT_TRUE(mill.until([&] { return seen.readable == 2; }));
    EXPECT_EQ(mill.java->receive(pair.handle, room, sizeof room), 2);
    EXPECT_EQ(mill.java->receive(pair.handle, room, sizeof room), 0) << "there is nothing now";
    pair.peer.send("next");
    ASSERT_TRUE(mill.until([&] { return seen.readable == 3; }));
}

TEST(Supplied, TakesFirstWhatHadBeenReceived) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\n", 1000, true);
    mill.turn();
    pair.peer.send("head\nbody that came with it");
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 1; }));
    mill.java->supplied.resize(10);
    mill.java->supply(pair.handle);
    pair.peer.send(", and the rest");
    const std::string_view body = "body that came with it, and the rest";
    ASSERT_TRUE(mill.until([&] { return seen.received.size() >= body.size(); }));
    EXPECT_EQ(seen.received, body);
    EXPECT_EQ(mill.java->counters().bytes_copied_tails, std::string_view("body that came with it").size());
    EXPECT_EQ(mill.java->stats(pair.handle).bytes_in, body.size() + 5);
}

TEST(Supplied, LeavesTheRestToTheNextFraming) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->supply(pair.handle);
    mill.turn();
    pair.peer.send("ten bytes.line\n");
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.readable == 1; }));
    char room[10];
    EXPECT_EQ(mill.java->receive(pair.handle, room, sizeof room), 10);
    mill.java->frame(pair.handle, "\n", 100);
    ASSERT_TRUE(mill.until([&] { return !seen.frames.empty(); }));
    EXPECT_EQ(seen.frames, (std::vector<std::string>{"line"}));
    EXPECT_EQ(mill.java->receive(pair.handle, room, sizeof room), MR_WRONG_STATE);
}

TEST(Supplied, SeesThePeersEnd) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->supplied.resize(100);
    mill.java->supply(pair.handle);
    mill.turn();
    pair.peer.send("last words");
    pair.peer.finish();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->seen(pair.handle).received, "last words");
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_CLOSED);
}

TEST(Supplied, SeesAResetThoughNothingIsFetched) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->supply(pair.handle);
    mill.turn();
    pair.peer.send("never fetched");
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).readable == 1; }));
    pair.peer.abort();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_PEER_RESET);
}

TEST(Supplied, WaitsWhileReadingIsPaused) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->supplied.resize(100);
    mill.java->supply(pair.handle);
    mill.java->tell(command(MR_CMD_PAUSE_READING, pair.handle));
    mill.turn();
    pair.peer.send("later");
    for (int i = 0; i < 50; ++i) mill.turn();
    EXPECT_EQ(mill.java->seen(pair.handle).readable, 0);
    mill.java->tell(command(MR_CMD_RESUME_READING, pair.handle));
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).received == "later"; }));
}

TEST(Supplied, RefusesWhatCannotBe) {
    FaultMill mill;
    auto pair = mill.accept();
    char room[10];
    JavaSide& java = *mill.java;
    EXPECT_EQ(java.receive(pair.handle, room, sizeof room), MR_WRONG_STATE) << "its framing is another";
    java.supply(pair.handle);
    mill.turn();
    EXPECT_EQ(java.receive(pair.handle, room, 0), MR_OUT_OF_RANGE);
    EXPECT_EQ(java.receive(pair.handle, room, -1), MR_OUT_OF_RANGE);
    EXPECT_EQ(java.receive(pair.handle, nullptr, 10), MR_OUT_OF_RANGE);
    EXPECT_EQ(java.receive(static_cast<Handle>(mill.listening), room, 10), MR_WRONG_KIND);
    EXPECT_EQ(java.receive(0, room, 10), MR_WRONG_KIND);
    EXPECT_EQ(java.receive(pair.handle + (Handle{1} << 32), room, 10), MR_STALE);
    java.ask(command(MR_CMD_CLOSE, pair.handle));
    EXPECT_EQ(java.receive(pair.handle, room, 10), MR_WRONG_STATE) << "it is closing";
    java.ask(command(MR_CMD_ABORT, pair.handle));
    EXPECT_EQ(java.receive(pair.handle, room, 10), MR_STALE);
}

}  // namespace
}  // namespace millrace
