// Floor 2. See varint.hpp.
#include "framing/varint.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace millrace {

namespace {

struct Head {
    std::uint32_t bytes = 0;  // 0: it is not whole
    std::uint64_t number = 0;
    std::uint32_t looked = 0;
    bool malformed = false;
};

Head read_head(const std::uint8_t* bytes, std::uint32_t length) {
    Head head;
    const std::uint32_t there = std::min(length, VarintFramer::length_bytes_max);
    while (head.looked < there) {
        const std::uint8_t byte = bytes[head.looked];
        head.number |= std::uint64_t{byte & 0x7fu} << (7 * head.looked);
        ++head.looked;
        // The last one has room for four bits of the 32, and none follows it.
        head.malformed = head.looked == VarintFramer::length_bytes_max && byte > 0x0f;
        if (head.malformed) return head;
        if (byte < 0x80) {
            head.bytes = head.looked;
            return head;
        }
    }
    return head;
}

}  // namespace

Found VarintFramer::scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table,
                         std::uint32_t frames_max) {
    MR_CHECK(frames_max >= 1);
    Found found;
    if (length < wanted_) return found;
    wanted_ = 0;
    while (found.frames < frames_max) {
        const Head head = read_head(bytes + found.consumed, length - found.consumed);
        found.scanned += head.looked;
        if (head.malformed) {
            found.fault = Fault::malformed;
            found.fault_at = head.looked - 1;
        }
        if (head.bytes == 0) return found;
        found.announced = head.number;
        found.fault = limits_.judge(head.number);
        if (found.fault != Fault::none) return found;
        const std::uint32_t whole = head.bytes + static_cast<std::uint32_t>(head.number);
        if (length - found.consumed < whole) {
            wanted_ = whole;
            return found;
        }
        table[2 * found.frames] = found.consumed + head.bytes;
        found.consumed += whole;
        table[2 * found.frames + 1] = found.consumed;
        ++found.frames;
    }
    return found;
}

}  // namespace millrace
