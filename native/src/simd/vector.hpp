// Floor 1. What the kernels are written over, a vector type V, and masks of what matches in it:
//
//     V::width                            bytes in a vector: 8, 16, 32 or 64
//     V::Block  V::load(Bytes p)          p[0, width)
//               V::load_some(Bytes p, n)  p[0, n) and then zeros: 0 < n < width
//     V::Match  V::equal(Block, byte)     which bytes are `byte`, as the processor likes to say it
//               V::either(Match, Match)  V::both(Match, Match)
//     V::bits(Match)                      as a number: bit i for byte i
//     V::bits_of_64(const Match*)         of 64 / width matches in a row
//     V::write_places(mask, base, out)    writes base + i for each bit i, answers how many
//     V::room_for(n)                      places that write_places may write to when there are n; at most 64
//
// Each target compiles this text with its own V in a namespace of its own (MR_SIMD_NAMESPACE) and a nameless one inside
// it; builtins stand where templates of the standard library could. So nothing compiled with one target's flags has a
// name that the linker could choose for other code; a test asks nm. Nothing outside the range is read: it could leave
// the mapping.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "simd/kernels.hpp"

#ifndef MR_SIMD_NAMESPACE
#error "a target page names its namespace first"
#endif
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "the masks count bytes from the low end"
#endif

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

constexpr std::size_t stride = 64;  // bytes of a mask, and of a step where many matches are expected

[[maybe_unused]] std::size_t count_bits(std::uint64_t mask) {
    return static_cast<std::size_t>(__builtin_popcountll(mask));
}

// 64 of zero: one instruction where the processor has one for it.
[[maybe_unused]] std::size_t lowest_bit(std::uint64_t mask) {
    return mask == 0 ? 64 : static_cast<std::size_t>(__builtin_ctzll(mask));
}

[[maybe_unused]] std::size_t highest_bit(std::uint64_t mask) {
    return 63 - static_cast<std::size_t>(__builtin_clzll(mask));
}

// n < 64
[[maybe_unused]] std::uint64_t lowest_bits(std::size_t n) { return (std::uint64_t{1} << n) - 1; }

// Four at a time without asking: a branch for each would be guessed wrong too often.
[[maybe_unused]] std::size_t write_places_in_fours(std::uint64_t mask, std::size_t base, std::uint32_t* out) {
    const std::size_t count = count_bits(mask);
    for (std::size_t i = 0; i < count; i += 4) {
        for (std::size_t j = i; j < i + 4; ++j) {
            out[j] = static_cast<std::uint32_t>(base + lowest_bit(mask));
            mask &= mask - 1;
        }
    }
    return count;
}

