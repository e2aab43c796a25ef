// Floor 2. See lines.hpp.
#include "framing/lines.hpp"

#include "base/check.hpp"
#include "framing/candidates.hpp"

namespace millrace {

Found LineFramer::scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table,
                       std::uint32_t frames_max) {
    MR_CHECK(scanned_ <= length && frames_max >= 1);
    Found found;
    const auto take = [&](std::uint32_t lf) -> std::uint32_t {
        const bool cr = lf > found.consumed && bytes[lf - 1] == '\r';
        const std::uint32_t end = cr ? lf - 1 : lf;
        found.fault = limits_.judge(end - found.consumed);
        if (found.fault != Fault::none) {
            found.fault_at = lf - found.consumed;
            return 0;
        }
        table[2 * found.frames] = found.consumed;
        table[2 * found.frames + 1] = end;
        ++found.frames;
        found.consumed = lf + 1;
        return frames_max - found.frames;
    };
    std::uint32_t at = each_candidate(bytes, scanned_, length, '\n', frames_max, take);
    if (found.fault != Fault::none) at = found.consumed + found.fault_at;
    found.scanned = at - scanned_;
    scanned_ = at - found.consumed;
    // What is left may end in the CR of its end.
    const bool overlong = length - found.consumed > std::uint64_t{limits_.bytes_max} + 1;
    if (at == length && overlong) found.fault = Fault::too_long;
    return found;
}

}  // namespace millrace
