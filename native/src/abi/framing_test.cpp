// Floor 5. Through the seam: every way of framing, and what goes back in front of the input.
#include <gtest/gtest.h>

#include <random>

#include "abi/fault_mill.hpp"
#include "framing/framer.hpp"

namespace millrace {
namespace {

mr_command framing(Handle handle, int kind, std::uint32_t frame_bytes_max, std::uint64_t a = 0, std::uint64_t b = 0) {
    mr_command record = command(MR_CMD_FRAMING, handle);
    record.flags = static_cast<std::uint16_t>(kind);
    record.arg = frame_bytes_max;
    record.a = a;
    record.b = b;
    return record;
}

std::string big_endian(std::uint64_t number, std::size_t width) {
    std::string bytes(width, '\0');
    for (std::size_t i = 0; i < width; ++i) bytes[i] = static_cast<char>(number >> (8 * (width - 1 - i)));
    return bytes;
}

std::string varint(std::uint64_t number) {
    std::string bytes;
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
    return bytes + static_cast<char>(number);
}

// A framing, and how a frame is written in it.
struct Kind {
    const char* name;
    int kind;
    std::uint64_t a, b;
    std::string (*written)(const std::string& frame);
};

const Kind kinds[] = {
    {"lines", MR_FRAMING_LINES, 0, 0, [](const std::string& f) { return f + (f.size() % 2 ? "\r\n" : "\n"); }},
    {"int8", MR_FRAMING_PREFIX, 1, 0, [](const std::string& f) { return big_endian(f.size(), 1) + f; }},
    {"int32", MR_FRAMING_PREFIX, 4, 0, [](const std::string& f) { return big_endian(f.size(), 4) + f; }},
    {"int64", MR_FRAMING_PREFIX, 8, 0, [](const std::string& f) { return big_endian(f.size(), 8) + f; }},
    {"varint", MR_FRAMING_VARINT, 0, 0, [](const std::string& f) { return varint(f.size()) + f; }},
    {"netstring", MR_FRAMING_NETSTRING, 0, 0,
     [](const std::string& f) { return std::to_string(f.size()) + ":" + f + ","; }},
};

class EachKind : public testing::TestWithParam<Kind> {
protected:
    std::string written(const std::vector<std::string>& frames) {
        std::string bytes;
        for (const std::string& frame : frames) bytes += GetParam().written(frame);
        return bytes;
    }
    mr_command framing_of(Handle handle, std::uint32_t frame_bytes_max, int flags = 0) {
        return framing(handle, GetParam().kind | flags, frame_bytes_max, GetParam().a, GetParam().b);
    }
};

TEST_P(EachKind, ArrivesWholeHoweverItIsCut) {
    std::mt19937 random(7);
    for (const std::size_t pieces : {std::size_t{1}, std::size_t{3}, std::size_t{50}, std::size_t{5000}}) {
        SCOPED_TRACE(pieces);
        std::vector<std::string> frames(pieces == 1 ? 40 : 200);
        for (std::string& frame : frames) frame.assign(random() % 200, 'x');
        const std::string bytes = written(frames);
        FaultMill mill;
        auto pair = mill.accept();
        mill.java->tell(framing_of(pair.handle, 200));
        mill.turn();
        for (std::size_t at = 0; at < bytes.size(); at += pieces) {
            ASSERT_TRUE(mill.send(pair.peer, std::string_view(bytes).substr(at, pieces)));
            mill.turn();
        }
        Seen& seen = mill.java->seen(pair.handle);
        ASSERT_TRUE(mill.until([&] { return seen.frames.size() >= frames.size(); }));
        EXPECT_EQ(seen.frames, frames);
        EXPECT_LE(mill.java->counters().bytes_copied_tails, 2 * bytes.size());
    }
}

TEST_P(EachKind, InLockstepComesOneByOne) {
    const std::vector<std::string> frames = {"one", "", "two", "three"};
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(framing_of(pair.handle, 100, MR_FRAMING_LOCKSTEP));
    mill.turn();
    ASSERT_TRUE(mill.send(pair.peer, written(frames)));
    Seen& seen = mill.java->seen(pair.handle);
    for (std::size_t i = 1; i <= frames.size(); ++i) {
        ASSERT_TRUE(mill.until([&] { return seen.frames.size() == i; }));
        for (int turns = 0; turns < 5; ++turns) mill.turn();
        EXPECT_EQ(seen.frames.size(), i);
        mill.java->tell(command(MR_CMD_NEXT, pair.handle));
    }
    EXPECT_EQ(seen.frames, frames);
}

TEST_P(EachKind, WhatGoesBackComesAgainInAnyFraming) {
    const std::vector<std::string> frames = {"one", "two", "three", "four"};
    for (std::size_t used = 0; used < frames.size(); ++used) {
        for (const bool more : {false, true}) {
            SCOPED_TRACE(used);
            FaultMill mill;
            auto pair = mill.accept();
            mill.java->tell(framing_of(pair.handle, 100));
            mill.turn();
            // An unfinished frame behind them, and perhaps its rest.
            const std::string begun = GetParam().written("unfinished");
            ASSERT_TRUE(mill.send(pair.peer, written(frames) + begun.substr(0, 4)));
            ASSERT_TRUE(mill.until([&] { return mill.java->event_count > 0; }));
            const mr_event event = mill.java->event(0);
            ASSERT_EQ(event.b, frames.size());
            std::uint32_t at = 0;
            for (std::size_t i = 0; i < used; ++i)
                at += static_cast<std::uint32_t>(GetParam().written(frames[i]).size());
            if (more) {
                ASSERT_TRUE(mill.send(pair.peer, begun.substr(4)));
            }
            mill.java->put_back(event, at, static_cast<std::uint32_t>(used));
            if (!more) mill.java->tell(command(MR_CMD_FRAMING, pair.handle));
            Seen& seen = mill.java->seen(pair.handle);
            if (more) {
                ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 2 * frames.size() - used + 1; }));
                EXPECT_EQ(seen.frames.back(), "unfinished");
                for (std::size_t i = used; i < frames.size(); ++i)
                    EXPECT_EQ(seen.frames[frames.size() + i - used], frames[i]);
            } else {
                const std::string rest = written(frames).substr(at) + begun.substr(0, 4);
                ASSERT_TRUE(mill.until([&] { return seen.received.size() >= rest.size(); }));
                EXPECT_EQ(seen.received, rest);
            }
            EXPECT_EQ(mill.java->counters().bytes_copied_tails, 0u) << "it is where it was";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Framings, EachKind, testing::ValuesIn(kinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

// Lines of one length, sent in pieces of another: each byte is scanned once, and few are moved.
struct Linear {
    const char* name;
    std::size_t line_bytes, lines, piece_bytes;
};

class LinearTime : public testing::TestWithParam<Linear> {};

TEST_P(LinearTime, InTheInput) {
    const Linear shape = GetParam();
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(framing(pair.handle, MR_FRAMING_LINES, 1 << 20));
    mill.turn();
    std::string bytes;
    for (std::size_t i = 0; i < shape.lines; ++i) bytes += std::string(shape.line_bytes, '\r') + "\n";
    for (std::size_t at = 0; at < bytes.size(); at += shape.piece_bytes) {
        ASSERT_TRUE(mill.send(pair.peer, std::string_view(bytes).substr(at, shape.piece_bytes)));
        mill.turn();
    }
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).frames.size() == shape.lines; }));
    EXPECT_EQ(mill.java->counters().bytes_scanned, bytes.size());
    EXPECT_LE(mill.java->counters().bytes_copied_tails, 2 * bytes.size());
}

