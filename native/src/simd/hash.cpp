// Floor 1. See hash.hpp.
#include "simd/hash.hpp"

#include <bit>
#include <cstring>

namespace millrace::simd {

namespace {

using Bytes = const std::uint8_t*;

constexpr std::uint64_t k0 = 0x6a09e667f3bcc908u;
constexpr std::uint64_t k1 = 0xbb67ae8584caa73bu;
constexpr std::uint64_t k2 = 0x3c6ef372fe94f82bu;
constexpr std::uint64_t k3 = 0xa54ff53a5f1d36f1u;
constexpr std::uint64_t k4 = 0x510e527fade682d1u;

__extension__ using Product = unsigned __int128;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const Product product = static_cast<Product>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t word(Bytes p) {
    std::uint64_t number;
    std::memcpy(&number, p, sizeof number);
    return std::endian::native == std::endian::big ? __builtin_bswap64(number) : number;
}

std::uint64_t half(Bytes p) {
    std::uint32_t number;
    std::memcpy(&number, p, sizeof number);
    return std::endian::native == std::endian::big ? __builtin_bswap32(number) : number;
}

struct Tail {
    std::uint64_t x, y;
};

Tail tail_of(Bytes bytes, std::size_t n) {
    if (n >= 16) return {word(bytes + n - 16), word(bytes + n - 8)};
    if (n >= 8) return {word(bytes), word(bytes + n - 8)};
    if (n >= 4) return {half(bytes), half(bytes + n - 4)};
    if (n == 0) return {0, 0};
    return {bytes[0] | std::uint64_t{bytes[n / 2]} << 8 | std::uint64_t{bytes[n - 1]} << 16, 0};
}

}  // namespace

std::uint64_t hash_of(Bytes bytes, std::size_t length, std::uint64_t seed) {
    std::uint64_t h = seed ^ k0;
    Bytes p = bytes;
    std::size_t left = length;
    if (left > 64) {
        std::uint64_t a = h, b = h, c = h, d = h;
        for (; left > 64; p += 64, left -= 64) {
            a = mix(word(p) ^ k1, word(p + 8) ^ a);
            b = mix(word(p + 16) ^ k2, word(p + 24) ^ b);
            c = mix(word(p + 32) ^ k3, word(p + 40) ^ c);
            d = mix(word(p + 48) ^ k4, word(p + 56) ^ d);
        }
        h = a ^ b ^ c ^ d;
    }
    for (; left > 16; p += 16, left -= 16) h = mix(word(p) ^ k1, word(p + 8) ^ h);
    const Tail tail = tail_of(bytes, length);
    return mix(mix(tail.x ^ k1, tail.y ^ h) ^ k2, length ^ k3);
}

}  // namespace millrace::simd
