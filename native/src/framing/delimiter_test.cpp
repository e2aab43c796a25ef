// Floor 2. Tests of the delimiter framer against a naive one: hostile shapes, cut everywhere, with tables of every
// size.
#include "framing/delimiter.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace millrace {
namespace {

std::uint64_t packed(const std::string& delimiter) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < delimiter.size(); ++i) {
        number |= std::uint64_t{static_cast<std::uint8_t>(delimiter[i])} << (8 * i);
    }
    return number;
}

FrameLimits limits(std::uint32_t frame_bytes_max) { return {frame_bytes_max, false}; }

struct Outcome {
    std::vector<std::string> frames;
    bool too_long = false;
    std::string left;

    bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
    out << outcome.frames.size() << " frames, " << outcome.left.size() << " bytes left";
    return out << (outcome.too_long ? ", too long" : "");
}

Outcome plain(const std::string& input, const std::string& delimiter, std::size_t frame_bytes_max) {
    Outcome outcome;
    std::size_t start = 0;
    for (;;) {
        const std::size_t end = input.find(delimiter, start);
        if (end == std::string::npos) break;
        if (end - start > frame_bytes_max) {
            outcome.too_long = true;
            break;
        }
        outcome.frames.push_back(input.substr(start, end - start));
        start = end + delimiter.size();
    }
    outcome.left = input.substr(start);
    // All but the last byte of the delimiter may be there.
    if (outcome.left.size() > frame_bytes_max + delimiter.size() - 1) outcome.too_long = true;
    return outcome;
}

// Feeds a framer as a connection does: received bytes go behind what is unconsumed, and a full table is asked again.
class Feeder {
public:
    Feeder(const std::string& delimiter, std::uint32_t frame_bytes_max, std::uint32_t ends_max = 64)
        : delimiter_bytes_(static_cast<std::uint32_t>(delimiter.size())), ends_max_(ends_max) {
        EXPECT_EQ(framer_.configure(packed(delimiter), delimiter.size(), limits(frame_bytes_max)), MR_OK);
    }

    void feed(const std::string& bytes) {
        if (outcome_.too_long) return;
        outcome_.left += bytes;
        received_ += bytes.size();
        Found found;
        do {
            found = scan();
        } while (found.frames == ends_max_ && found.fault == Fault::none);
    }

    // Memory of exactly the right sizes, so that a sanitizer sees each byte beyond.
    Found scan() {
        const std::vector<std::uint8_t> input(outcome_.left.begin(), outcome_.left.end());
        std::vector<std::uint32_t> ends(ends_max_);
        const auto found = framer_.scan(input.data(), static_cast<std::uint32_t>(input.size()), ends.data(), ends_max_);
        EXPECT_LE(found.frames, ends_max_);
        EXPECT_LE(found.consumed, input.size());
        scanned_ += found.scanned;
        std::uint32_t start = 0;
        for (std::uint32_t i = 0; i < found.frames && i < ends_max_; ++i) {
            EXPECT_GE(ends[i], start);
            outcome_.frames.push_back(outcome_.left.substr(start, ends[i] - start));
            start = ends[i] + delimiter_bytes_;
        }
        EXPECT_EQ(found.consumed, start);
        outcome_.left.erase(0, found.consumed);
        outcome_.too_long = found.fault == Fault::too_long;
        return found;
    }

    const Outcome& outcome() const { return outcome_; }
    std::uint64_t scanned() const { return scanned_; }
    std::uint64_t received() const { return received_; }

private:
    DelimiterFramer framer_;
    const std::uint32_t delimiter_bytes_;
    const std::uint32_t ends_max_;
    Outcome outcome_;
    std::uint64_t scanned_ = 0;
    std::uint64_t received_ = 0;
};

struct Shape {
    const char* name;
    std::string delimiter;
    std::uint32_t frame_bytes_max;
    std::string input;
};

std::string repeated(const std::string& word, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += word;
    return all;
}

