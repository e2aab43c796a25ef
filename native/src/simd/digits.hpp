// Floor 1. Digits in a register: of eight, three multiplications are the value (D. Lemire, "Quickly parsing eight
// digits", 2018). Nameless, since the targets' pages compile it with flags of their own.
#pragma once

#include <cstdint>
#include <cstring>

#include "simd/kernels.hpp"

namespace millrace::simd {
namespace {

constexpr std::uint64_t ascii_zeros = 0x3030303030303030u;  // "00000000"

// Each byte at most 9: it has no high bit, and gets none by adding 0x76. (A carry can only come from one that has.)
[[gnu::always_inline]] inline bool all_digits(std::uint64_t word) {
    return ((word | (word + 0x7676767676767676u)) & 0x8080808080808080u) == 0;
}

// Of eight digits as values, the first one lowest: pairs, then fours, then eight.
[[gnu::always_inline]] inline std::uint64_t value_of(std::uint64_t word) {
    word = word * (1 + (10u << 8)) >> 8;
    word = (word & 0x00ff00ff00ff00ffu) * (1 + (100u << 16)) >> 16;
    return (word & 0x0000ffff0000ffffu) * (1 + (std::uint64_t{10'000} << 32)) >> 32;
}

constexpr std::size_t digits_max = 19;
constexpr std::uint64_t largest = 0x7fffffffffffffffu;

// The values of the n digits, 1 to 8, that end at bytes[end), as the last of eight, 0 before them. Eight bytes are read
// where there are so many: what stands before the digits is shifted out.
[[gnu::always_inline]] inline std::uint64_t load_digits(Bytes bytes, std::size_t end, std::size_t n) {
    std::uint64_t word = 0;
    if (end >= 8) [[likely]] {
        std::memcpy(&word, bytes + end - 8, 8);
    } else {
        for (std::size_t i = 1; i <= n; ++i) word |= std::uint64_t{bytes[end - i]} << (64 - 8 * i);
    }
    const std::size_t others = 64 - 8 * n;
    return ((word ^ ascii_zeros) >> others) << others;
}

// Of n digits that end at bytes[end), more than 8.
[[gnu::noinline]] bool parse_long(Bytes bytes, std::size_t end, std::size_t n, std::uint64_t& value) {
    if (n > digits_max) return false;
    value = 0;
    while (n > 0) {
        const std::size_t step = n % 8 == 0 ? 8 : n % 8;
        n -= step;
        const std::uint64_t word = load_digits(bytes, end - n, step);
        if (!all_digits(word)) return false;
        value = value * 100'000'000u + value_of(word);
    }
    return true;
}

// Strict: an optional '-', then 1 to 19 digits, within 64 bits.
[[maybe_unused]] bool parse_decimal(Bytes bytes, std::size_t length, std::size_t start, std::size_t end,
                                    std::int64_t& out) {
    if (end > length || start >= end) return false;
    const std::uint64_t negative = bytes[start] == '-';
    const std::size_t n = end - start - negative;
    std::uint64_t value;
    if (n - 1 < 8) [[likely]] {
        const std::uint64_t word = load_digits(bytes, end, n);
        if (!all_digits(word)) return false;
        value = value_of(word);
    } else if (n == 0 || !parse_long(bytes, end, n, value) || value > largest + negative) {
        return false;
    }
    out = static_cast<std::int64_t>((value ^ (0 - negative)) + negative);
    return true;
}

}  // namespace
}  // namespace millrace::simd
