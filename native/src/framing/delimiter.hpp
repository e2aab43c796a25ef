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
#include "framing/found.hpp"

namespace millrace {

class DelimiterFramer {
public:
    static constexpr std::uint32_t delimiter_bytes_max = 8;
    static constexpr std::uint32_t table_entries = 1;  // for each frame: its end

    // `delimiter`: first byte lowest. `strict`: its last byte may not stand anywhere but behind the one before it.
    // MR_OUT_OF_RANGE for a length that is not 1..8.
    Code configure(std::uint64_t delimiter, std::uint64_t delimiter_bytes, FrameLimits limits, bool strict = false);

    // The bytes in front of it are others now: nothing of them has been scanned.
    void restart() { scanned_ = 0; }

    // Looks for frames in bytes[0, length), which starts with a frame and begins with what an earlier call left
    // unconsumed. Writes where each frame ends, at most `frames_max` >= 1 of them.
    Found scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* ends, std::uint32_t frames_max);

    std::uint32_t wanted() const { return 0; }
    std::uint32_t frame_bytes_max() const { return limits_.bytes_max; }
    std::uint32_t gap() const { return delimiter_bytes_; }  // between the end of a frame and the start of the next
    std::uint32_t lead() const { return 0; }                // before the first one

private:
    // It may hold a whole delimiter but for its last byte.
    std::uint64_t longest_unfinished() const { return std::uint64_t{limits_.bytes_max} + delimiter_bytes_ - 1; }
    bool ends_delimiter(const std::uint8_t* bytes, std::uint32_t frame_start, std::uint32_t last) const;
    bool stands_alone(const std::uint8_t* bytes, std::uint32_t frame_start, std::uint32_t last) const;

    std::uint8_t delimiter_[delimiter_bytes_max] = {};
    std::uint8_t delimiter_bytes_ = 0;
    bool strict_ = false;
    FrameLimits limits_;
    std::uint32_t scanned_ = 0;  // bytes at the front of the next call's input that need not be looked at again
};

}  // namespace millrace
