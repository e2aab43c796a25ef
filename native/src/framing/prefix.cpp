// Floor 2. See prefix.hpp.
#include "framing/prefix.hpp"

#include "base/check.hpp"

namespace millrace {

Code PrefixFramer::configure(std::uint64_t width, bool little_endian, std::int64_t adjustment, FrameLimits limits) {
    if (width == 0 || width > 8 || (width > 4 && width < 8)) return MR_OUT_OF_RANGE;
    if (adjustment < -adjustment_max || adjustment > adjustment_max) return MR_OUT_OF_RANGE;
    width_ = static_cast<std::uint8_t>(width);
    little_endian_ = little_endian;
    adjustment_ = static_cast<std::int16_t>(adjustment);
    limits_ = limits;
    wanted_ = 0;
    return MR_OK;
}

std::uint64_t PrefixFramer::number_at(const std::uint8_t* bytes) const {
    std::uint64_t number = 0;
    for (std::uint32_t i = 0; i < width_; ++i) number = number << 8 | bytes[little_endian_ ? width_ - 1 - i : i];
    return number;
}

Found PrefixFramer::scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* ends,
                         std::uint32_t frames_max) {
    MR_CHECK(frames_max >= 1);
    Found found;
    if (length < wanted_) return found;
    wanted_ = 0;
    while (found.frames < frames_max && length - found.consumed >= width_) {
        const std::uint64_t number = number_at(bytes + found.consumed);
        found.scanned += width_;
        const bool within = number <= std::uint64_t{limits_.bytes_max} + adjustment_max;  // so the sum is exact
        const std::int64_t frame_bytes = within ? static_cast<std::int64_t>(number) + adjustment_ : 0;
        found.announced = within ? static_cast<std::uint64_t>(frame_bytes) : number;
        found.fault = frame_bytes < 0 ? Fault::negative : limits_.judge(found.announced);
        if (found.fault != Fault::none) return found;
        const std::uint32_t whole = width_ + static_cast<std::uint32_t>(frame_bytes);
        if (length - found.consumed < whole) {
            wanted_ = whole;
            return found;
        }
        found.consumed += whole;
        ends[found.frames++] = found.consumed;
    }
    return found;
}

}  // namespace millrace
