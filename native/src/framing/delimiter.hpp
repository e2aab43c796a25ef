// Floor 2. Finds frames that end with a delimiter of 1 to 8 bytes, and resumes where it stopped: every byte of input is
// scanned once, however it arrives.
//
//     bytes:  [ frame | delimiter | frame | delimiter | unfinished ..... ]
//              0                               consumed        scanned_ counts from here
//
// It looks for the delimiter's last byte with a kernel and compares the few before it, so that a prefix repeated for
// ever (\r\r\r…) costs no more than other bytes. A frame longer than the limit is never delivered.
#pragma once

#include <cstdint>

#include "base/code.hpp"

namespace millrace {

class DelimiterFramer {
public:
    static constexpr std::uint32_t delimiter_bytes_max = 8;

    struct Found {
        std::uint32_t frames = 0;
        std::uint32_t consumed = 0;  // through the last frame's delimiter
        std::uint32_t scanned = 0;   // bytes looked at now
        bool too_long = false;       // what follows `consumed` begins a frame beyond the limit
    };

    // `delimiter`: first byte lowest. MR_OUT_OF_RANGE for a length that is not 1..8.
    Code configure(std::uint64_t delimiter, std::uint64_t delimiter_bytes, std::uint32_t frame_bytes_max);

    // The bytes in front of it are others now: nothing of them has been scanned.
    void restart() { scanned_ = 0; }

    // Looks for frames in bytes[0, length), which starts with a frame and begins with what an earlier call left
    // unconsumed. Writes where each frame ends, at most `ends_max` >= 1 of them.
    Found scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* ends, std::uint32_t ends_max);

    std::uint32_t delimiter_bytes() const { return delimiter_bytes_; }
    std::uint32_t frame_bytes_max() const { return frame_bytes_max_; }

private:
    bool ends_delimiter(const std::uint8_t* bytes, std::uint32_t frame_start, std::uint32_t last) const;

    std::uint8_t delimiter_[delimiter_bytes_max] = {};
    std::uint32_t delimiter_bytes_ = 0;
    std::uint32_t frame_bytes_max_ = 0;
    std::uint32_t scanned_ = 0;  // bytes at the front of the next call's input that need not be looked at again
};

}  // namespace millrace
