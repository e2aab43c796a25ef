// Floor 1. Decimal numbers, many at a time, from a table of where they end: see vector.hpp and digits.hpp. Where a target
// says V::has_parse_four, four numbers are parsed at once:
//
//     V::parse_four(bytes, length, start, ends, gap, out)   false: at least one is not usual; nothing was written
//     V::read_four(bytes, length, spans)                    the same, of doubles where their places are
#pragma once

#include <cstdint>

#include "simd/digits.hpp"
#include "simd/vector.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

template <typename V>
std::size_t parse_decimals(Bytes bytes, std::size_t length, std::size_t start, const std::uint32_t* ends,
                           std::size_t count, std::size_t gap, std::int64_t* out) {
    for (std::size_t i = 0; i < count;) {
        const std::size_t until = count - i < 4 ? count : i + 4;
        if constexpr (V::has_parse_four) {
            if (until == i + 4 && V::parse_four(bytes, length, start, ends + i, gap, out + i)) {
                i = until;
                start = ends[i - 1] + gap;
                continue;
            }
        }
        for (; i < until; ++i) {
            if (!parse_decimal(bytes, length, start, ends[i], out[i])) return i;
            start = ends[i] + gap;
        }
    }
    return count;
}

template <typename V>
std::size_t read_spans([[maybe_unused]] Bytes bytes, [[maybe_unused]] std::size_t length,
                       [[maybe_unused]] std::uint64_t* spans, [[maybe_unused]] std::size_t count) {
    std::size_t read = 0;
    if constexpr (V::has_parse_four) {
        while (count - read >= 4 && V::read_four(bytes, length, spans + read)) read += 4;
    }
    return read;
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
