// Floor 2. See delimiter.hpp.
#include "framing/delimiter.hpp"

#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "simd/kernels.hpp"

namespace millrace {

namespace {
constexpr std::uint32_t batch_max = 256;
}

Code DelimiterFramer::configure(std::uint64_t delimiter, std::uint64_t delimiter_bytes, std::uint32_t frame_bytes_max) {
    if (delimiter_bytes < 1 || delimiter_bytes > delimiter_bytes_max) return MR_OUT_OF_RANGE;
    for (std::uint32_t i = 0; i < delimiter_bytes_max; ++i)
        delimiter_[i] = static_cast<std::uint8_t>(delimiter >> (8 * i));
    delimiter_bytes_ = static_cast<std::uint32_t>(delimiter_bytes);
    frame_bytes_max_ = frame_bytes_max;
    scanned_ = 0;
    return MR_OK;
}

bool DelimiterFramer::ends_delimiter(const std::uint8_t* bytes, std::uint32_t frame_start, std::uint32_t last) const {
    if (last + 1 - frame_start < delimiter_bytes_) return false;
    return std::memcmp(bytes + last + 1 - delimiter_bytes_, delimiter_, delimiter_bytes_) == 0;
}

DelimiterFramer::Found DelimiterFramer::scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* ends,
                                             std::uint32_t ends_max) {
    MR_CHECK(scanned_ <= length && ends_max >= 1);
    const simd::Kernels& kernels = simd::kernels();
    const std::uint8_t last_byte = delimiter_[delimiter_bytes_ - 1];
    Found found;
    std::uint32_t at = scanned_;
    // The table of ends may be shared with Java: what is found is kept here until it is known to be an end.
    std::uint32_t candidates[batch_max];
    while (found.frames < ends_max && !found.too_long) {
        const std::uint32_t candidates_max = std::min(batch_max, ends_max - found.frames);
        const auto count =
            static_cast<std::uint32_t>(kernels.split(bytes, at, length, last_byte, candidates, candidates_max));
        at = count < candidates_max ? length : candidates[count - 1] + 1;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t last = candidates[i];
            if (!ends_delimiter(bytes, found.consumed, last)) continue;
            const std::uint32_t end = last + 1 - delimiter_bytes_;
            if (end - found.consumed > frame_bytes_max_) {
                found.too_long = true;
                break;
            }
            ends[found.frames++] = end;
            found.consumed = last + 1;
        }
        if (count < candidates_max) break;
    }
    found.scanned = at - scanned_;
    scanned_ = at - found.consumed;
    // What is left may still hold a whole delimiter but for its last byte.
    if (at == length && length - found.consumed > std::uint64_t{frame_bytes_max_} + delimiter_bytes_ - 1) {
        found.too_long = true;
    }
    return found;
}

}  // namespace millrace
