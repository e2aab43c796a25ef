// Floor 3. What a connection may hold back; see mr_setting. Its time-outs are in patience.hpp.
#pragma once

#include <cstdint>

namespace millrace {

struct Settings {
    static constexpr std::uint32_t unsent_bytes_limit = 1024 * 1024 * 1024;

    // low_water <= high_water <= unsent_max
    std::uint32_t high_water_bytes = 64 * 1024;
    std::uint32_t low_water_bytes = 16 * 1024;
    std::uint32_t unsent_bytes_max = 64 * 1024 * 1024;
    bool half_close = false;
    bool crowded_input = false;
};

}  // namespace millrace
