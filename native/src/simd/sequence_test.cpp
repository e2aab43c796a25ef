// Floor 1. Tests of sequences: every target that can run here against the standard library, and inputs made to be slow.
#include <cstring>

#include "simd/fault_pages.hpp"
#include "simd/kernels_fixture.hpp"
#include "simd/two_way.hpp"

namespace millrace::simd {
namespace {

std::int64_t plain_find(const Octets& bytes, const Octets& sequence) {
    const auto found = std::search(bytes.begin(), bytes.end(), sequence.begin(), sequence.end());
    return found == bytes.end() && !sequence.empty() ? -1 : found - bytes.begin();
}

Octets repeated(const std::string& text, std::size_t times) {
    Octets all;
    for (std::size_t i = 0; i < times; ++i) all.insert(all.end(), text.begin(), text.end());
    return all;
}

class SequenceTest : public EachTarget {
protected:
    std::int64_t find(const Octets& bytes, const Octets& sequence) const {
        return kernels().find_sequence(bytes.data(), bytes.size(), sequence.data(), sequence.size());
    }
    void expect_as_plain(const Octets& bytes, const Octets& sequence) const {
        ASSERT_EQ(find(bytes, sequence), plain_find(bytes, sequence));
        ASSERT_EQ(resumed_split_sequence(kernels(), bytes.data(), 0, bytes.size(), sequence, bytes.size() + 1),
                  plain_sequence_places(bytes.data(), 0, bytes.size(), sequence));
    }
};

TEST_P(SequenceTest, everyLengthIsAsThePlainSearchSays) {
    std::mt19937 random(1);
    for (std::size_t length = 0; length <= length_max; ++length) {
        for (std::size_t sequence_length = 1; sequence_length <= 40; sequence_length += 1 + random() % 3) {
            const std::string alphabet = random() % 2 ? "ab" : "abc\r\n";
            const Octets sequence = random_octets(random, sequence_length, alphabet);
            Octets bytes = random_octets(random, length, alphabet);
            for (int planted = random() % 4; planted > 0 && length >= sequence_length; --planted) {
                const std::size_t place = random() % (length - sequence_length + 1);
                std::copy(sequence.begin(), sequence.end(), bytes.begin() + static_cast<std::ptrdiff_t>(place));
            }
            expect_as_plain(bytes, sequence);
            if (HasFatalFailure()) FAIL() << length << ' ' << sequence_length;
        }
    }
}

TEST_P(SequenceTest, isFoundAtEachPlaceAtEachAlignment) {
    const Octets sequence = octets("\r\n\r\n");
    alignas(64) std::uint8_t memory[alignments + length_max + 64];
    for (std::size_t alignment = 0; alignment < alignments; ++alignment) {
        std::uint8_t* bytes = memory + alignment;
        std::memset(memory, '\r', sizeof memory);
        for (std::size_t place = 0; place + sequence.size() <= length_max; ++place) {
            std::memcpy(bytes + place, sequence.data(), sequence.size());
            // With its last byte and without.
            const std::size_t end = place + sequence.size();
            ASSERT_EQ(kernels().find_sequence(bytes, end, sequence.data(), sequence.size()),
                      static_cast<std::int64_t>(place));
            ASSERT_EQ(kernels().find_sequence(bytes, end - 1, sequence.data(), sequence.size()), -1);
            std::memset(bytes + place, '\r', sequence.size());
        }
    }
}

TEST_P(SequenceTest, overlapsAreLeftToRight) {
    for (const char* sequence : {"aa", "aba", "abab", "aaa"}) {
        for (std::size_t times = 0; times < 100; ++times) {
            expect_as_plain(repeated("a", times), octets(sequence));
            expect_as_plain(repeated("ab", times), octets(sequence));
        }
    }
}

TEST_P(SequenceTest, splitsFromEachPlaceWithEachTable) {
    std::mt19937 random(2);
    for (const char* text : {"\r\n", "::", "aba", "\r\n\r\n", "a"}) {
        const Octets sequence = octets(text);
        const Octets bytes = random_octets(random, length_max, text + std::string(random() % 2, 'x'));
        for (std::size_t from = 0; from <= length_max; from += 1 + random() % 3) {
            const std::size_t table = 1 + random() % 80;
            ASSERT_EQ(resumed_split_sequence(kernels(), bytes.data(), from, length_max, sequence, table),
                      plain_sequence_places(bytes.data(), from, length_max, sequence))
                << from << ' ' << table;
        }
    }
}

// Bytes come in two parts: what the first has is kept, and the search goes on where a sequence may have begun.
TEST_P(SequenceTest, crLfIsFoundWhereverTheBytesAreCut) {
    std::mt19937 random(3);
    for (const std::string alphabet : {"\r\n", "\r\nx", "\r\nxxxxxxxxxxxxxxxxxxxxxx"}) {
        const Octets bytes = random_octets(random, length_max, alphabet);
        const Octets crlf = octets("\r\n");
        const Places all = plain_sequence_places(bytes.data(), 0, bytes.size(), crlf);
        for (std::size_t cut = 1; cut <= bytes.size(); ++cut) {
            // The first part lies alone, so that reading over the cut is seen by a sanitizer.
            const Octets first(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut));
            Places found = resumed_split_sequence(kernels(), first.data(), 0, cut, crlf, 400);
            const std::size_t behind = found.empty() ? 0 : found.back() + crlf.size();
            const Places more =
                resumed_split_sequence(kernels(), bytes.data(), std::max(behind, cut - 1), bytes.size(), crlf, 400);
            found.insert(found.end(), more.begin(), more.end());
            ASSERT_EQ(found, all) << cut;
        }
    }
}

TEST_P(SequenceTest, emptyAndTooLongOnes) {
    const Octets bytes = octets("abc");
    std::uint32_t out = 77;
    EXPECT_EQ(kernels().find_sequence(bytes.data(), 3, nullptr, 0), 0);
    EXPECT_EQ(kernels().find_sequence(nullptr, 0, nullptr, 0), 0);
    EXPECT_EQ(kernels().find_sequence(nullptr, 0, bytes.data(), 1), -1);
    EXPECT_EQ(kernels().find_sequence(bytes.data(), 2, bytes.data(), 3), -1);
    EXPECT_EQ(kernels().find_sequence(bytes.data(), 3, bytes.data(), 3), 0);
    EXPECT_EQ(kernels().split_sequence(bytes.data(), 0, 3, bytes.data(), 0, &out, 1), 0u);
    EXPECT_EQ(kernels().split_sequence(bytes.data(), 0, 3, bytes.data(), 2, &out, 0), 0u);
    EXPECT_EQ(kernels().split_sequence(bytes.data(), 1, 3, bytes.data(), 3, &out, 1), 0u);
    EXPECT_EQ(kernels().split_sequence(bytes.data(), 4, 3, bytes.data(), 2, &out, 1), 0u) << "from behind the end";
    EXPECT_EQ(out, 77u);
}

TEST_P(SequenceTest, nothingIsReadBesideTheRange) {
    const FaultPages pages;
    const FaultPages sequence_pages;
    std::mt19937 random(4);
    for (std::size_t length = 0; length <= length_max; ++length) {
        const Octets sequence = random_octets(random, 1 + random() % 20, "ab");
        const std::uint8_t* sought = sequence_pages.copy_to_end(sequence.data(), sequence.size());
        const Octets bytes = random_octets(random, length, "ab");
        const auto expected = plain_find(bytes, sequence);
        const auto* at_end = pages.copy_to_end(bytes.data(), length);
        ASSERT_EQ(kernels().find_sequence(at_end, length, sought, sequence.size()), expected);
        const auto* at_begin = pages.copy_to_begin(bytes.data(), length);
        ASSERT_EQ(kernels().find_sequence(at_begin, length, sought, sequence.size()), expected);
        ASSERT_EQ(resumed_split_sequence(kernels(), at_begin, 0, length, sequence, 3),
                  plain_sequence_places(bytes.data(), 0, length, sequence));
    }
}

// Comparing at each place that fits at both ends would look at some 10^13 bytes for each of these: not within the
// test's time-out.
TEST_P(SequenceTest, inputsMadeToBeSlowAreNot) {
    const std::size_t length = 12'000'000;
    const std::size_t half = 1'500'000;
    const Octets as(length, 'a');
    Octets middle(2 * half, 'a');
    middle[half] = 'b';
    EXPECT_EQ(find(as, middle), -1);

    Octets late(2 * half, 'a');
    late[late.size() - 2] = 'b';
    EXPECT_TRUE(resumed_split_sequence(kernels(), as.data(), 0, as.size(), late, 100).empty());

    Octets alike = repeated("ab", length / 2);
    Octets broken = repeated("ab", half);
    broken[half] = 'c';
    EXPECT_EQ(find(alike, broken), -1);
    alike[length - half] = 'c';
    EXPECT_EQ(find(alike, broken), static_cast<std::int64_t>(length - 2 * half));
}

// The search turns to the other algorithm in the middle, and loses nothing.
TEST_P(SequenceTest, whatWasComparedInVainChangesNoAnswer) {
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round) {
        Octets sequence(20 + random() % 200, 'a');
        sequence[1 + random() % (sequence.size() - 2)] = 'b';
        Octets bytes(8000, 'a');
        for (std::size_t i = random() % 500; i < bytes.size(); i += 1 + random() % 700) bytes[i] = 'b';
        expect_as_plain(bytes, sequence);
    }
}

