// Floor 1. Tests of the byte kernels: every target that can run here, every length and alignment, against a loop a
// child reads.
#include "simd/kernels.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace millrace::simd {
namespace {

constexpr std::size_t length_max = 300;
constexpr std::size_t alignments = 64;

std::int64_t plain_find(const std::uint8_t* bytes, std::size_t length, std::uint8_t byte) {
    for (std::size_t i = 0; i < length; ++i) {
        if (bytes[i] == byte) return static_cast<std::int64_t>(i);
    }
    return -1;
}

std::vector<std::uint32_t> plain_split(const std::uint8_t* bytes, std::size_t from, std::size_t length,
                                       std::uint8_t byte) {
    std::vector<std::uint32_t> found;
    for (std::size_t i = from; i < length; ++i) {
        if (bytes[i] == byte) found.push_back(static_cast<std::uint32_t>(i));
    }
    return found;
}

// Split with a table of exactly `table` entries, resumed until nothing is left; what lies behind the table is watched.
std::vector<std::uint32_t> resumed_split(const Kernels& kernels, const std::uint8_t* bytes, std::size_t from,
                                         std::size_t length, std::uint8_t byte, std::size_t table) {
    constexpr std::uint32_t untouched = 0xdeadbeef;
    std::vector<std::uint32_t> all;
    std::vector<std::uint32_t> out(table + 1);
    for (;;) {
        out.assign(table + 1, untouched);
        const std::size_t count = kernels.split(bytes, from, length, byte, out.data(), table);
        EXPECT_LE(count, table);
        EXPECT_EQ(out[count], untouched) << "wrote past what it says it wrote";
        all.insert(all.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count));
        if (count < table || count == 0) return all;
        from = all.back() + 1;
    }
}

// Two pages, the second of which cannot be read.
class GuardedPage {
public:
    GuardedPage() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
        memory_ = static_cast<std::uint8_t*>(
            mmap(nullptr, 3 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        EXPECT_NE(memory_, MAP_FAILED);
        EXPECT_EQ(mprotect(memory_, page_, PROT_NONE), 0);
        EXPECT_EQ(mprotect(memory_ + 2 * page_, page_, PROT_NONE), 0);
    }
    ~GuardedPage() { munmap(memory_, 3 * page_); }
    std::uint8_t* begin() const { return memory_ + page_; }
    std::uint8_t* end() const { return memory_ + 2 * page_; }

private:
    std::size_t page_;
    std::uint8_t* memory_;
};

class KernelsTest : public testing::TestWithParam<Target> {
protected:
    const Kernels& kernels() { return *kernels_for(GetParam()); }
};

std::vector<Target> targets_here() {
    std::vector<Target> targets;
    for (std::int32_t i = 0; i < target_count; ++i) {
        if (kernels_for(static_cast<Target>(i))) targets.push_back(static_cast<Target>(i));
    }
    return targets;
}

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
            for (std::size_t place = length; place-- > 0;) {
                if (alignment % 8 != 7 && place % 7 != 3 && place + 3 < length && place > 3) continue;
                bytes[place] = 'x';
                ASSERT_EQ(kernels().find(bytes, length, 'x'), static_cast<std::int64_t>(place))
                    << alignment << ' ' << length;
                bytes[place] = '.';
            }
            bytes[length] = '.';
        }
    }
}

TEST_P(KernelsTest, theFirstOfSeveralIsFound) {
    std::mt19937 random(1);
    std::vector<std::uint8_t> bytes(length_max);
    for (int round = 0; round < 5000; ++round) {
        const std::size_t length = random() % (length_max + 1);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 40);
        ASSERT_EQ(kernels().find(bytes.data(), length, 7), plain_find(bytes.data(), length, 7));
    }
}

TEST_P(KernelsTest, noValueOfAByteIsSpecial) {
    // Neighbours by one bit and by carry are where tricks on whole words go wrong.
    std::vector<std::uint8_t> bytes(256);
    for (std::size_t i = 0; i < 256; ++i) bytes[i] = static_cast<std::uint8_t>(i);
    for (std::size_t wanted = 0; wanted < 256; ++wanted) {
        const auto byte = static_cast<std::uint8_t>(wanted);
        ASSERT_EQ(kernels().find(bytes.data(), 256, byte), static_cast<std::int64_t>(wanted));
        ASSERT_EQ(resumed_split(kernels(), bytes.data(), 0, 256, byte, 300), std::vector<std::uint32_t>{byte});
        for (const int difference : {1, 0x80, 0x7f, 0xff}) {
            const std::vector<std::uint8_t> others(200, static_cast<std::uint8_t>(byte ^ difference));
            ASSERT_EQ(kernels().find(others.data(), 200, byte), -1);
            ASSERT_TRUE(resumed_split(kernels(), others.data(), 0, 200, byte, 300).empty());
        }
    }
}

