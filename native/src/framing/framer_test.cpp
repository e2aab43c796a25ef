// Floor 2. Tests of all framers but the delimiter's, which has its own: hostile shapes cut everywhere, and random input,
// against the same framing written plainly.
#include "framing/framer.hpp"

#include <gtest/gtest.h>

#include <random>

#include "framing/plain_framing.hpp"

namespace millrace {
namespace {

mr_command limit(std::uint32_t frame_bytes_max, std::uint16_t flags = 0) {
    mr_command command{};
    command.arg = frame_bytes_max;
    command.flags = flags;
    return command;
}

mr_command prefix(std::uint32_t frame_bytes_max, std::uint64_t width, bool little = false,
                  std::int64_t adjustment = 0) {
    mr_command command = limit(frame_bytes_max);
    command.a = width;
    command.b = little;
    command.c = static_cast<std::uint64_t>(adjustment);
    return command;
}

std::string bytes(std::initializer_list<int> numbers) {
    std::string made;
    for (const int number : numbers) made += static_cast<char>(number);
    return made;
}

struct Shape {
    const char* name;
    mr_framing kind;
    mr_command command;
    std::string input;
    std::vector<std::string> frames;
    Fault fault = Fault::none;
};

constexpr mr_framing lines = MR_FRAMING_LINES, prefixes = MR_FRAMING_PREFIX, varints = MR_FRAMING_VARINT,
                     netstrings = MR_FRAMING_NETSTRING, pieces = MR_FRAMING_FIXED;
constexpr std::uint16_t not_empty = MR_FRAMING_NOT_EMPTY;

const std::vector<Shape> shapes = {
    {"linesOfBothKinds", lines, limit(9), "a\r\nb\nc\r\r\n\r\n\nd", {"a", "b", "c\r", "", ""}},
    {"lineAtTheLimit", lines, limit(3), "abc\r\nabc\nabc\r", {"abc", "abc"}},
    {"lineBeyondIt", lines, limit(3), "abc\nabcd\nabc\n", {"abc"}, Fault::too_long},
    {"lineThatNeverEnds", lines, limit(3), "abc\nabcde", {"abc"}, Fault::too_long},
    {"emptyLineRefused", lines, limit(3, not_empty), "a\n\r\nb\n", {"a"}, Fault::empty},
    {"oneByteLengths", prefixes, prefix(255, 1), bytes({1, 'a', 0, 2, 'b', 'c', 3, 'd'}), {"a", "", "bc"}},
    {"twoByteLengths", prefixes, prefix(300, 2), bytes({0, 1, 'a', 0, 0, 0, 2, 'b', 'c'}), {"a", "", "bc"}},
    {"threeBytesLittle", prefixes, prefix(300, 3, true), bytes({1, 0, 0, 'a', 2, 0, 0, 'b', 'c'}), {"a", "bc"}},
    {"fourByteLengths", prefixes, prefix(300, 4), bytes({0, 0, 0, 1, 'a', 0, 0, 0, 0, 0, 0, 1}), {"a", ""}},
    {"eightBytesLittle", prefixes, prefix(300, 8, true), bytes({1, 0, 0, 0, 0, 0, 0, 0, 'a'}), {"a"}},
    {"lengthOfItself", prefixes, prefix(300, 2, false, -2), bytes({0, 3, 'a', 0, 2, 0, 4, 'b', 'c'}), {"a", "", "bc"}},
    {"lengthWithoutATrailer",
     prefixes,
     prefix(300, 1, false, 2),
     bytes({1, 'a', 'x', 'y', 0, 'x', 'y'}),
     {"axy", "xy"}},
    {"negativeOnceAdjusted", prefixes, prefix(300, 2, false, -2), bytes({0, 2, 0, 1, 'a'}), {""}, Fault::negative},
    {"allBitsOfFour", prefixes, prefix(300, 4), bytes({255, 255, 255, 255}), {}, Fault::too_long},
    {"theLargestSigned", prefixes, prefix(300, 4), bytes({127, 255, 255, 255}), {}, Fault::too_long},
    {"theSmallestSigned", prefixes, prefix(300, 4), bytes({128, 0, 0, 0}), {}, Fault::too_long},
    {"allBitsOfEight",
     prefixes,
     prefix(300, 8, false, 5),
     bytes({255, 255, 255, 255, 255, 255, 255, 255}),
     {},
     Fault::too_long},
    {"lengthAndHeadOverflow", prefixes, prefix(300, 4, false, 4), bytes({255, 255, 255, 252}), {}, Fault::too_long},
    {"oneBeyondTheLimit", prefixes, prefix(3, 1), bytes({3, 'a', 'b', 'c', 4, 'd'}), {"abc"}, Fault::too_long},
    {"varints", varints, limit(200), bytes({1, 'a', 0, 0x82, 0, 'b', 'c', 0x81}), {"a", "", "bc"}},
    {"varintOfFiveBytes", varints, limit(200), bytes({0x81, 0x80, 0x80, 0x80, 0, 'a'}), {"a"}},
    {"varintOfSixBytes", varints, limit(200), bytes({0x81, 0x80, 0x80, 0x80, 0x80, 0, 'a'}), {}, Fault::malformed},
    {"varintOf33Bits", varints, limit(200), bytes({0x81, 0x80, 0x80, 0x80, 0x10}), {}, Fault::malformed},
    {"varintOf32Bits", varints, limit(200), bytes({0xff, 0xff, 0xff, 0xff, 0x0f}), {}, Fault::too_long},
    {"varintBeyondTheLimit", varints, limit(2), bytes({2, 'a', 'b', 3}), {"ab"}, Fault::too_long},
    {"netstrings", netstrings, limit(99), "0:,3:abc,1:,,2:ab", {"", "abc", ","}},
    {"netstringLeadingZero", netstrings, limit(99), "1:a,01:a,", {"a"}, Fault::malformed},
    {"netstringTwoZeros", netstrings, limit(99), "00:,", {}, Fault::malformed},
    {"netstringWithoutLength", netstrings, limit(99), ":x,", {}, Fault::malformed},
    {"netstringMinus", netstrings, limit(99), "-1:", {}, Fault::malformed},
    {"netstringPlus", netstrings, limit(99), "+1:a,", {}, Fault::malformed},
    {"netstringSpace", netstrings, limit(99), " 1:a,", {}, Fault::malformed},
    {"netstringWrongEnd", netstrings, limit(99), "3:abc;", {}, Fault::malformed},
    {"netstringTooShort", netstrings, limit(99), "3:abcd,", {}, Fault::malformed},
    {"netstringTwentyDigits", netstrings, limit(99999), "11111111111111111111:", {}, Fault::too_long},
    {"netstringAMillionDigits", netstrings, limit(99999), std::string(1000, '9'), {}, Fault::too_long},
    {"netstringBeyondTheLimit", netstrings, limit(2), "2:ab,3:", {"ab"}, Fault::too_long},
    {"netstringEmptyRefused", netstrings, limit(9, not_empty), "1:a,0:,", {"a"}, Fault::empty},
    {"fixed", pieces, limit(3), "abcdefgh", {"abc", "def"}},
    {"fixedOfOne", pieces, limit(1), "abc", {"a", "b", "c"}},
};

class FramerShapeTest : public testing::TestWithParam<Shape> {
protected:
    void feed(FramerFeeder& feeder, std::size_t step) {
        const std::string& input = GetParam().input;
        for (std::size_t at = 0; at < input.size() && feeder.framed.fault == Fault::none; at += step) {
            feeder.feed(input.substr(at, step));
        }
    }
    void expect(const FramerFeeder& feeder) {
        EXPECT_EQ(feeder.framed.frames, GetParam().frames);
        EXPECT_EQ(feeder.framed.fault, GetParam().fault);
        EXPECT_TRUE(feeder.sound);
    }
};

TEST_P(FramerShapeTest, thePlainFramingAgrees) {
    const Framed framed = PlainFraming(GetParam().kind, GetParam().command).frames_of(GetParam().input);
    EXPECT_EQ(framed.frames, GetParam().frames);
    EXPECT_EQ(framed.fault, GetParam().fault);
}

TEST_P(FramerShapeTest, wholeAndCutAtEveryByte) {
    const std::string& input = GetParam().input;
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        SCOPED_TRACE(cut);
        FramerFeeder feeder(GetParam().kind, GetParam().command, 64);
        feeder.feed(input.substr(0, cut));
        if (feeder.framed.fault == Fault::none) feeder.feed(input.substr(cut));
        expect(feeder);
    }
}

TEST_P(FramerShapeTest, inPiecesAndTablesOfEverySize) {
    for (std::uint32_t frames_max = 1; frames_max <= 5; ++frames_max) {
        for (std::size_t step = 1; step <= 9; ++step) {
            SCOPED_TRACE(frames_max * 100 + step);
            FramerFeeder feeder(GetParam().kind, GetParam().command, frames_max);
            feed(feeder, step);
            expect(feeder);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(EachShape, FramerShapeTest, testing::ValuesIn(shapes),
                         [](const auto& shape) { return std::string(shape.param.name); });

TEST(FramerTest, randomInputAgreesWithThePlainFraming) {
    const std::string letters = bytes({'0', '1', '2', '9', ':', ',', '\r', '\n', 0, 1, 2, 3, 0x80, 0x81, 'a'});
    for (std::uint32_t seed = 1; seed <= 20'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        const auto kind = static_cast<mr_framing>(MR_FRAMING_LINES + random() % 5);
        mr_command command = limit(1 + random() % 20, random() % 4 == 0 ? not_empty : 0);
        if (kind == prefixes) {
            const std::uint64_t widths[] = {1, 2, 3, 4, 8};
            command.a = widths[random() % 5];
            command.b = random() % 2;
            command.c = static_cast<std::uint64_t>(static_cast<std::int64_t>(random() % 9) - 4);
        }
        std::string input;
        for (std::uint32_t i = random() % 100; i > 0; --i) input += letters[random() % letters.size()];
        for (std::uint32_t i = random() % 5; i > 0 && kind == netstrings; --i) {
            const std::size_t length = random() % 22;
            input = std::to_string(length) + ":" + std::string(length, 'x') + "," + input;
        }
        FramerFeeder feeder(kind, command, 1 + random() % 5);
        for (std::size_t at = 0; at < input.size() && feeder.framed.fault == Fault::none;) {
            const std::size_t step = 1 + random() % 12;
            feeder.feed(input.substr(at, step));
            at += step;
        }
        const Framed expected = PlainFraming(kind, command).frames_of(input);
        ASSERT_TRUE(feeder.sound);
        ASSERT_EQ(feeder.framed.frames, expected.frames);
        ASSERT_EQ(feeder.framed.fault, expected.fault);
    }
}

TEST(FramerTest, workIsLinearInTheInputOneByteAtATime) {
    const struct {
        mr_framing kind;
        mr_command command;
        std::string frame;
        std::uint64_t looks;  // at the bytes around a frame, at most
    } cases[] = {
        {lines, limit(100'000), std::string(50'000, '\r') + "\n", 0},
        {prefixes, prefix(100'000, 4), bytes({0, 0, 200, 0}) + std::string(51'200, 'x'), 8},
        {varints, limit(100'000), bytes({0x80, 0x90, 3}) + std::string(51'200, 'x'), 9},
        {netstrings, limit(100'000), "51200:" + std::string(51'200, 'x') + ",", 30},
    };
    for (const auto& one : cases) {
        SCOPED_TRACE(one.kind);
        FramerFeeder feeder(one.kind, one.command, 8);
        for (const char byte : one.frame) feeder.feed(std::string(1, byte));
        EXPECT_EQ(feeder.framed.frames.size(), 1u);
        EXPECT_LE(feeder.scanned, one.looks == 0 ? one.frame.size() : one.looks);
    }
}

TEST(FramerTest, whatCannotBeIsRefusedAndChangesNothing) {
    Framer framer;
    ASSERT_EQ(framer.configure(pieces, limit(7)), MR_OK);
    EXPECT_EQ(framer.configure(pieces, limit(0)), MR_OUT_OF_RANGE);
    EXPECT_EQ(framer.configure(lines, limit(Framer::frame_bytes_limit + 1)), MR_OUT_OF_RANGE);
    for (const std::uint64_t width : {0u, 5u, 6u, 7u, 9u}) {
        EXPECT_EQ(framer.configure(prefixes, prefix(9, width)), MR_OUT_OF_RANGE) << width;
    }
    for (const std::int64_t adjustment : {std::int64_t{1025}, std::int64_t{-1025}, INT64_MIN, INT64_MAX}) {
        EXPECT_EQ(framer.configure(prefixes, prefix(9, 4, false, adjustment)), MR_OUT_OF_RANGE) << adjustment;
    }
    for (const int kind : {0, 2, 8, 0x7fff}) {
        EXPECT_EQ(framer.configure(static_cast<mr_framing>(kind), limit(9)), MR_OUT_OF_RANGE) << kind;
    }
    EXPECT_EQ(framer.frame_bytes_max(), 7u);
}

}  // namespace
}  // namespace millrace
