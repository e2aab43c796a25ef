// Floor 1. The byte kernels: one text (generic.hpp) for every CPU target, a thin page for each (target_*.cpp), and the
// choice among them, made once. MILLRACE_TARGET=scalar|sse2|avx2|avx512|neon forces one that can run here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::simd {

enum class Target : std::int32_t { scalar = 0, sse2 = 1, avx2 = 2, avx512 = 3, neon = 4 };
inline constexpr std::int32_t target_count = 5;

struct Kernels {
    Target target;
    const char* name;

    // Index of the first `byte` in [0, length), or -1.
    std::int64_t (*find)(const std::uint8_t* bytes, std::size_t length, std::uint8_t byte);

    // Writes the index of each `byte` in [from, length), lowest first, at most `out_max`; answers how many. To go on
    // after a full table, call again from the last index + 1.
    std::size_t (*split)(const std::uint8_t* bytes, std::size_t from, std::size_t length, std::uint8_t byte,
                         std::uint32_t* out, std::size_t out_max);
};

// The target's kernels, or null where they were not compiled or cannot run.
const Kernels* kernels_for(Target target);

// Those in use.
const Kernels& kernels();

}  // namespace millrace::simd