TEST_P(KernelsTest, splitsEachLengthAtEachAlignmentAndDensity) {
    std::mt19937 random(2);
    alignas(64) std::uint8_t memory[alignments + length_max + 64];
    for (const std::uint32_t sparse : {1u, 2u, 17u, 90u}) {
        for (auto& byte : memory) byte = random() % sparse == 0 ? ',' : '-';
        for (std::size_t alignment = 0; alignment < alignments; ++alignment) {
            for (std::size_t length = 0; length <= length_max; ++length) {
                const std::uint8_t* bytes = memory + alignment;
                const std::size_t from = length == 0 ? 0 : random() % (length + 1);
                const auto expected = plain_split(bytes, from, length, ',');
                ASSERT_EQ(resumed_split(kernels(), bytes, from, length, ',', length + 64), expected)
                    << alignment << ' ' << from << ' ' << length;
            }
        }
    }
}

TEST_P(KernelsTest, splitGoesOnAfterAFullTableOfAnySize) {
    std::mt19937 random(3);
    std::vector<std::uint8_t> bytes(length_max);
    for (const std::uint32_t sparse : {1u, 3u, 40u}) {
        for (auto& byte : bytes) byte = random() % sparse == 0 ? ',' : '-';
        const auto expected = plain_split(bytes.data(), 0, bytes.size(), ',');
        for (std::size_t table = 1; table <= 130; ++table) {
            ASSERT_EQ(resumed_split(kernels(), bytes.data(), 0, bytes.size(), ',', table), expected) << table;
        }
    }
}

TEST_P(KernelsTest, splitOfNothingOrIntoNothingWritesNothing) {
    const std::vector<std::uint8_t> bytes(100, ',');
    std::uint32_t out = 77;
    EXPECT_EQ(kernels().split(bytes.data(), 0, 100, ',', &out, 0), 0u);
    EXPECT_EQ(kernels().split(bytes.data(), 100, 100, ',', &out, 1), 0u);
    EXPECT_EQ(kernels().split(bytes.data(), 101, 100, ',', &out, 1), 0u) << "from behind the end";
    EXPECT_EQ(kernels().split(nullptr, 0, 0, ',', &out, 1), 0u);
    EXPECT_EQ(kernels().find(nullptr, 0, ','), -1);
    EXPECT_EQ(out, 77u);
}

TEST_P(KernelsTest, nothingIsReadBesideTheRange) {
    const GuardedPage page;
    for (std::size_t length = 0; length <= length_max; ++length) {
        for (std::uint8_t* bytes : {page.end() - length, page.begin()}) {
            std::memset(bytes, 'a', length);
            ASSERT_EQ(kernels().find(bytes, length, 'b'), -1);
            ASSERT_EQ(resumed_split(kernels(), bytes, 0, length, 'b', 8).size(), 0u);
            ASSERT_EQ(resumed_split(kernels(), bytes, 0, length, 'a', 5).size(), length);
            if (length == 0) continue;
            bytes[length - 1] = 'b';
            ASSERT_EQ(kernels().find(bytes, length, 'b'), static_cast<std::int64_t>(length - 1));
            ASSERT_EQ(resumed_split(kernels(), bytes, 0, length, 'b', 1).size(), 1u);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(EachTarget, KernelsTest, testing::ValuesIn(targets_here()),
                         [](const auto& target) { return std::string(kernels_for(target.param)->name); });

TEST(KernelsChoiceTest, numbersThatAreNoTargetHaveNoKernels) {
    EXPECT_EQ(kernels_for(static_cast<Target>(-1)), nullptr);
    EXPECT_EQ(kernels_for(static_cast<Target>(target_count)), nullptr);
    EXPECT_TRUE(kernels_for(Target::scalar)) << "one runs everywhere";
}

TEST(KernelsChoiceTest, theOneInUseIsTheBestOrTheOneAskedFor) {
    const char* asked = std::getenv("MILLRACE_TARGET");
    const auto targets = targets_here();
    for (const Target target : targets) {
        if (asked && std::string(asked) == kernels_for(target)->name) {
            EXPECT_EQ(kernels().target, target);
            return;
        }
    }
    EXPECT_EQ(kernels().target, targets.back());
}

// The choice is made once in a process, so each is made in one of its own.
TEST_P(KernelsTest, canBeForcedByName) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            setenv("MILLRACE_TARGET", kernels_for(GetParam())->name, 1);
            _exit(millrace::simd::kernels().target == GetParam() ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace millrace::simd
