// Floor 1. Tests of find, count and split: every target that can run here, every length and alignment, against a loop a
// child reads; and of the choice among the targets.
#include "simd/kernels.hpp"

#include <cstdlib>
#include <cstring>

#include "simd/fault_pages.hpp"
#include "simd/kernels_fixture.hpp"

namespace millrace::simd {
namespace {

// One to eight, the first ones rare and far apart, so that a wrong one is seen.
const Octets sets[] = {octets(","),     octets("\r\n"),         octets(",;\t"),
                       octets(" ,;\t"), octets("\x01,;\t\xff"), octets("01234567")};

class KernelsTest : public EachTarget {
protected:
    void expect_as_plain(const std::uint8_t* bytes, std::size_t length, const Octets& set) const {
        const Places places = plain_places(bytes, 0, length, set);
        const std::int64_t first = places.empty() ? -1 : std::int64_t{places.front()};
        const std::int64_t last = places.empty() ? -1 : std::int64_t{places.back()};
        ASSERT_EQ(kernels().find(bytes, length, set_of(set)), first);
        ASSERT_EQ(kernels().find_last(bytes, length, set_of(set)), last);
        ASSERT_EQ(kernels().count(bytes, length, set_of(set)), places.size());
        ASSERT_EQ(resumed_split(kernels(), bytes, 0, length, set, length_max + 64), places);
    }
};

TEST_P(KernelsTest, nameTheirTarget) { EXPECT_EQ(kernels().target, GetParam()); }

TEST_P(KernelsTest, findsEachPlaceInEachLengthAtEachAlignment) {
    alignas(64) std::uint8_t memory[alignments + length_max + 64];
    for (std::size_t alignment = 0; alignment < alignments; ++alignment) {
        std::uint8_t* bytes = memory + alignment;
        // What lies around the range matches, and must not be seen.
        std::memset(memory, 'x', sizeof memory);
        std::memset(bytes, '.', length_max);
        for (std::size_t length = 0; length <= length_max; ++length) {
            std::memset(bytes + length, 'x', length_max - length + 1);
            ASSERT_EQ(kernels().find(bytes, length, 'x'), -1) << alignment << ' ' << length;
            ASSERT_EQ(kernels().find_last(bytes, length, 'x'), -1) << alignment << ' ' << length;
            for (std::size_t place = length; place-- > 0;) {
                if (alignment % 8 != 7 && place % 7 != 3 && place + 3 < length && place > 3) continue;
                bytes[place] = 'x';
                ASSERT_EQ(kernels().find(bytes, length, 'x'), static_cast<std::int64_t>(place))
                    << alignment << ' ' << length;
                ASSERT_EQ(kernels().find_last(bytes, length, 'x'), static_cast<std::int64_t>(place))
                    << alignment << ' ' << length;
                bytes[place] = '.';
            }
            bytes[length] = '.';
        }
    }
}

TEST_P(KernelsTest, everyLengthAtEveryAlignmentIsAsAPlainLoopSays) {
    std::mt19937 random(1);
    alignas(64) std::uint8_t memory[alignments + length_max + 64];
    for (std::size_t alignment = 0; alignment < alignments; ++alignment) {
        for (std::size_t length = 0; length <= length_max; ++length) {
            const Octets& set = sets[(alignment + length) % std::size(sets)];
            const std::uint32_t sparse = 1 + random() % 40;
            for (auto& byte : memory) byte = random() % sparse == 0 ? set[random() % set.size()] : 'x';
            expect_as_plain(memory + alignment, length, set);
            if (HasFatalFailure()) FAIL() << alignment << ' ' << length;
        }
    }
}

TEST_P(KernelsTest, longRangesAreAsAPlainLoopSays) {
    std::mt19937 random(2);
    for (const std::string alphabet : {",", "x", ",x", "x,y;z\r\nabcdefgh", "01234567abcdefghijklmnopq\t\x01\xff"}) {
        for (const Octets& set : sets) {
            const Octets bytes = random_octets(random, 5000 + random() % 200, alphabet);
            const Places places = plain_places(bytes.data(), 0, bytes.size(), set);
            ASSERT_EQ(kernels().count(bytes.data(), bytes.size(), set_of(set)), places.size());
            ASSERT_EQ(resumed_split(kernels(), bytes.data(), 0, bytes.size(), set, 6000), places);
            ASSERT_EQ(resumed_split(kernels(), bytes.data(), 0, bytes.size(), set, 200), places);
        }
    }
}

TEST_P(KernelsTest, noValueOfAByteIsSpecial) {
    // Neighbours by one bit and by carry are where tricks on whole words go wrong.
    Octets bytes(256);
    for (std::size_t i = 0; i < 256; ++i) bytes[i] = static_cast<std::uint8_t>(i);
    for (std::size_t wanted = 0; wanted < 256; ++wanted) {
        const auto byte = static_cast<std::uint8_t>(wanted);
        ASSERT_EQ(kernels().find(bytes.data(), 256, byte), static_cast<std::int64_t>(wanted));
        ASSERT_EQ(kernels().find_last(bytes.data(), 256, byte), static_cast<std::int64_t>(wanted));
        ASSERT_EQ(resumed_split(kernels(), bytes.data(), 0, 256, {byte}, 300), Places{byte});
        for (const int difference : {1, 0x80, 0x7f, 0xff}) {
            const Octets others(200, static_cast<std::uint8_t>(byte ^ difference));
            ASSERT_EQ(kernels().find(others.data(), 200, byte), -1);
            ASSERT_EQ(kernels().count(others.data(), 200, byte), 0u);
            ASSERT_TRUE(resumed_split(kernels(), others.data(), 0, 200, {byte}, 300).empty());
        }
    }
}

TEST_P(KernelsTest, ofASetEachByteIsFoundAndNoOther) {
    Octets bytes(256);
    for (std::size_t i = 0; i < 256; ++i) bytes[i] = static_cast<std::uint8_t>(i);
    for (std::size_t size = 1; size <= ByteSet::most; ++size) {
        Octets set;
        for (std::size_t i = 0; i < size; ++i) set.push_back(static_cast<std::uint8_t>(37 * i + 200));
        expect_as_plain(bytes.data(), 256, set);
        // What stands in `packed` behind the set is not part of it.
        const ByteSet dirty(set_of(set).packed | (size < 8 ? ~std::uint64_t{0} << (8 * size) : 0), size);
        EXPECT_EQ(kernels().count(bytes.data(), 256, dirty), size);
    }
}

TEST_P(KernelsTest, splitsFromEachPlace) {
    std::mt19937 random(3);
    const Octets bytes = random_octets(random, length_max, "ab,");
    for (std::size_t from = 0; from <= length_max; ++from) {
        for (const std::size_t length : {from, from + (length_max - from) / 2, length_max}) {
            ASSERT_EQ(resumed_split(kernels(), bytes.data(), from, length, {','}, 400),
                      plain_places(bytes.data(), from, length, {','}))
                << from << ' ' << length;
        }
    }
}

TEST_P(KernelsTest, aFullTableIsResumedWithoutLossOrRepetition) {
    std::mt19937 random(4);
    for (const std::string alphabet : {",", ",x", ",xxxxxxxxxxxxxxxx"}) {
        const Octets bytes = random_octets(random, length_max, alphabet);
        const Places expected = plain_places(bytes.data(), 0, bytes.size(), {','});
        for (std::size_t table = 1; table <= 140; ++table) {
            ASSERT_EQ(resumed_split(kernels(), bytes.data(), 0, bytes.size(), {','}, table), expected) << table;
        }
    }
}

TEST_P(KernelsTest, nothingIsNowhere) {
    const Octets bytes(100, ',');
    std::uint32_t out = 77;
    EXPECT_EQ(kernels().split(bytes.data(), 0, 100, ',', &out, 0), 0u);
    EXPECT_EQ(kernels().split(bytes.data(), 100, 100, ',', &out, 1), 0u);
    EXPECT_EQ(kernels().split(bytes.data(), 101, 100, ',', &out, 1), 0u) << "from behind the end";
    EXPECT_EQ(kernels().split(nullptr, 0, 0, ',', &out, 1), 0u);
    EXPECT_EQ(kernels().find(nullptr, 0, ','), -1);
    EXPECT_EQ(kernels().find_last(nullptr, 0, ','), -1);
    EXPECT_EQ(kernels().count(nullptr, 0, ','), 0u);
    EXPECT_EQ(out, 77u);
}

TEST_P(KernelsTest, nothingIsReadBesideTheRange) {
    const FaultPages pages;
    for (std::size_t length = 0; length <= length_max; ++length) {
        for (std::uint8_t* bytes : {pages.end() - length, pages.begin()}) {
            std::memset(bytes, 'a', length);
            for (const Octets& set : sets) expect_as_plain(bytes, length, set);
            ASSERT_EQ(resumed_split(kernels(), bytes, 0, length, {'a'}, 5).size(), length);
            if (length == 0) continue;
            bytes[length - 1] = ',';
            expect_as_plain(bytes, length, {','});
            bytes[0] = ',';
            expect_as_plain(bytes, length, {','});
            ASSERT_EQ(resumed_split(kernels(), bytes, length / 2, length, {','}, 1).size(), length < 2 ? length : 1);
        }
    }
}

MR_EACH_TARGET(KernelsTest);

TEST(KernelsChoiceTest, numbersThatAreNoTargetHaveNoKernels) {
    EXPECT_EQ(kernels_for(static_cast<Target>(-1)), nullptr);
    EXPECT_EQ(kernels_for(static_cast<Target>(target_count)), nullptr);
    EXPECT_TRUE(kernels_for(Target::scalar)) << "one runs everywhere";
}

TEST(KernelsChoiceTest, theBestIsChosenWithoutAWish) {
    for (const char* none : {static_cast<const char*>(nullptr), ""}) {
        EXPECT_EQ(choose(none).kernels.target, targets_here().back());
        EXPECT_FALSE(choose(none).wish_refused);
    }
}

TEST(KernelsChoiceTest, eachThatCanRunCanBeWishedForByName) {
    for (const Target target : targets_here()) {
        const Choice choice = choose(kernels_for(target)->name);
        EXPECT_EQ(choice.kernels.target, target);
        EXPECT_FALSE(choice.wish_refused);
    }
}

TEST(KernelsChoiceTest, aWishThatCannotBeFulfilledIsRefusedVisibly) {
    for (const char* wish : {"avx", "AVX2", "avx2 ", "scalar,avx2", "2", "none"}) {
        EXPECT_EQ(choose(wish).kernels.target, targets_here().back()) << wish;
        EXPECT_TRUE(choose(wish).wish_refused) << wish;
    }
    const char* const elsewhere = kernels_for(Target::neon) ? "avx2" : "neon";
    EXPECT_TRUE(choose(elsewhere).wish_refused) << "known, but not here";
}

// CTest runs this with each target's name in MILLRACE_TARGET.
TEST(KernelsChoiceTest, theOneInUseIsTheOneOfTheEnvironment) {
    const char* wish = std::getenv("MILLRACE_TARGET");
    if (!wish) {
        EXPECT_EQ(kernels().target, targets_here().back());
        return;
    }
    if (choose(wish).wish_refused) GTEST_SKIP() << wish << " cannot run here";
    EXPECT_STREQ(kernels().name, wish);
    EXPECT_FALSE(choice.wish_refused);
}

}  // namespace
}  // namespace millrace::simd