INSTANTIATE_TEST_SUITE_P(Lines, LinearTime,
                         testing::Values(Linear{"oneByteChunks", 70, 300, 1},
                                         Linear{"aLineOfAMebibyte", 1 << 20, 1, 5000},
                                         Linear{"mebibytesAtOnce", (1 << 20) - 1, 3, 4 << 20},
                                         Linear{"tenThousandInAChunk", 20, 10'000, 210'000}),
                         [](const auto& shape) { return std::string(shape.param.name); });

TEST(PutBack, OneFrameATimeStaysLinear) {
    constexpr std::size_t count = 4000;
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\n", 100);
    mill.turn();
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += "0123456789\n";
    ASSERT_TRUE(mill.send(pair.peer, bytes));
    std::size_t used = 0;
    ASSERT_TRUE(mill.until([&] { return used == count; },
                           [&] {
                               for (std::uint32_t i = 0; i < mill.java->event_count; ++i) {
                                   const mr_event event = mill.java->event(i);
                                   if (event.kind != MR_EVENT_FRAMES) continue;
                                   ++used;
                                   if (event.length > 11) mill.java->put_back(event, 11, 1);
                               }
                           }));
    // The first batch is long, and is looked at again as a whole once; then two frames for each that is used.
    EXPECT_LE(mill.java->counters().bytes_scanned, 4 * bytes.size());
}

TEST(PutBack, OfOtherBytesStandsInFrontOfWhatIsUnread) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->frame(pair.handle, "\n", 100);
    mill.turn();
    ASSERT_TRUE(mill.send(pair.peer, "begun"));
    for (int i = 0; i < 5; ++i) mill.turn();
    mr_command lend = command(MR_CMD_LEND);
    lend.length = 100;
    const std::int64_t segment = mill.java->ask(lend);
    ASSERT_GE(segment, 0);
    std::memcpy(mill.java->memory_of(segment), "before\nand ", 11);
    mr_command back = command(MR_CMD_PUT_BACK, pair.handle);
    back.segment = static_cast<std::uint32_t>(segment);
    back.length = 11;
    back.arg = 100;
    EXPECT_EQ(mill.java->ask(back), MR_OK);
    ASSERT_TRUE(mill.send(pair.peer, " well\n"));
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 2; }));
    EXPECT_EQ(seen.frames, (std::vector<std::string>{"before", "and begun well"}));
}

