// Floor 1. A sequence in linear time and no memory: M. Crochemore, D. Perrin, "Two-way string-matching", Journal of the
// ACM 38 (3), 1991. Slower than the kernels on usual input, and what they turn to on an input made against them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::simd {

// Where the sequence, 1 or more bytes, is first in [0, length), or -1.
std::int64_t find_two_way(const std::uint8_t* bytes, std::size_t length, const std::uint8_t* sequence,
                          std::size_t sequence_length);

}  // namespace millrace::simd
