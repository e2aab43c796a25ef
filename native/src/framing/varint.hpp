// Floor 2. Finds frames whose length stands before them as a varint: seven bits a byte, the lowest first, the top bit set
// in all but the last (Protocol Buffers, "Length-Delimited"). At most 5 bytes and 32 bits; zeros at the top are allowed,
// as writers leave them that fill in a length afterwards.
#pragma once

#include <cstdint>

#include "framing/found.hpp"

namespace millrace {

class VarintFramer {
public:
    static constexpr std::uint32_t table_entries = 2;  // for each frame: its start and its end
    static constexpr std::uint32_t length_bytes_max = 5;

    explicit VarintFramer(FrameLimits limits) : limits_(limits) {}
    void restart() { wanted_ = 0; }

    // As DelimiterFramer::scan(), with two entries for each frame.
    Found scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table, std::uint32_t frames_max);

    std::uint32_t wanted() const { return wanted_; }
    std::uint32_t frame_bytes_max() const { return limits_.bytes_max; }
    std::uint32_t gap() const { return 0; }
    std::uint32_t lead() const { return 0; }

private:
    FrameLimits limits_;
    std::uint32_t wanted_ = 0;
};

}  // namespace millrace
