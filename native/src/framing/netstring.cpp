// Floor 2. See netstring.hpp.
#include "framing/netstring.hpp"

#include "base/check.hpp"

namespace millrace {

namespace {

struct Head {
    std::uint32_t bytes = 0;  // through the colon; 0: it is not whole
    std::uint64_t number = 0;
    std::uint32_t looked = 0;
    Fault fault = Fault::none;
};

// Stops as soon as the number is beyond the limit, so that it looks at few bytes however many digits there are.
Head read_head(const std::uint8_t* bytes, std::uint32_t length, FrameLimits limits) {
    Head head;
    while (head.looked < length) {
        const std::uint8_t byte = bytes[head.looked++];
        if (byte == ':' && head.looked > 1) {
            head.bytes = head.looked;
            head.fault = limits.judge(head.number);
            return head;
        }
        const bool digit = byte >= '0' && byte <= '9';
        const bool behind_zero = head.looked == 2 && head.number == 0;
        if (!digit || behind_zero) {
            head.fault = Fault::malformed;
            return head;
        }
        head.number = head.number * 10 + (byte - '0');
        if (head.number > limits.bytes_max) {
            head.fault = Fault::too_long;
            return head;
        }
    }
    return head;
}

}  // namespace

Found NetstringFramer::scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table,
                            std::uint32_t frames_max) {
    MR_CHECK(frames_max >= 1);
    Found found;
    if (length < wanted_) return found;
    wanted_ = 0;
    while (found.frames < frames_max) {
        const std::uint8_t* start = bytes + found.consumed;
        const Head head = read_head(start, length - found.consumed, limits_);
        found.scanned += head.looked;
        if (head.fault != Fault::none) {
            found.fault = head.fault;
            found.fault_at = head.looked - 1;
            found.announced = head.number;
            return found;
        }
        if (head.bytes == 0) return found;
        const std::uint32_t comma = head.bytes + static_cast<std::uint32_t>(head.number);
        if (length - found.consumed <= comma) {
            wanted_ = comma + 1;
            return found;
        }
        ++found.scanned;
        if (start[comma] != ',') {
            found.fault = Fault::malformed;
            found.fault_at = comma;
            return found;
        }
        table[2 * found.frames] = found.consumed + head.bytes;
        table[2 * found.frames + 1] = found.consumed + comma;
        ++found.frames;
        found.consumed += comma + 1;
    }
    return found;
}

}  // namespace millrace
