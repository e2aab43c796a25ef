// Floor 2. Cuts a connection's input into frames, in the way that Java has asked for. Each framer resumes where it
// stopped, so that its work is linear in the input however that arrives, and none allocates anything.
//
//     scan(bytes, …)  →  table: where each frame lies        Found: how many, what was consumed, and what is wrong
//
// The table has one entry for each frame, its end; the first one starts at lead(), each other gap() behind the end before
// it. Or it has two, its start and its end; then gap() bytes behind the end still belong to it, and one more in front of
// them when it is a line that ends in CR LF.
#pragma once

#include <cstdint>
#include <variant>

#include "framing/delimiter.hpp"
#include "framing/fixed.hpp"
#include "framing/lines.hpp"
#include "framing/netstring.hpp"
#include "framing/prefix.hpp"
#include "framing/varint.hpp"
#include "millrace/millrace.h"

namespace millrace {

class Framer {
public:
    static constexpr std::uint32_t overhead_bytes_max = 16;  // of one frame: its delimiter, or what announces it
    static constexpr std::uint32_t frame_bytes_limit = MR_SEGMENT_BYTES_MAX - overhead_bytes_max;

    // Of a framing that finds frames; see MR_CMD_FRAMING. MR_OUT_OF_RANGE: as it was.
    Code configure(mr_framing kind, const mr_command& command);

    void restart();
    Found scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table, std::uint32_t frames_max);

    std::uint32_t table_entries() const;
    std::uint32_t wanted() const;  // bytes that the unfinished frame takes in all, if that is known; else 0
    std::uint32_t frame_bytes_max() const;
    std::uint32_t gap() const;
    std::uint32_t lead() const;

    // Of what a scan of `bytes` has found: where the first `frames` of them end, with all that belongs to them.
    std::uint32_t end_of(const std::uint8_t* bytes, const Found& found, const std::uint32_t* table,
                         std::uint32_t frames) const;

private:
    template <typename Made>
    Code take(const Made& made, Code code) {
        if (code == MR_OK) framer_ = made;
        return code;
    }

    std::variant<DelimiterFramer, LineFramer, PrefixFramer, VarintFramer, NetstringFramer, FixedFramer> framer_;
};

}  // namespace millrace
