// Floor 2. Looks for a byte with a kernel, and has a framer look at each place where it stands.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/kernels.hpp"

namespace millrace {

// Calls `take(position)` for each `byte` in bytes[from, length), in order. It answers how many more it has room for; at
// zero the search is over. Answers how far was looked: `length`, or behind the last one that was found.
template <typename Take>
std::uint32_t each_candidate(const std::uint8_t* bytes, std::uint32_t from, std::uint32_t length, std::uint8_t byte,
                             std::uint32_t room, Take take) {
    constexpr std::uint32_t batch_max = 256;
    const simd::Kernels& kernels = simd::kernels();
    // What is found is kept here until it is known to be an end: the table of ends may be shared with Java.
    std::uint32_t candidates[batch_max];
    std::uint32_t at = from;
    for (std::uint32_t count = batch_max, asked = batch_max; room > 0 && count == asked;) {
        asked = std::min(batch_max, room);
        count = static_cast<std::uint32_t>(kernels.split(bytes, at, length, byte, candidates, asked));
        at = count < asked ? length : candidates[count - 1] + 1;
        for (std::uint32_t i = 0; i < count && room > 0; ++i) room = take(candidates[i]);
    }
    return at;
}

}  // namespace millrace
