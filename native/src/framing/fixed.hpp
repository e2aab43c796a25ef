// Floor 2. Cuts input into frames of one length.
#pragma once

#include <cstdint>

#include "base/check.hpp"
#include "base/code.hpp"
#include "framing/found.hpp"

namespace millrace {

class FixedFramer {
public:
    static constexpr std::uint32_t table_entries = 1;  // for each frame: its end

    // MR_OUT_OF_RANGE for frames of no bytes.
    Code configure(std::uint32_t frame_bytes) {
        if (frame_bytes == 0) return MR_OUT_OF_RANGE;
        frame_bytes_ = frame_bytes;
        return MR_OK;
    }
    void restart() {}

    // As DelimiterFramer::scan().
    Found scan(const std::uint8_t*, std::uint32_t length, std::uint32_t* ends, std::uint32_t frames_max) {
        MR_CHECK(frames_max >= 1);
        Found found;
        while (found.frames < frames_max && length - found.consumed >= frame_bytes_) {
            found.consumed += frame_bytes_;
            ends[found.frames++] = found.consumed;
        }
        return found;
    }

    std::uint32_t wanted() const { return frame_bytes_; }
    std::uint32_t frame_bytes_max() const { return frame_bytes_; }
    std::uint32_t gap() const { return 0; }
    std::uint32_t lead() const { return 0; }

private:
    std::uint32_t frame_bytes_ = 0;
};

}  // namespace millrace
