// Floor 2. What a framer found in the input it was shown, and what it holds every frame against.
#pragma once

#include <cstdint>

namespace millrace {

enum class Fault : std::uint8_t {
    none,
    too_long,   // a frame is beyond the limit
    malformed,  // a byte stands where it cannot
    empty,      // a frame has no bytes, and those are refused
    negative    // a frame is announced with fewer bytes than none
};

struct Found {
    std::uint32_t frames = 0;
    std::uint32_t consumed = 0;   // through the last frame
    std::uint32_t scanned = 0;    // bytes looked at now
    Fault fault = Fault::none;    // of the frame that follows `consumed`; the next scan finds it again
    std::uint32_t fault_at = 0;   // which byte of it tells
    std::uint64_t announced = 0;  // how long it says that it is, when it is too long
};

struct FrameLimits {
    std::uint32_t bytes_max : 31 = 0;
    bool refuses_empty : 1 = false;

    Fault judge(std::uint64_t bytes) const {
        if (bytes > bytes_max) return Fault::too_long;
        return bytes == 0 && refuses_empty ? Fault::empty : Fault::none;
    }
};

}  // namespace millrace