MR_EACH_TARGET(SequenceTest);

TEST(TwoWayTest, everyShortSequenceInEveryShortText) {
    const auto of_bits = [](std::size_t bits, std::size_t length) {
        Octets text;
        for (std::size_t i = 0; i < length; ++i) text.push_back(static_cast<std::uint8_t>('a' + (bits >> i & 1)));
        return text;
    };
    for (std::size_t sequence_length = 1; sequence_length <= 7; ++sequence_length) {
        for (std::size_t s = 0; s < std::size_t{1} << sequence_length; ++s) {
            const Octets sequence = of_bits(s, sequence_length);
            for (std::size_t t = 0; t < std::size_t{1} << 10; ++t) {
                const Octets text = of_bits(t, 10);
                ASSERT_EQ(find_two_way(text.data(), 10, sequence.data(), sequence_length), plain_find(text, sequence));
            }
        }
    }
}

TEST(TwoWayTest, longSequencesWithPeriods) {
    std::mt19937 random(6);
    for (int round = 0; round < 3000; ++round) {
        const Octets period = random_octets(random, 1 + random() % 6, "ab");
        Octets sequence;
        while (sequence.size() < 1 + random() % 60) sequence.insert(sequence.end(), period.begin(), period.end());
        if (random() % 2) sequence[random() % sequence.size()] ^= 3;
        Octets text = random_octets(random, random() % 50, "ab");
        for (int i = random() % 4; i >= 0; --i) {
            text.insert(text.end(), sequence.begin(), sequence.end() - static_cast<std::ptrdiff_t>(random() % 2));
            text.insert(text.end(), period.begin(), period.end());
        }
        ASSERT_EQ(find_two_way(text.data(), text.size(), sequence.data(), sequence.size()), plain_find(text, sequence));
    }
}

}  // namespace
}  // namespace millrace::simd