const std::vector<Shape> shapes = {
    {"nothing", "\n", 10, ""},
    {"oneLine", "\n", 10, "abc\n"},
    {"noDelimiter", "\n", 10, "abc"},
    {"emptyFrames", "\n", 10, "\n\n\n\n"},
    {"emptyFramesOnly", "\n", 0, "\n\n\n"},
    {"oneByteWhereNoneMayBe", "\n", 0, "\nx\n"},
    {"atTheLimit", "\r\n", 5, "12345\r\n12345\r\n"},
    {"oneOverTheLimit", "\r\n", 5, "12345\r\n123456\r\nab\r\n"},
    {"theLimitAndHalfADelimiter", "\r\n", 5, "12345\r"},
    {"theLimitAndNoDelimiter", "\r\n", 5, "123456"},
    {"theLimitAndAFalseDelimiter", "\r\n", 5, "12345\rx\r\n"},
    {"neverEnds", "\n", 20, std::string(100, 'x')},
    {"crAtTheEnd", "\r\n", 50, "ab\r"},
    {"crRepeated", "\r\n", 50, "\r\r\r\r\r\n\r\r\n\r\n\n\r\n"},
    {"lfRepeated", "\r\n", 50, "\n\n\r\n\n\n"},
    {"prefixRepeated", "aaaab", 50, "aaaaaaaaaaabaaabaaaab"},
    {"selfOverlapping", "aa", 50, "aaaaaaabaa"},
    {"selfOverlappingLong", "abababab", 50, "ababababababababababab"},
    {"doubleNewline", "\r\n\r\n", 50, "GET / HTTP/1.1\r\nA: b\r\n\r\n\r\n\r\n\r\n\r\nx\r\n\r\n"},
    {"threeBytes", "abc", 9, "xabcabababcabc"},
    {"sevenBytes", "1234567", 9, "123456123456712345671234561"},
    {"eightBytes", "12345678", 9, "x12345678123456712345678"},
    {"nulBytes", std::string("\0\0", 2), 50, std::string("a\0b\0\0\0\0\0\0c", 10)},
    {"highBytes", "\xff\xfe", 50, "\xff\xff\xfe\xfe\xff\xfe"},
    {"manyFrames", "\n", 50, repeated("a\n", 200)},
    {"longBetween", "\r\n", 500, std::string(300, 'x') + "\r\n" + std::string(65, '\n') + "\r\n"},
};

class DelimiterShapeTest : public testing::TestWithParam<Shape> {};

TEST_P(DelimiterShapeTest, wholeAndCutAtEveryByte) {
    const Shape& shape = GetParam();
    const Outcome expected = plain(shape.input, shape.delimiter, shape.frame_bytes_max);
    for (std::size_t cut = 0; cut <= shape.input.size(); ++cut) {
        Feeder feeder(shape.delimiter, shape.frame_bytes_max);
        feeder.feed(shape.input.substr(0, cut));
        feeder.feed(shape.input.substr(cut));
        ASSERT_EQ(feeder.outcome().frames, expected.frames) << "cut at " << cut;
        ASSERT_EQ(feeder.outcome().too_long, expected.too_long) << "cut at " << cut;
        // Who is told "too long" early has the rest unread.
        if (!expected.too_long) {
            ASSERT_EQ(feeder.outcome(), expected) << "cut at " << cut;
        }
    }
}

TEST_P(DelimiterShapeTest, oneByteAtATime) {
    const Shape& shape = GetParam();
    const Outcome expected = plain(shape.input, shape.delimiter, shape.frame_bytes_max);
    Feeder feeder(shape.delimiter, shape.frame_bytes_max);
    for (const char byte : shape.input) feeder.feed(std::string(1, byte));
    EXPECT_EQ(feeder.outcome().frames, expected.frames);
    EXPECT_EQ(feeder.outcome().too_long, expected.too_long);
    EXPECT_EQ(feeder.scanned(), feeder.received()) << "each byte once";
}

