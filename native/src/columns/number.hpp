// Floor 2. Numbers out of bytes[start, end): strict, and exact.
//
//     integer:  [-] digits                                  within 64 bits
//     decimal:  [-|+] digits [. digits] [(e|E) [-|+] digits]   correctly rounded
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/digits.hpp"
#include "simd/kernels.hpp"

namespace millrace::columns {

using simd::Bytes;

enum class Parsed : std::uint8_t { good, malformed, too_large };

namespace number {

// The powers of ten that a double holds exactly.
inline constexpr double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// What is long, has an exponent, or is none.
Parsed parse_long_decimal(Bytes bytes, std::size_t start, std::size_t end, bool is_negative, double& out);
Parsed parse_long_integer(Bytes bytes, std::size_t start, std::size_t end, std::int64_t& out);

// Of up to eight bytes that end at bytes[end), digits with at most one point among them: what is before the point moves up to
// what is behind it, and the value is divided by a power of ten, which is exact but for one rounding. Whether there is a point
// is not asked, since it would be guessed wrong too often.
inline bool parse_short_decimal(Bytes bytes, std::size_t end, std::size_t n, double& out) {
    constexpr std::uint64_t point = '.' ^ '0', ones = 0x0101010101010101u, lows = 0x7f7f7f7f7f7f7f7fu;
    const std::uint64_t word = simd::load_digits(bytes, end, n);
    const std::uint64_t others = word ^ point * ones;
    const std::uint64_t points = ~(((others & lows) + lows) | others | lows);
    const std::uint64_t first = (points & (0 - points)) >> 7;  // the lowest bit of the first point's byte, or zero
    const std::uint64_t before = (first - 1) & (0 - static_cast<std::uint64_t>(first != 0));
    const std::uint64_t digits = (word & ~(before | first * 0xff)) | (word & before) << 8;
    const auto at = static_cast<std::size_t>(__builtin_ctzll(first | std::uint64_t{1} << 63)) / 8;
    const bool is_at_an_end = (first != 0) & ((at == 7) | (at == 8 - n));
    if (is_at_an_end | !simd::all_digits(digits)) return false;
    out = static_cast<double>(static_cast<std::int64_t>(simd::value_of(digits))) / tens[7 - at];
    return true;
}

}  // namespace number

inline Parsed parse_decimal(Bytes bytes, std::size_t start, std::size_t end, double& out) {
    const bool is_negative = bytes[start] == '-';
    start += is_negative || bytes[start] == '+';
    double value;
    if (end - start - 1 < 8 && number::parse_short_decimal(bytes, end, end - start, value)) [[likely]] {
        out = is_negative ? -value : value;
        return Parsed::good;
    }
    return number::parse_long_decimal(bytes, start, end, is_negative, out);
}

inline Parsed parse_integer(Bytes bytes, std::size_t start, std::size_t end, std::int64_t& out) {
    if (simd::parse_decimal(bytes, end, start, end, out)) [[likely]]
        return Parsed::good;
    return number::parse_long_integer(bytes, start, end, out);
}

}  // namespace millrace::columns