[[maybe_unused]] constexpr std::size_t room_for_fours(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

// The bits that still fit into the table.
[[maybe_unused]] std::size_t write_some_places(std::uint64_t mask, std::size_t base, std::uint32_t* out,
                                               std::size_t room) {
    std::size_t count = 0;
    for (; mask != 0 && count < room; mask &= mask - 1)
        out[count++] = static_cast<std::uint32_t>(base + lowest_bit(mask));
    return count;
}

template <typename Number>
std::uint64_t load_number(Bytes p) {
    Number number;
    std::memcpy(&number, p, sizeof number);
    return number;
}

// p[0, n), the first byte lowest, n < 8: by loads that overlap, since a copy of n bytes is a call.
[[maybe_unused]] std::uint64_t load_word_of(Bytes p, std::size_t n) {
    if (n >= 4) {
        return load_number<std::uint32_t>(p) | load_number<std::uint32_t>(p + n - 4) << (8 * (n - 4));
    }
    if (n == 0) return 0;
    return std::uint64_t{p[0]} | std::uint64_t{p[n / 2]} << (8 * (n / 2)) | std::uint64_t{p[n - 1]} << (8 * (n - 1));
}

// p[0, n) in two words, n < 16.
struct TwoWords {
    std::uint64_t low, high;
};

[[maybe_unused]] TwoWords load_two_words_of(Bytes p, std::size_t n) {
    if (n < 8) return {load_word_of(p, n), 0};
    // Shifted in two steps, since by 64 would be none.
    return {load_number<std::uint64_t>(p), load_number<std::uint64_t>(p + n - 8) >> (8 * (15 - n)) >> 8};
}

// ---- What a kernel looks for: `match` of the blocks that `load` answers, given how many bytes further they are. A
// match at a place depends on the bytes up to `reach` behind it.

template <typename V>
struct OneByte {
    std::uint8_t byte;
    static constexpr std::size_t reach = 0;

    template <typename Load>
    typename V::Match match(Load load) const {
        return V::equal(load(0), byte);
    }
};

// Of a set of fewer than N bytes, the first stands in the other places too.
template <typename V, std::size_t N>
struct AnyByte {
    std::uint8_t bytes[N];
    static constexpr std::size_t reach = 0;

    explicit AnyByte(ByteSet set) {
        for (std::size_t i = 0; i < N; ++i) {
            bytes[i] = static_cast<std::uint8_t>(i < set.count ? set.packed >> (8 * i) : set.packed);
        }
    }

    template <typename Load>
    typename V::Match match(Load load) const {
        const typename V::Block block = load(0);
        typename V::Match any = V::equal(block, bytes[0]);
        for (std::size_t i = 1; i < N; ++i) any = V::either(any, V::equal(block, bytes[i]));
        return any;
    }
};

// Two bytes, one so many places behind the other: a pair, or the ends of a sequence.
template <typename V>
struct TwoBytes {
    std::uint8_t first, second;
    std::size_t reach;

    template <typename Load>
    typename V::Match match(Load load) const {
        return V::both(V::equal(load(0), first), V::equal(load(reach), second));
    }
};

template <typename V, typename Work>
[[gnu::noinline]] auto with_several(ByteSet set, Work work) {
    if (set.count == 2) return work(AnyByte<V, 2>{set});
    if (set.count <= 4) return work(AnyByte<V, 4>{set});
    return work(AnyByte<V, 8>{set});
}

// Hands `work` the cheapest that looks for the set. One byte is what most look for: the registers that the others take have
// not to be saved for it. `work` holds copies, or its arguments would be kept in memory for both.
template <typename V, typename Work>
auto with_set(ByteSet set, Work work) {
    if (set.count == 1) return work(OneByte<V>{static_cast<std::uint8_t>(set.packed)});
    return with_several<V>(set, work);
}

// ---- Where it is.

template <typename V, typename What>
typename V::Match match_at(Bytes p, const What& what) {
    return what.match([p](std::size_t further) { return V::load(p + further); });
}

// Of p[0, 64): bit i for place i.
template <typename V, typename What>
std::uint64_t mask_at(Bytes p, const What& what) {
    typename V::Match matches[stride / V::width];
    for (std::size_t i = 0; i < stride / V::width; ++i) matches[i] = match_at<V>(p + i * V::width, what);
    return V::bits_of_64(matches);
}

// Of the places [at, end), fewer than a vector's. Reading may start at `from`: where there is enough before them, a
// whole vector is read that ends with them.
template <typename V, typename What>
std::uint64_t mask_of_few(Bytes bytes, std::size_t from, std::size_t at, std::size_t end, const What& what) {
    const std::size_t few = end - at;
    if (end - from >= V::width) return V::bits(match_at<V>(bytes + end - V::width, what)) >> (V::width - few);
    const Bytes p = bytes + at;
    return V::bits(what.match([p, few](std::size_t further) { return V::load_some(p + further, few); })) &
           lowest_bits(few);
}

// Of the places [at, end), fewer than 64.
template <typename V, typename What>
std::uint64_t mask_of_rest(Bytes bytes, std::size_t from, std::size_t at, std::size_t end, const What& what) {
    if (end - from >= stride) return mask_at<V>(bytes + end - stride, what) >> (stride - (end - at));
    std::uint64_t mask = 0;
    std::size_t i = at;
    for (; i + V::width <= end; i += V::width) mask |= V::bits(match_at<V>(bytes + i, what)) << (i - at);
    if (i < end) mask |= mask_of_few<V>(bytes, from, i, end, what) << (i - at);
    return mask;
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
