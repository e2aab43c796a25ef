// Floor 1. Tests of the UTF-8 check: every target that can run here against a decoder by the book (Unicode, table 3-7).
#include <cstring>

#include "simd/fault_pages.hpp"
#include "simd/kernels_fixture.hpp"

namespace millrace::simd {
namespace {

struct Row {
    std::uint8_t lead_first, lead_last, second_first, second_last;
    std::size_t bytes;
};

// The table as it is printed; bytes behind the second are 80 to BF.
constexpr Row table_3_7[] = {
    {0x00, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

std::size_t character_bytes(const std::uint8_t* p, std::size_t left) {
    for (const Row& row : table_3_7) {
        if (p[0] < row.lead_first || p[0] > row.lead_last) continue;
        if (row.bytes == 1) return 1;
        if (left < row.bytes || p[1] < row.second_first || p[1] > row.second_last) return 0;
        for (std::size_t i = 2; i < row.bytes; ++i) {
            if (p[i] < 0x80 || p[i] > 0xbf) return 0;
        }
        return row.bytes;
    }
    return 0;
}

bool plain_is_utf8(const std::uint8_t* bytes, std::size_t length) {
    for (std::size_t i = 0; i < length;) {
        const std::size_t step = character_bytes(bytes + i, length - i);
        if (step == 0) return false;
        i += step;
    }
    return true;
}

void append(Octets& text, std::uint32_t character) {
    const auto byte = [&](std::uint32_t value) { text.push_back(static_cast<std::uint8_t>(value)); };
    if (character < 0x80) {
        byte(character);
    } else if (character < 0x800) {
        byte(0xc0 | character >> 6), byte(0x80 | (character & 0x3f));
    } else if (character < 0x10000) {
        byte(0xe0 | character >> 12), byte(0x80 | (character >> 6 & 0x3f)), byte(0x80 | (character & 0x3f));
    } else {
        byte(0xf0 | character >> 18), byte(0x80 | (character >> 12 & 0x3f));
        byte(0x80 | (character >> 6 & 0x3f)), byte(0x80 | (character & 0x3f));
    }
}

bool is_surrogate(std::uint32_t character) { return character >= 0xd800 && character <= 0xdfff; }

// Where the rules change, one before and one behind.
constexpr std::uint8_t boundaries[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
                                       0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};

class Utf8Test : public EachTarget {
protected:
    bool is_utf8(const Octets& bytes) const { return kernels().is_utf8(bytes.data(), bytes.size()); }

    // Up to four bytes, alone and across the borders of a vector of each width, ASCII around them.
    void expect_as_plain(const std::uint8_t* bytes, std::size_t length) const {
        const bool valid = plain_is_utf8(bytes, length);
        ASSERT_EQ(kernels().is_utf8(bytes, length), valid);
        std::uint8_t text[72];
        for (const std::size_t place : {std::size_t{14}, std::size_t{62}, sizeof text - length}) {
            std::memset(text, 'a', sizeof text);
            std::memcpy(text + place, bytes, length);
            ASSERT_EQ(kernels().is_utf8(text, sizeof text), valid) << "at " << place;
        }
    }
};

TEST_P(Utf8Test, everyOneOrTwoBytes) {
    for (std::uint32_t both = 0; both < 0x10000; ++both) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(both >> 8), static_cast<std::uint8_t>(both)};
        expect_as_plain(bytes, 1);
        expect_as_plain(bytes, 2);
        if (HasFatalFailure()) FAIL() << std::hex << both;
    }
}

TEST_P(Utf8Test, everyBoundaryInThreeBytes) {
    for (const std::uint8_t a : boundaries) {
        for (std::uint32_t b = 0; b < 0x100; ++b) {
            for (const std::uint8_t c : boundaries) {
                const std::uint8_t bytes[] = {a, static_cast<std::uint8_t>(b), c};
                expect_as_plain(bytes, 3);
                if (HasFatalFailure()) FAIL() << std::hex << +a << ' ' << b << ' ' << +c;
            }
        }
    }
}

TEST_P(Utf8Test, everyBoundaryInFourBytes) {
    for (const std::uint8_t a : boundaries) {
        for (const std::uint8_t b : boundaries) {
            for (const std::uint8_t c : boundaries) {
                for (const std::uint8_t d : boundaries) {
                    const std::uint8_t bytes[] = {a, b, c, d};
                    expect_as_plain(bytes, 4);
                    if (HasFatalFailure()) FAIL() << std::hex << +a << ' ' << +b << ' ' << +c << ' ' << +d;
                }
            }
        }
    }
}

TEST_P(Utf8Test, everyCharacterIsValidAndNoSurrogateIs) {
    Octets text;
    for (std::uint32_t character = 0; character < 0x110000; ++character) {
        if (!is_surrogate(character)) append(text, character);
    }
    EXPECT_TRUE(is_utf8(text));
    for (std::uint32_t character = 0xd800; character <= 0xdfff; ++character) {
        Octets one;
        append(one, character);
        ASSERT_FALSE(is_utf8(one)) << character;
    }
    Octets beyond;
    append(beyond, 0x110000);
    EXPECT_FALSE(is_utf8(beyond));
}

TEST_P(Utf8Test, everyLengthOfEveryKindOfText) {
    for (const std::string one : {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8c\x8a", "a\xe2\x82\xac"}) {
        std::string text;
        while (text.size() < length_max + 4) text += one;
        for (std::size_t from = 0; from < 4; ++from) {
            for (std::size_t length = 0; length <= length_max; ++length) {
                const Octets cut(text.begin() + static_cast<std::ptrdiff_t>(from),
                                 text.begin() + static_cast<std::ptrdiff_t>(from + length));
                ASSERT_EQ(is_utf8(cut), plain_is_utf8(cut.data(), cut.size())) << one << ' ' << from << ' ' << length;
            }
        }
    }
}

TEST_P(Utf8Test, mutatedTextIsAsThePlainDecoderSays) {
    std::mt19937 random(1);
    const std::uint32_t limits[] = {0x80, 0x800, 0x10000, 0x110000};
    int valid = 0;
    const int rounds = 20000;
    for (int round = 0; round < rounds; ++round) {
        Octets text;
        const std::size_t kinds = 1 + random() % 4;
        for (std::size_t length = random() % 200; text.size() < length;) {
            const std::uint32_t character = random() % limits[random() % kinds];
            if (!is_surrogate(character)) append(text, character);
        }
        if (!text.empty() && random() % 2) text[random() % text.size()] = static_cast<std::uint8_t>(random());
        if (!text.empty() && random() % 4 == 0) text.pop_back();
        if (!text.empty() && random() % 4 == 0)
            text.erase(text.begin() + static_cast<std::ptrdiff_t>(random() % text.size()));
        const bool expected = plain_is_utf8(text.data(), text.size());
        ASSERT_EQ(is_utf8(text), expected) << round;
        valid += expected;
    }
    EXPECT_GT(valid, rounds / 10);
    EXPECT_LT(valid, rounds * 9 / 10);
}

TEST_P(Utf8Test, nothingIsReadBesideTheRange) {
    const FaultPages pages;
    // At the begin, the bytes before would complete the character; at the end, those behind.
    for (std::size_t length = 0; length <= length_max; ++length) {
        for (const char* end : {"a", "\xc3", "\xe2\x82", "\xf0\x9f\x8c"}) {
            Octets text(length, 'a');
            text.insert(text.end(), end, end + std::strlen(end));
            const bool expected = end[0] == 'a';
            ASSERT_EQ(kernels().is_utf8(pages.copy_to_end(text.data(), text.size()), text.size()), expected);
            ASSERT_EQ(kernels().is_utf8(pages.copy_to_begin(text.data(), text.size()), text.size()), expected);
        }
    }
    EXPECT_TRUE(kernels().is_utf8(nullptr, 0));
}

MR_EACH_TARGET(Utf8Test);

}  // namespace
}  // namespace millrace::simd