TEST_P(DelimiterShapeTest, withTablesOfEverySize) {
    const Shape& shape = GetParam();
    const Outcome expected = plain(shape.input, shape.delimiter, shape.frame_bytes_max);
    for (std::uint32_t ends_max = 1; ends_max <= 9; ++ends_max) {
        for (const std::size_t step : {std::size_t{1}, std::size_t{5}, shape.input.size() + 1}) {
            Feeder feeder(shape.delimiter, shape.frame_bytes_max, ends_max);
            for (std::size_t at = 0; at < shape.input.size(); at += step) feeder.feed(shape.input.substr(at, step));
            ASSERT_EQ(feeder.outcome().frames, expected.frames) << ends_max;
            ASSERT_EQ(feeder.outcome().too_long, expected.too_long) << ends_max;
            if (!expected.too_long) {
                ASSERT_EQ(feeder.scanned(), feeder.received()) << ends_max;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(EachShape, DelimiterShapeTest, testing::ValuesIn(shapes),
                         [](const auto& shape) { return std::string(shape.param.name); });

TEST(DelimiterFramerTest, refusesDelimitersThatAreNotOneToEightBytes) {
    DelimiterFramer framer;
    for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{1} << 32, ~std::uint64_t{0}}) {
        EXPECT_EQ(framer.configure('\n', bytes, limits(10)), MR_OUT_OF_RANGE) << bytes;
    }
    for (std::uint64_t bytes = 1; bytes <= 8; ++bytes) EXPECT_EQ(framer.configure('\n', bytes, limits(10)), MR_OK);
}

TEST(DelimiterFramerTest, aRefusedDelimiterLeavesTheOldOne) {
    DelimiterFramer framer;
    ASSERT_EQ(framer.configure(packed("\r\n"), 2, limits(10)), MR_OK);
    ASSERT_EQ(framer.configure(packed("x"), 0, limits(99)), MR_OUT_OF_RANGE);
    EXPECT_EQ(framer.gap(), 2u);
    EXPECT_EQ(framer.frame_bytes_max(), 10u);
}

TEST(DelimiterFramerTest, bytesOfTheNumberBeyondTheDelimiterDoNotMatter) {
    DelimiterFramer framer;
    ASSERT_EQ(framer.configure(0xffffffffffff0a0du, 2, limits(10)), MR_OK);
    const std::uint8_t input[] = {'a', '\r', '\n'};
    std::uint32_t end = 0;
    EXPECT_EQ(framer.scan(input, 3, &end, 1).frames, 1u);
    EXPECT_EQ(end, 1u);
}

TEST(DelimiterFramerTest, aNewDelimiterLooksAgainAtWhatIsUnread) {
    DelimiterFramer framer;
    ASSERT_EQ(framer.configure('\n', 1, limits(100)), MR_OK);
    const std::string input = "abc;def";
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(input.data());
    std::uint32_t ends[4];
    EXPECT_EQ(framer.scan(bytes, 7, ends, 4).frames, 0u);
    ASSERT_EQ(framer.configure(';', 1, limits(100)), MR_OK);
    EXPECT_EQ(framer.scan(bytes, 7, ends, 4).frames, 1u);
    EXPECT_EQ(ends[0], 3u);
}

TEST(DelimiterFramerTest, bytesThatTookThePlaceOfScannedOnesAreScanned) {
    DelimiterFramer framer;
    ASSERT_EQ(framer.configure(packed("\r\n"), 2, limits(100)), MR_OK);
    const std::string before = "unfinished", behind = "a\r\nb\r\n";
    std::uint32_t ends[4];
    EXPECT_EQ(framer.scan(reinterpret_cast<const std::uint8_t*>(before.data()), 10, ends, 4).frames, 0u);
    framer.restart();
    EXPECT_EQ(framer.scan(reinterpret_cast<const std::uint8_t*>(behind.data()), 6, ends, 4).frames, 2u);
    EXPECT_EQ(ends[0], 1u);
    EXPECT_EQ(ends[1], 4u);
}

TEST(DelimiterFramerTest, aFrameAtTheLimitOfTheLengthsTypeIsNoOverflow) {
    Feeder feeder("\r\n", 0x7fffffffu);
    feeder.feed(std::string(1000, 'x'));
    EXPECT_FALSE(feeder.outcome().too_long);
    feeder.feed("\r\n");
    EXPECT_EQ(feeder.outcome().frames.size(), 1u);
}

TEST(DelimiterFramerTest, strictRefusesTheLastByteAlone) {
    const struct {
        std::string input;
        std::uint32_t frames, fault_at;
    } cases[] = {{"a\r\n\nb", 1, 0}, {"ab\ncd\r\n", 0, 2}, {"a\rb\r\n\n", 1, 0}, {"\n", 0, 0}};
    for (const auto& one : cases) {
        for (std::size_t cut = 0; cut <= one.input.size(); ++cut) {
            SCOPED_TRACE(one.input + " cut at " + std::to_string(cut));
            DelimiterFramer framer;
            ASSERT_EQ(framer.configure(packed("\r\n"), 2, limits(10), true), MR_OK);
            const auto* input = reinterpret_cast<const std::uint8_t*>(one.input.data());
            const auto length = static_cast<std::uint32_t>(one.input.size());
            std::uint32_t ends[4];
            Found found;
            std::uint32_t frames = 0, at = 0;
            for (const auto to : {static_cast<std::uint32_t>(cut), length}) {
                if (found.fault == Fault::none) found = framer.scan(input + at, to - at, ends, 4);
                frames += found.frames;
                at += found.consumed;
                found.frames = found.consumed = 0;
            }
            EXPECT_EQ(frames, one.frames);
            EXPECT_EQ(found.fault, Fault::malformed);
            EXPECT_EQ(found.fault_at, one.fault_at);
            const Found again = framer.scan(input + at, length - at, ends, 4);  // who looks again is told again
            EXPECT_EQ(again.fault, Fault::malformed);
        }
    }
}

TEST(DelimiterFramerTest, aByteBeyondTheLimitIsNotLookedAt) {
    const std::string input = "0123456\n";
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(input.data());
    std::uint32_t end = 0;
    for (const std::uint32_t most : {5u, 6u}) {
        DelimiterFramer framer;
        ASSERT_EQ(framer.configure(packed("\r\n"), 2, limits(most), true), MR_OK);
        EXPECT_EQ(framer.scan(bytes, 8, &end, 1).fault, most == 5 ? Fault::too_long : Fault::malformed);
    }
}

TEST(DelimiterFramerTest, lockstepGivesOneFrameACallAndForgetsNothing) {
    Feeder feeder("\r\n\r\n", 100, 1);
    const std::string heads = "a\r\n\r\nb\r\nc\r\n\r\n\r\n\r\n";
    feeder.feed("");
    Feeder whole("\r\n\r\n", 100);
    whole.feed(heads);
    feeder.feed(heads);
    EXPECT_EQ(feeder.outcome(), whole.outcome());
    EXPECT_EQ(feeder.outcome().frames, (std::vector<std::string>{"a", "b\r\nc", ""}));
}

TEST(DelimiterFramerTest, workIsLinearInTheInputHoweverItArrives) {
    // A false candidate at every byte, and a frame that grows without end: each byte is still looked at once.
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
        Feeder feeder("\r\n", 1 << 20, 3);
        const std::string piece(step, '\n');
        for (std::size_t sent = 0; sent < 20'000; sent += step) feeder.feed(piece);
        EXPECT_EQ(feeder.outcome().frames.size(), 0u);
        EXPECT_EQ(feeder.scanned(), feeder.received());
    }
}

TEST(DelimiterFramerTest, randomInputInRandomPiecesAgreesWithTheNaiveFramer) {
    for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        const std::uint32_t letters = 1 + random() % 3;
        std::string delimiter(1 + random() % 8, 'a');
        for (char& byte : delimiter) byte = static_cast<char>('a' + random() % letters);
        std::string input(random() % 200, 'a');
        for (char& byte : input) byte = static_cast<char>('a' + random() % letters);
        for (std::uint32_t i = random() % 10; i > 0; --i) input.insert(random() % (input.size() + 1), delimiter);
        const std::uint32_t frame_bytes_max = random() % 60;
        const Outcome expected = plain(input, delimiter, frame_bytes_max);
        Feeder feeder(delimiter, frame_bytes_max, 1 + random() % 5);
        for (std::size_t at = 0; at < input.size();) {
            const std::size_t length = 1 + random() % 30;
            feeder.feed(input.substr(at, length));
            at += length;
        }
        ASSERT_EQ(feeder.outcome().frames, expected.frames);
        ASSERT_EQ(feeder.outcome().too_long, expected.too_long);
        if (!expected.too_long) {
            ASSERT_EQ(feeder.outcome().left, expected.left);
            ASSERT_EQ(feeder.scanned(), feeder.received());
        }
    }
}

}  // namespace
}  // namespace millrace
