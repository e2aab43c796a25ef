// Floor 1. The kernels, written once over a vector type V:
//
//     V::width                                  bytes in a vector, at most 64
//     V::matches(const uint8_t* p, uint8_t b)   bit i set: p[i] == b
//
// Each target compiles this text with its own V in a namespace of its own (MR_SIMD_NAMESPACE), so that no instruction
// of one target can end up in the code of another.
#include <bit>
#include <cstddef>
#include <cstdint>

#ifndef MR_SIMD_NAMESPACE
#error "a target page names its namespace first"
#endif

namespace millrace::simd::MR_SIMD_NAMESPACE {

// Bytes that do not fill a vector are looked at one by one: reading past the end could leave the mapping.
template <typename V>
std::int64_t find(const std::uint8_t* bytes, std::size_t length, std::uint8_t byte) {
    std::size_t i = 0;
    for (; i + V::width <= length; i += V::width) {
        const std::uint64_t mask = V::matches(bytes + i, byte);
        if (mask != 0) return static_cast<std::int64_t>(i) + std::countr_zero(mask);
    }
    if (i < length && length >= V::width) {
        // The last vector overlaps the one before, where nothing was found.
        const std::uint64_t mask = V::matches(bytes + length - V::width, byte);
        return mask == 0 ? -1 : static_cast<std::int64_t>(length - V::width) + std::countr_zero(mask);
    }
    for (; i < length; ++i) {
        if (bytes[i] == byte) return static_cast<std::int64_t>(i);
    }
    return -1;
}

// `out` has room for every bit of the mask.
inline std::size_t write_indices(std::uint64_t mask, std::size_t base, std::uint32_t* out) {
    std::size_t count = 0;
    while (mask != 0) {
        out[count++] = static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(std::countr_zero(mask));
        mask &= mask - 1;
    }
    return count;
}

template <typename V>
std::size_t split(const std::uint8_t* bytes, std::size_t from, std::size_t length, std::uint8_t byte,
                  std::uint32_t* out, std::size_t out_max) {
    std::size_t count = 0;
    std::size_t i = from;
    for (; i + V::width <= length; i += V::width) {
        std::uint64_t mask = V::matches(bytes + i, byte);
        if (mask == 0) continue;
        if (out_max - count >= V::width) {
            count += write_indices(mask, i, out + count);
            continue;
        }
        for (; mask != 0; mask &= mask - 1) {
            if (count == out_max) return count;
            out[count++] = static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(std::countr_zero(mask));
        }
    }
    for (; i < length && count < out_max; ++i) {
        if (bytes[i] == byte) out[count++] = static_cast<std::uint32_t>(i);
    }
    return count;
}

}  // namespace millrace::simd::MR_SIMD_NAMESPACE
