// Floor 2. See delimiter.hpp.
#include "framing/delimiter.hpp"

#include <cstring>

#include "base/check.hpp"
#include "framing/candidates.hpp"

namespace millrace {

Code DelimiterFramer::configure(std::uint64_t delimiter, std::uint64_t delimiter_bytes, FrameLimits limits,
                                bool strict) {
    if (delimiter_bytes < 1 || delimiter_bytes > delimiter_bytes_max) return MR_OUT_OF_RANGE;
    for (std::uint32_t i = 0; i < delimiter_bytes_max; ++i)
        delimiter_[i] = static_cast<std::uint8_t>(delimiter >> (8 * i));
    delimiter_bytes_ = static_cast<std::uint8_t>(delimiter_bytes);
    strict_ = strict && delimiter_bytes > 1;
    limits_ = limits;
    scanned_ = 0;
    return MR_OK;
}

bool DelimiterFramer::ends_delimiter(const std::uint8_t* bytes, std::uint32_t frame_start, std::uint32_t last) const {
    if (last + 1 - frame_start < delimiter_bytes_) return false;
    return std::memcmp(bytes + last + 1 - delimiter_bytes_, delimiter_, delimiter_bytes_) == 0;
}

bool DelimiterFramer::stands_alone(const std::uint8_t* bytes, std::uint32_t frame_start, std::uint32_t last) const {
    return last == frame_start || bytes[last - 1] != delimiter_[delimiter_bytes_ - 2];
}

Found DelimiterFramer::scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* ends,
                            std::uint32_t frames_max) {
    MR_CHECK(scanned_ <= length && frames_max >= 1);
    Found found;
    const std::uint8_t last_byte = delimiter_[delimiter_bytes_ - 1];
    const auto refuse = [&](Fault fault, std::uint32_t at) -> std::uint32_t {
        found.fault = fault;
        found.fault_at = at - found.consumed;
        return 0;
    };
    const auto take = [&](std::uint32_t last) -> std::uint32_t {
        if (!ends_delimiter(bytes, found.consumed, last)) {
            if (!strict_ || !stands_alone(bytes, found.consumed, last)) return frames_max - found.frames;
            // Had fewer bytes come at once, the frame would have been too long before this one was seen.
            const bool beyond = last - found.consumed > longest_unfinished();
            return refuse(beyond ? Fault::too_long : Fault::malformed, last);
        }
        const std::uint32_t end = last + 1 - delimiter_bytes_;
        const Fault fault = limits_.judge(end - found.consumed);
        if (fault != Fault::none) return refuse(fault, last);
        ends[found.frames++] = end;
        found.consumed = last + 1;
        return frames_max - found.frames;
    };
    std::uint32_t at = each_candidate(bytes, scanned_, length, last_byte, frames_max, take);
    if (found.fault != Fault::none) at = found.consumed + found.fault_at;
    found.scanned = at - scanned_;
    scanned_ = at - found.consumed;
    const bool overlong = length - found.consumed > longest_unfinished();
    if (at == length && overlong) found.fault = Fault::too_long;
    return found;
}

}  // namespace millrace
