// Floor 2. Tests of the body decoder: what is a body, what only looks like one, and that cuts change neither.
#include "framing/body.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

namespace millrace {
namespace {

enum class End { more, done, malformed };

struct Outcome {
    End end = End::more;
    std::string data;
    std::uint64_t offset = 0;  // bytes of the encoded body that were looked at

    bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
    const char* const names[] = {"more", "done", "malformed"};
    return out << names[static_cast<int>(outcome.end)] << " at " << outcome.offset << " after \"" << outcome.data
               << '"';
}

// Gives the decoder `bytes` in memory of exactly their size, and follows its steps.
void feed(BodyDecoder& decoder, const std::string& bytes, Outcome& outcome) {
    const std::vector<char> exact(bytes.begin(), bytes.end());
    std::uint32_t at = 0;
    const auto length = static_cast<std::uint32_t>(exact.size());
    while (outcome.end == End::more && at < length) {
        const auto step = decoder.next(reinterpret_cast<const std::uint8_t*>(exact.data()) + at, length - at);
        ASSERT_LE(step.skipped, length - at);
        ASSERT_LE(step.data, length - at - step.skipped);
        ASSERT_TRUE(step.skipped + step.data > 0) << "a step goes on";
        ASSERT_FALSE(step.done && step.malformed);
        outcome.data.append(exact.data() + at + step.skipped, step.data);
        at += step.skipped + step.data;
        if (step.done) outcome.end = End::done;
        if (step.malformed) outcome.end = End::malformed;
        ASSERT_EQ(decoder.done(), step.done);
    }
    outcome.offset = decoder.offset();
    ASSERT_EQ(decoder.body_bytes(), outcome.data.size());
}

Outcome decode(mr_body kind, std::uint64_t length, const std::vector<std::string>& pieces) {
    BodyDecoder decoder;
    decoder.start(kind, length);
    Outcome outcome;
    if (decoder.done()) outcome.end = End::done;
    for (const std::string& piece : pieces) feed(decoder, piece, outcome);
    return outcome;
}

Outcome decode_chunked(const std::string& input) { return decode(MR_BODY_CHUNKED, 0, {input}); }

struct Shape {
    const char* name;
    std::string input;
    End end;
    std::string data;
    std::uint64_t offset;  // where the decoder stopped
};

const std::string crlf = "\r\n";
const std::string large_trailers = [] {
    std::string trailers = "0\r\n";
    while (trailers.size() < BodyDecoder::trailer_bytes_max + 50) trailers += "name: value\r\n";
    return trailers + crlf;
}();
const std::string long_extension(BodyDecoder::extension_bytes_max, 'x');

const std::vector<Shape> shapes = {
    {"last", "0\r\n\r\n", End::done, "", 5},
    {"one", "3\r\nabc\r\n0\r\n\r\n", End::done, "abc", 13},
    {"two", "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", End::done, "abc", 18},
    {"hexadecimal", "a\r\n0123456789\r\nA\r\nabcdefghij\r\n0\r\n\r\n", End::done, "0123456789abcdefghij", 35},
    {"whatFollowsIsNotTheBodys", "1\r\na\r\n0\r\n\r\nGET / HTTP/1.1\r\n", End::done, "a", 11},
    {"dataThatLooksLikeFraming", "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", End::done, "0\r\n\r\n\r\n", 17},
    {"nulInData", std::string("2\r\n\0\0\r\n0\r\n\r\n", 12), End::done, std::string(2, '\0'), 12},
    {"leadingZeros", "00003\r\nabc\r\n000\r\n\r\n", End::done, "abc", 19},
    {"extension", "3;a=b;c\r\nabc\r\n0;d\r\n\r\n", End::done, "abc", 21},
    {"longestExtension", "1;" + long_extension + "\r\na\r\n0\r\n\r\n", End::done, "a", 268},
    {"trailers", "0\r\nA: b\r\nC:\r\n\r\n", End::done, "", 15},
    {"unfinishedSize", "3", End::more, "", 1},
    {"unfinishedData", "3\r\nab", End::more, "ab", 5},
    {"unfinishedEnd", "0\r\n\r", End::more, "", 4},
    {"unfinishedAtAllOnes", "fffffffffffffff\r\nab", End::more, "ab", 19},

    {"noSize", "\r\n", End::malformed, "", 1},
    {"noSizeBeforeExtension", ";a\r\n", End::malformed, "", 1},
    {"sixteenDigits", "ffffffffffffffff\r\n", End::malformed, "", 16},
    {"sixteenZeros", "0000000000000000\r\n\r\n", End::malformed, "", 16},
    {"minus", "-1\r\n", End::malformed, "", 1},
    {"plus", "+1\r\n", End::malformed, "", 1},
    {"spaceBefore", " 1\r\na\r\n", End::malformed, "", 1},
    {"spaceBehind", "1 \r\na\r\n", End::malformed, "", 2},
    {"tabBehind", "1\t\r\na\r\n", End::malformed, "", 2},
    {"prefix0x", "0x1\r\na\r\n", End::malformed, "", 2},
    {"underscore", "1_0\r\n", End::malformed, "", 2},
    {"letterG", "g\r\n", End::malformed, "", 1},
    {"bareLfBehindSize", "1\na\n0\n\n", End::malformed, "", 2},
    {"bareCrBehindSize", "1\rXa", End::malformed, "", 3},
    {"crCrLf", "1\r\r\na", End::malformed, "", 3},
    {"bareLfInExtension", "1;a\nb\r\na", End::malformed, "", 4},
    {"nulInExtension", std::string("1;\0\r\n", 5), End::malformed, "", 3},
    {"delInExtension", "1;\x7f\r\n", End::malformed, "", 3},
    {"extensionTooLong", "1;" + long_extension + "x\r\na\r\n0\r\n\r\n", End::malformed, "", 259},
    {"noCrlfBehindData", "1\r\nab\r\n", End::malformed, "a", 5},
    {"bareLfBehindData", "1\r\na\n", End::malformed, "a", 5},
    {"bareCrBehindData", "1\r\na\rb", End::malformed, "a", 6},
    {"nulInSize", std::string("1\0\r\n", 4), End::malformed, "", 2},
    {"highByteInSize", "1\xb2\r\n", End::malformed, "", 2},
    {"trailersTooLong", large_trailers, End::malformed, "", 3 + BodyDecoder::trailer_bytes_max + 1},
    {"trailerFolded", "0\r\nA: b\r\n c\r\n\r\n", End::malformed, "", 10},
    {"trailerWithoutName", "0\r\n: b\r\n\r\n", End::malformed, "", 4},
    {"trailerWithoutColon", "0\r\nab\r\n\r\n", End::malformed, "", 6},
    {"trailerSpaceBeforeColon", "0\r\nab : c\r\n\r\n", End::malformed, "", 6},
    {"trailerNameNotAToken", "0\r\na(b: c\r\n\r\n", End::malformed, "", 5},
    {"trailerBareLf", "0\r\nA: b\n\r\n", End::malformed, "", 8},
    {"trailerBareCr", "0\r\nA: b\rc\r\n\r\n", End::malformed, "", 9},
    {"trailerNul", std::string("0\r\nA: \0\r\n\r\n", 11), End::malformed, "", 7},
    {"endWithBareLf", "0\r\n\n", End::malformed, "", 4},
    {"endWithBareCr", "0\r\n\rx", End::malformed, "", 5},
};

class ChunkedShapeTest : public testing::TestWithParam<Shape> {
protected:
    static Outcome expected() { return {GetParam().end, GetParam().data, GetParam().offset}; }
};

TEST_P(ChunkedShapeTest, whole) { EXPECT_EQ(decode_chunked(GetParam().input), expected()); }

TEST_P(ChunkedShapeTest, cutAtEveryByte) {
    const std::string& input = GetParam().input;
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        ASSERT_EQ(decode(MR_BODY_CHUNKED, 0, {input.substr(0, cut), input.substr(cut)}), expected()) << cut;
    }
}

TEST_P(ChunkedShapeTest, oneByteAtATime) {
    std::vector<std::string> bytes;
    for (const char byte : GetParam().input) bytes.emplace_back(1, byte);
    EXPECT_EQ(decode(MR_BODY_CHUNKED, 0, bytes), expected());
}

INSTANTIATE_TEST_SUITE_P(EachShape, ChunkedShapeTest, testing::ValuesIn(shapes),
                         [](const auto& shape) { return std::string(shape.param.name); });

TEST(ChunkedBodyTest, sizesAreReadToTheirFifteenthDigit) {
    // Whoever announces much is believed only byte by byte.
    for (const auto& [digits, size] :
         {std::pair{"ffffffff", std::uint64_t{0xffffffff}}, std::pair{"7fffffff", std::uint64_t{0x7fffffff}},
          std::pair{"80000000", std::uint64_t{0x80000000}}, std::pair{"100000000", std::uint64_t{0x100000000}},
          std::pair{"fffffffffffffff", (std::uint64_t{1} << 60) - 1}}) {
        BodyDecoder decoder;
        decoder.start(MR_BODY_CHUNKED, 0);
        const std::string head = std::string(digits) + crlf;
        auto step =
            decoder.next(reinterpret_cast<const std::uint8_t*>(head.data()), static_cast<std::uint32_t>(head.size()));
        EXPECT_EQ(step.data, 0u);
        EXPECT_FALSE(step.done || step.malformed);
        // Data is pointed at and never read, so the bytes need not be there.
        constexpr std::uint32_t step_max = 0xffffffffu;
        if (size > std::uint64_t{4} * step_max) continue;
        for (std::uint64_t left = size; left > 0; left -= step.data) {
            step = decoder.next(nullptr, step_max);
            ASSERT_EQ(step.data, std::min<std::uint64_t>(left, step_max));
        }
        EXPECT_EQ(decoder.body_bytes(), size);
    }
}

TEST(ChunkedBodyTest, anErrorIsForEver) {
    BodyDecoder decoder;
    decoder.start(MR_BODY_CHUNKED, 0);
    Outcome outcome;
    feed(decoder, "1\r\nax", outcome);
    ASSERT_EQ(outcome.end, End::malformed);
    const std::string good = "\r\n0\r\n\r\n";
    const auto step = decoder.next(reinterpret_cast<const std::uint8_t*>(good.data()), 7);
    EXPECT_TRUE(step.malformed);
    EXPECT_EQ(step.skipped, 0u);
    EXPECT_EQ(step.data, 0u);
    EXPECT_EQ(decoder.offset(), 5u) << "the malformed byte is the last one that was looked at";
}

TEST(ChunkedBodyTest, whatFollowsTheEndIsLeftAlone) {
    BodyDecoder decoder;
    decoder.start(MR_BODY_CHUNKED, 0);
    Outcome outcome;
    feed(decoder, "0\r\n\r\n", outcome);
    const std::string more = "0\r\n\r\n";
    const auto step = decoder.next(reinterpret_cast<const std::uint8_t*>(more.data()), 5);
    EXPECT_TRUE(step.done);
    EXPECT_EQ(step.skipped + step.data, 0u);
}

TEST(ChunkedBodyTest, aDecoderIsNewWhenItStartsAgain) {
    for (const char* const before : {"", "f", "3;ab", "3\r\na", "0\r\nA: b", "0\r\n\r\n", "x"}) {
        BodyDecoder decoder;
        decoder.start(MR_BODY_CHUNKED, 0);
        Outcome first;
        feed(decoder, before, first);
        decoder.start(MR_BODY_CHUNKED, 0);
        Outcome second;
        feed(decoder, "2\r\nxy\r\n0\r\n\r\n", second);
        EXPECT_EQ(second, (Outcome{End::done, "xy", 12})) << before;
    }
}

TEST(ChunkedBodyTest, randomBodiesInRandomPiecesComeOutAsTheyWentIn) {
    for (std::uint32_t seed = 1; seed <= 500; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        std::string data, encoded;
        for (std::uint32_t chunks = random() % 6; chunks > 0; --chunks) {
            std::string chunk(1 + random() % 40, ' ');
            for (char& byte : chunk) byte = static_cast<char>(random());
            char head[20];
            std::snprintf(head, sizeof head, random() % 2 ? "%zx" : "%05zX", chunk.size());
            encoded += head + std::string(random() % 2 ? ";ext=\"1\"" : "") + crlf + chunk + crlf;
            data += chunk;
        }
        encoded += random() % 2 ? "0\r\n\r\n" : "0\r\nDigest: x\r\n\r\n";
        std::vector<std::string> pieces;
        const std::string input = encoded + "next";
        for (std::size_t at = 0; at < input.size(); at += pieces.back().size()) {
            pieces.push_back(input.substr(at, 1 + random() % 20));
        }
        ASSERT_EQ(decode(MR_BODY_CHUNKED, 0, pieces), (Outcome{End::done, data, encoded.size()}));
    }
}

TEST(LengthBodyTest, endsWithItsLastByte) {
    const std::string input = "abcdef";
    for (std::uint64_t length = 0; length <= 8; ++length) {
        for (std::size_t cut = 0; cut <= input.size(); ++cut) {
            const Outcome outcome = decode(MR_BODY_LENGTH, length, {input.substr(0, cut), input.substr(cut)});
            const std::uint64_t taken = std::min<std::uint64_t>(length, input.size());
            ASSERT_EQ(outcome.end, length <= input.size() ? End::done : End::more);
            ASSERT_EQ(outcome.data, input.substr(0, taken));
        }
    }
}

TEST(LengthBodyTest, theGreatestLengthIsALengthToo) {
    BodyDecoder decoder;
    decoder.start(MR_BODY_LENGTH, std::numeric_limits<std::uint64_t>::max());
    const auto step = decoder.next(nullptr, 0xffffffffu);
    EXPECT_EQ(step.data, 0xffffffffu);
    EXPECT_FALSE(step.done);
}

TEST(EndlessBodyTest, isDataUntilThePeerCloses) {
    const Outcome outcome = decode(MR_BODY_UNTIL_CLOSE, 3, {"0\r\n\r\n", "", "more"});
    EXPECT_EQ(outcome, (Outcome{End::more, "0\r\n\r\nmore", 9}));
    BodyDecoder decoder;
    decoder.start(MR_BODY_UNTIL_CLOSE, 0);
    EXPECT_TRUE(decoder.ends_with_peer());
    decoder.start(MR_BODY_LENGTH, 5);
    EXPECT_FALSE(decoder.ends_with_peer());
    decoder.start(MR_BODY_CHUNKED, 0);
    EXPECT_FALSE(decoder.ends_with_peer());
}

}  // namespace
}  // namespace millrace
