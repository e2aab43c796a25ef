// Floor 5. Through the seam: frames, whole however they arrive, one at a time in lockstep, and never too long.
#include <gtest/gtest.h>

#include <random>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

std::vector<std::string> random_lines(std::size_t count, std::size_t longest, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<std::string> lines(count);
    for (std::string& line : lines) {
        line.resize(random() % (longest + 1));
        for (char& c : line) c = static_cast<char>('a' + random() % 20);
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines, std::string_view delimiter) {
    std::string bytes;
    for (const std::string& line : lines) (bytes += line) += delimiter;
    return bytes;
}

// Sends in pieces of random length, with a turn after each.
void send_in_pieces(FaultMill& mill, LoopbackPeer& peer, std::string_view bytes, std::size_t longest,
                    std::uint64_t seed) {
    std::mt19937_64 random(seed);
    while (!bytes.empty() && !peer.reset) {
        bytes.remove_prefix(peer.send(bytes.substr(0, 1 + random() % longest)));
        mill.turn();
    }
}

struct Shape {
    const char* delimiter;
    std::size_t line_bytes_max;
    std::size_t piece_bytes_max;
};

class FramesOf : public testing::TestWithParam<Shape> {};

TEST_P(FramesOf, ArriveWholeHoweverTheyAreCut) {
    const Shape shape = GetParam();
    const auto lines = random_lines(shape.line_bytes_max > 1000 ? 60 : 600, shape.line_bytes_max, 11);
    const std::string bytes = joined(lines, shape.delimiter);
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, shape.delimiter, static_cast<std::uint32_t>(shape.line_bytes_max));
    mill.turn();
    send_in_pieces(mill, pair.peer, bytes, shape.piece_bytes_max, 12);
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() >= lines.size(); }));
    EXPECT_TRUE(seen.frames == lines);
    EXPECT_EQ(seen.received, "");
    // Every byte is scanned once, and unfinished tails are moved a bounded number of times.
    EXPECT_EQ(mill.java->counters().bytes_scanned, bytes.size());
    EXPECT_LE(mill.java->counters().bytes_copied_tails, 2 * bytes.size());
}

INSTANTIATE_TEST_SUITE_P(Shapes, FramesOf,
                         testing::Values(Shape{"\n", 100, 1}, Shape{"\n", 100, 4000}, Shape{"\n", 0, 7},
                                         Shape{"\r\n", 100, 3}, Shape{"\r\n\r\n", 200, 50}, Shape{"aaaaaaab", 90, 5},
                                         Shape{"\n", 8192, 20'000}, Shape{"\r\n", 300'000, 60'000},
                                         Shape{"\n", 70'000, 70'000}));

TEST(Frames, ShareARecord) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\n", 100);
    mill.turn();
    pair.peer.send("one\ntwo\n\nthree\nun");
    ASSERT_TRUE(mill.until([&] { return mill.java->event_count > 0; }));
    EXPECT_EQ(mill.java->event_count, 1u);
    EXPECT_EQ(mill.java->event(0).b, 4u);
    EXPECT_EQ(mill.java->seen(pair.handle).frames, (std::vector<std::string>{"one", "two", "", "three"}));
    pair.peer.send("finished\n");
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).frames.size() == 5; }));
    EXPECT_EQ(mill.java->seen(pair.handle).frames[4], "unfinished");
}

TEST(Frames, OfAFloodAreBoundedInATurn) {
    FaultMill mill;
    auto pair = mill.accept();
    auto other = mill.accept();
    mill.java->frame(pair.handle, "\n", 100);
    mill.turn();
    Seen& seen = mill.java->seen(pair.handle);
    std::string_view left;
    const std::string flood(500'000, '\n');
    left = flood;
    bool asked = false;
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() == flood.size(); },
                           [&] {
                               std::uint64_t frames = 0;
                               for (std::uint32_t i = 0; i < mill.java->event_count; ++i) {
                                   if (mill.java->event(i).kind == MR_EVENT_FRAMES) frames += mill.java->event(i).b;
                               }
                               EXPECT_LE(frames, std::uint64_t{MR_FRAME_ENDS_MAX});
                               left.remove_prefix(pair.peer.send(left));
                               if (!asked) other.peer.send("me too");
                               asked = true;
                           }));
    EXPECT_EQ(mill.java->seen(other.handle).received, "me too");
}

TEST(Lockstep, DeliversOneFrameForEachNext) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\r\n\r\n", 1000, true);
    mill.turn();
    Seen& seen = mill.java->seen(pair.handle);
    pair.peer.send("GET 1\r\n\r\nGET 2\r\n\r\nGET");
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_EQ(seen.frames, (std::vector<std::string>{"GET 1"}));
    mill.java->tell(command(MR_CMD_NEXT, pair.handle));
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_EQ(seen.frames, (std::vector<std::string>{"GET 1", "GET 2"}));
    pair.peer.send(" 3\r\n\r\n");
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_EQ(seen.frames.size(), 2u);
    mill.java->tell(command(MR_CMD_NEXT, pair.handle));
    EXPECT_TRUE(mill.until([&] { return seen.frames.size() == 3; }));
    EXPECT_EQ(seen.frames[2], "GET 3");
}

