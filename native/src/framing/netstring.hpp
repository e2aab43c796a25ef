// Floor 2. Finds netstrings: [length in decimal digits]":"[string]"," (D. J. Bernstein, "Netstrings", 1997). Strict: no
// sign, no leading zero, no digit too many, and nothing but the comma behind the string.
#pragma once

#include <cstdint>

#include "framing/found.hpp"

namespace millrace {

class NetstringFramer {
public:
    static constexpr std::uint32_t table_entries = 2;  // for each string: its start and its end

    explicit NetstringFramer(FrameLimits limits) : limits_(limits) {}
    void restart() { wanted_ = 0; }

    // As DelimiterFramer::scan(), with two entries for each string.
    Found scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table, std::uint32_t frames_max);

    std::uint32_t wanted() const { return wanted_; }
    std::uint32_t frame_bytes_max() const { return limits_.bytes_max; }
    std::uint32_t gap() const { return 1; }  // the comma
    std::uint32_t lead() const { return 0; }

private:
    FrameLimits limits_;
    std::uint32_t wanted_ = 0;
};

}  // namespace millrace
