// Floor 1. What the kernels' tests share: every target that can run here, and the loops that a child reads.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "simd/kernels.hpp"

namespace millrace::simd {

using Octets = std::vector<std::uint8_t>;
using Places = std::vector<std::uint32_t>;

inline constexpr std::size_t length_max = 300;  // past four vectors of each target, and a stride
inline constexpr std::size_t alignments = 64;

inline std::vector<Target> targets_here() {
    std::vector<Target> targets;
    for (std::int32_t i = 0; i < target_count; ++i) {
        if (kernels_for(static_cast<Target>(i))) targets.push_back(static_cast<Target>(i));
    }
    return targets;
}

class EachTarget : public testing::TestWithParam<Target> {
protected:
    const Kernels& kernels() const { return *kernels_for(GetParam()); }
};

// Names the tests KernelsTest.findsThis/avx2 and so on.
#define MR_EACH_TARGET(suite)                                                   \
    INSTANTIATE_TEST_SUITE_P(Targets, suite, testing::ValuesIn(targets_here()), \
                             [](const auto& target) { return std::string(kernels_for(target.param)->name); })

inline ByteSet set_of(const Octets& bytes) {
    std::uint64_t packed = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) packed |= std::uint64_t{bytes[i]} << (8 * i);
    return {packed, bytes.size()};
}

inline Octets octets(const std::string& text) { return {text.begin(), text.end()}; }

inline Octets random_octets(std::mt19937& random, std::size_t length, const std::string& alphabet) {
    Octets bytes(length);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(alphabet[random() % alphabet.size()]);
    return bytes;
}

inline Places plain_places(const std::uint8_t* bytes, std::size_t from, std::size_t length, const Octets& set) {
    Places places;
    for (std::size_t i = from; i < length; ++i) {
        if (std::find(set.begin(), set.end(), bytes[i]) != set.end()) places.push_back(static_cast<std::uint32_t>(i));
    }
    return places;
}

inline Places plain_sequence_places(const std::uint8_t* bytes, std::size_t from, std::size_t length,
                                    const Octets& sequence) {
    Places places;
    for (std::size_t i = from; i + sequence.size() <= length;) {
        if (std::equal(sequence.begin(), sequence.end(), bytes + i)) {
            places.push_back(static_cast<std::uint32_t>(i));
            i += sequence.size();
        } else {
            ++i;
        }
    }
    return places;
}

// All that split(from, out, out_max) finds with a table of exactly `table` entries, resumed `gap` behind the last one
// while it is full; what lies behind the table is watched.
template <typename Split>
Places resumed(std::size_t from, std::size_t table, std::size_t gap, Split split) {
    constexpr std::uint32_t untouched = 0xdeadbeef;
    Places all;
    Places out(table + 1);
    for (;;) {
        out.assign(table + 1, untouched);
        const std::size_t count = split(from, out.data(), table);
        EXPECT_LE(count, table);
        EXPECT_EQ(out[table], untouched) << "wrote behind the table";
        all.insert(all.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count));
        if (count < table || count == 0) return all;
        from = all.back() + gap;
    }
}

inline Places resumed_split(const Kernels& kernels, const std::uint8_t* bytes, std::size_t from, std::size_t length,
                            const Octets& set, std::size_t table) {
    return resumed(from, table, 1, [&](std::size_t at, std::uint32_t* out, std::size_t out_max) {
        return kernels.split(bytes, at, length, set_of(set), out, out_max);
    });
}

inline Places resumed_split_sequence(const Kernels& kernels, const std::uint8_t* bytes, std::size_t from,
                                     std::size_t length, const Octets& sequence, std::size_t table) {
    return resumed(from, table, sequence.size(), [&](std::size_t at, std::uint32_t* out, std::size_t out_max) {
        return kernels.split_sequence(bytes, at, length, sequence.data(), sequence.size(), out, out_max);
    });
}

}  // namespace millrace::simd