TEST(Lockstep, RawDeliversWhatIsUnread) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\r\n\r\n", 1000, true);
    mill.turn();
    Seen& seen = mill.java->seen(pair.handle);
    pair.peer.send("head\r\n\r\nbody that follows");
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 1; }));
    mill.java->tell(command(MR_CMD_FRAMING, pair.handle));
    ASSERT_TRUE(mill.until([&] { return !seen.received.empty(); }));
    EXPECT_EQ(seen.received, "body that follows");
    pair.peer.send(", and goes on");
    EXPECT_TRUE(mill.until([&] { return seen.received == "body that follows, and goes on"; }));
}

TEST(Lockstep, APeerThatHasFinishedGetsItsAnswers) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\n", 1000, true);
    mill.turn();
    pair.peer.send("one\ntwo\n");
    pair.peer.finish();
    Seen& seen = mill.java->seen(pair.handle);
    for (std::size_t i = 1; i <= 2; ++i) {
        ASSERT_TRUE(mill.until([&] { return seen.frames.size() == i; }));
        for (int turns = 0; turns < 10; ++turns) mill.turn();  // Java thinks
        ASSERT_TRUE(mill.java->write(pair.handle, "answer to " + seen.frames.back() + "\n"));
        mill.java->tell(command(MR_CMD_NEXT, pair.handle));
    }
    ASSERT_TRUE(mill.until([&] { return pair.peer.closed; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(pair.peer.received, "answer to one\nanswer to two\n");
    EXPECT_TRUE(mill.until([&] { return mill.java->reason(pair.handle) == MR_REASON_PEER_CLOSED; }));
}

TEST(TooLong, IsToldOnceWithItsPlaceAndJavaMayStillAnswer) {
    for (const bool lockstep : {false, true}) {
        FaultMill mill;
        auto pair = mill.accept();
        mill.java->frame(pair.handle, "\n", 10, lockstep);
        mill.turn();
        Seen& seen = mill.java->seen(pair.handle);
        pair.peer.send("0123456789\n");
        ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 1; }));
        if (lockstep) mill.java->tell(command(MR_CMD_NEXT, pair.handle));
        pair.peer.send("01234567890");  // one byte over, and no end in sight
        ASSERT_TRUE(mill.until([&] { return !seen.too_long.empty(); }));
        pair.peer.send(std::string(100'000, 'x'));
        for (int i = 0; i < 20; ++i) mill.turn();
        ASSERT_EQ(seen.too_long.size(), 1u);
        EXPECT_EQ(seen.too_long[0].a, 11u);
        EXPECT_EQ(seen.too_long[0].b, 10u);
        EXPECT_EQ(seen.frames.size(), 1u);
        ASSERT_TRUE(mill.java->write(pair.handle, "too long"));
        mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
        ASSERT_TRUE(mill.until([&] { return pair.peer.closed || pair.peer.reset; }, [&] { pair.peer.receive(); }));
        EXPECT_EQ(pair.peer.received, "too long");
        EXPECT_FALSE(pair.peer.reset);
    }
}

TEST(TooLong, AFrameOfTheLimitIsDeliveredAndOneMoreByteIsNot) {
    for (const std::uint32_t limit : {0u, 1u, 100u, 65'536u, 200'000u}) {
        FaultMill mill;
        auto pair = mill.accept();
        mill.java->frame(pair.handle, "\r\n", limit);
        mill.turn();
        Seen& seen = mill.java->seen(pair.handle);
        ASSERT_TRUE(mill.send(pair.peer, std::string(limit, 'f') + "\r\n"));
        ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 1 || !seen.too_long.empty(); }));
        EXPECT_EQ(seen.frames.size(), 1u) << limit;
        ASSERT_TRUE(mill.send(pair.peer, std::string(limit + 1, 'f') + "\r\n"));
        ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 2 || !seen.too_long.empty(); }));
        EXPECT_EQ(seen.too_long.size(), 1u) << limit;
        EXPECT_EQ(seen.frames.size(), 1u) << limit;
    }
}

TEST(Framing, RefusesWhatItCannotDo) {
    FaultMill mill;
    auto pair = mill.accept();
    mr_command record = command(MR_CMD_FRAMING, pair.handle);
    record.flags = 8;
    EXPECT_EQ(mill.java->ask(record), MR_OUT_OF_RANGE);
    record.flags = MR_FRAMING_DELIMITER;
    record.arg = 100;
    for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{9}, ~std::uint64_t{0}}) {
        record.b = bytes;
        EXPECT_EQ(mill.java->ask(record), MR_OUT_OF_RANGE);
    }
    record.b = 1;
    record.arg = 0xffffffff;
    EXPECT_EQ(mill.java->ask(record), MR_OUT_OF_RANGE);
    record.arg = Framer::frame_bytes_limit;
    EXPECT_EQ(mill.java->ask(record), MR_OK);
}

TEST(Framing, CanChangeAtAnyTime) {
    FaultMill mill;
    auto pair = mill.accept();
    Seen& seen = mill.java->seen(pair.handle);
    mill.java->frame(pair.handle, "\n", 100);
    mill.turn();
    pair.peer.send("begun");
    for (int i = 0; i < 10; ++i) mill.turn();
    mill.java->frame(pair.handle, "u", 100);  // ends inside what was scanned already
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 1; }));
    EXPECT_EQ(seen.frames[0], "beg");
    mill.java->tell(command(MR_CMD_FRAMING, pair.handle));
    EXPECT_TRUE(mill.until([&] { return seen.received == "n"; }));
    mill.java->frame(pair.handle, ";", 100);
    mill.turn();
    pair.peer.send("again;");
    EXPECT_TRUE(mill.until([&] { return seen.frames.size() == 2; }));
    EXPECT_EQ(seen.frames[1], "again");
}

}  // namespace
}  // namespace millrace