TEST(PutBack, IsRefusedBeyondASegmentAndOnceItCloses) {
    FaultMill mill;
    auto pair = mill.accept();
    mr_command back = command(MR_CMD_PUT_BACK, pair.handle);
    back.segment = 0xffff'ffff;
    EXPECT_EQ(mill.java->ask(back), MR_OUT_OF_RANGE);
    mr_command lend = command(MR_CMD_LEND);
    lend.length = 100;
    back.segment = static_cast<std::uint32_t>(mill.java->ask(lend));
    back.offset = 1;
    back.length = 0xffff'ffff;
    EXPECT_EQ(mill.java->ask(back), MR_OUT_OF_RANGE);
    back.length = 1;
    mill.java->ask(command(MR_CMD_CLOSE, pair.handle));
    EXPECT_EQ(mill.java->ask(back), MR_WRONG_STATE);
}

TEST(Malformed, IsToldOnceInATurnBehindTheFramesBeforeIt) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(framing(pair.handle, MR_FRAMING_NETSTRING, 100));
    mill.turn();
    ASSERT_TRUE(mill.send(pair.peer, "3:abc,03:abc,1:a,"));
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return !seen.frames.empty(); }));
    EXPECT_TRUE(seen.malformed.empty());
    ASSERT_TRUE(mill.until([&] { return !seen.malformed.empty(); }));
    for (int i = 0; i < 5; ++i) mill.turn();
    EXPECT_EQ(seen.frames, (std::vector<std::string>{"abc"}));
    ASSERT_EQ(seen.malformed.size(), 1u);
    EXPECT_EQ(seen.malformed[0].code, MR_MALFORMED_BYTE);
    EXPECT_EQ(seen.malformed[0].a, 6u);
    EXPECT_EQ(seen.malformed[0].b, 1u);
    mr_command close = command(MR_CMD_CLOSE, pair.handle);
    close.flags = 1;
    close.a = 7;
    mill.java->tell(close);
    pair.peer.finish();
    ASSERT_TRUE(mill.until([&] { return !seen.ended.empty(); }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(seen.ended[0].code, MR_REASON_PROTOCOL_ERROR);
    EXPECT_EQ(seen.ended[0].d, 7u);
}

TEST(Malformed, IsNotToldWhereJavaWantsAnotherFraming) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(framing(pair.handle, MR_FRAMING_NETSTRING, 100));
    mill.turn();
    ASSERT_TRUE(mill.send(pair.peer, "3:raw,this is no netstring"));
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return !seen.frames.empty(); }));
    mill.java->tell(command(MR_CMD_FRAMING, pair.handle));
    ASSERT_TRUE(mill.until([&] { return !seen.received.empty(); }));
    EXPECT_EQ(seen.received, "this is no netstring");
    EXPECT_TRUE(seen.malformed.empty());
}

TEST(Announced, IsNotBelieved) {
    FaultMill mill;
    std::vector<FaultMill::Pair> pairs;
    for (int i = 0; i < 300; ++i) {
        pairs.push_back(mill.accept());
        mill.java->tell(framing(pairs.back().handle, MR_FRAMING_PREFIX, Framer::frame_bytes_limit, 4));
        mill.turn();
        ASSERT_TRUE(mill.send(pairs.back().peer, big_endian(Framer::frame_bytes_limit, 4) + "x"));
        mill.turn();
    }
    // A piece of 64 KiB now and then, as for any input.
    EXPECT_LE(mill.counters().segment_bytes_in_use, std::uint64_t{1024} * 1024);
}

TEST(Announced, ALongFrameIsReceivedIntoItsPlace) {
    constexpr std::uint32_t length = 6'000'000;
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->tell(framing(pair.handle, MR_FRAMING_PREFIX, length, 4));
    mill.turn();
    const std::string bytes = big_endian(length, 4) + std::string(length, 'x');
    for (std::size_t at = 0; at < bytes.size(); at += 50'000) {
        ASSERT_TRUE(mill.send(pair.peer, std::string_view(bytes).substr(at, 50'000)));
        mill.turn();
    }
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return seen.frames.size() == 1; }));
    EXPECT_EQ(seen.frames[0].size(), length);
    EXPECT_LE(mill.java->counters().bytes_copied_tails, length / 6);
}

}  // namespace
}  // namespace millrace
