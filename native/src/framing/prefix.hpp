// Floor 2. Finds frames whose length stands before them, in 1, 2, 3, 4 or 8 bytes of either order:
//
//     [ length | frame | length | frame | unfinished ... ]
//
// The number counts the frame's bytes, or others with them (such as its own): `adjustment` is added to it. A length beyond
// the limit, or below zero once adjusted, is an error as soon as it is read; nothing is ever allocated for it.
#pragma once

#include <cstdint>

#include "base/code.hpp"
#include "framing/found.hpp"

namespace millrace {

class PrefixFramer {
public:
    static constexpr std::uint32_t table_entries = 1;  // for each frame: its end
    static constexpr std::int64_t adjustment_max = 1024;

    // MR_OUT_OF_RANGE for another width, or an adjustment beyond adjustment_max in either direction.
    Code configure(std::uint64_t width, bool little_endian, std::int64_t adjustment, FrameLimits limits);
    void restart() { wanted_ = 0; }

    // As DelimiterFramer::scan().
    Found scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* ends, std::uint32_t frames_max);

    // How many bytes the unfinished frame takes with its length; 0: not known yet.
    std::uint32_t wanted() const { return wanted_; }
    std::uint32_t frame_bytes_max() const { return limits_.bytes_max; }
    std::uint32_t gap() const { return width_; }
    std::uint32_t lead() const { return width_; }

private:
    std::uint64_t number_at(const std::uint8_t* bytes) const;

    std::uint8_t width_ = 0;
    bool little_endian_ = false;
    std::int16_t adjustment_ = 0;
    FrameLimits limits_;
    std::uint32_t wanted_ = 0;
};

}  // namespace millrace
