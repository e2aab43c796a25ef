// Floor 1. A hash of content, 64 bits wide, the same number on every target and in Java (io.millrace.bytes), on a
// machine of any byte order.
//
// All numbers are of 64 bits without sign. word(i) is the eight bytes at i, the first one lowest; half(i) four of them.
//
//     mix(a, b) = the low 64 bits of a * b, exclusive-or the high 64 bits
//
//     h = seed ^ k0
//     while more than 64 bytes are left, with four lanes a, b, c, d that begin as h, 64 bytes at a time:
//         a = mix(word(i)      ^ k1, word(i + 8)  ^ a)        b = mix(word(i + 16) ^ k2, word(i + 24) ^ b)
//         c = mix(word(i + 32) ^ k3, word(i + 40) ^ c)        d = mix(word(i + 48) ^ k4, word(i + 56) ^ d)
//     afterwards, if there were any: h = a ^ b ^ c ^ d
//     while more than 16 bytes are left, 16 at a time:
//         h = mix(word(i) ^ k1, word(i + 8) ^ h)
//     the tail x, y, by the whole length n; it may overlap what was taken in already:
//         n >= 16      word(n - 16), word(n - 8)
//         n >= 8       word(0), word(n - 8)
//         n >= 4       half(0), half(n - 4)
//         n >= 1       byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16, 0
//         n == 0       0, 0
//     hash = mix(mix(x ^ k1, y ^ h) ^ k2, n ^ k3)
//
// k0 to k4 are the first 64 bits behind the point of the square roots of 2, 3, 5, 7 and 11. The folded product is that
// of W. Yi's wyhash (2019). Good for tables; an adversary who knows it can make contents that collide, whatever the seed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::simd {

std::uint64_t hash_of(const std::uint8_t* bytes, std::size_t length, std::uint64_t seed);

}  // namespace millrace::simd
