// How a connection's input is cut into frames, for Protocol::set_framing(). A value: what alters it answers another. Its twin
// in Java is io.millrace.Framing, and the words are the same. What cannot be is refused by set_framing(), not here.
//
//     set_framing(Framing::int32(1 << 20).little_endian().refusing_empty());
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "millrace/protocol.h"

namespace millrace {

class Framing {
public:
    // Not at all: bytes come to received().
    static Framing raw() { return Framing(MR_PROTOCOL_RAW, 0); }

    // Frames that end in a delimiter of 1 to 8 bytes, which is no part of them. `bytes_max`, here and below: the longest
    // frame, without its delimiter or length, 1 to MR_PROTOCOL_FRAME_BYTES_MAX.
    static Framing delimiter(std::string_view delimiter, std::uint32_t bytes_max) {
        Framing made(MR_PROTOCOL_DELIMITER, bytes_max);
        const std::size_t room = sizeof made.framing_.delimiter;
        made.framing_.delimiter_bytes = static_cast<std::uint32_t>(std::min(delimiter.size(), room + 1));  // refused
        std::copy_n(delimiter.begin(), std::min(delimiter.size(), room), made.framing_.delimiter);
        return made;
    }
    static Framing crlf_lines(std::uint32_t bytes_max) { return delimiter("\r\n", bytes_max); }
    // Lines that end in LF or in CR LF, each as it likes.
    static Framing lines(std::uint32_t bytes_max) { return Framing(MR_PROTOCOL_LINES, bytes_max); }

    // Frames behind their length in 1, 2, 3, 4 or 8 bytes, without a sign, the highest byte first.
    static Framing prefix(std::uint32_t width, std::uint32_t bytes_max) {
        Framing made(MR_PROTOCOL_PREFIX, bytes_max);
        made.framing_.prefix_bytes = width;
        return made;
    }
    static Framing int8(std::uint32_t bytes_max) { return prefix(1, bytes_max); }
    static Framing int16(std::uint32_t bytes_max) { return prefix(2, bytes_max); }
    static Framing int32(std::uint32_t bytes_max) { return prefix(4, bytes_max); }
    // Behind their length as a varint of at most 5 bytes.
    static Framing varint(std::uint32_t bytes_max) { return Framing(MR_PROTOCOL_VARINT, bytes_max); }
    // 3:abc,
    static Framing netstring(std::uint32_t bytes_max) { return Framing(MR_PROTOCOL_NETSTRING, bytes_max); }
    // Frames of one length.
    static Framing fixed(std::uint32_t bytes) { return Framing(MR_PROTOCOL_FIXED, bytes); }

    // The lowest byte of a length first; of a prefix only, as the next one.
    Framing little_endian() const { return with(MR_PROTOCOL_LITTLE_ENDIAN); }
    // A frame has as many bytes as its length says and `bytes` more, -1,024 to 1,024: -4 where an int32 counts itself.
    Framing adjusted_by(std::int32_t bytes) const {
        Framing made = *this;
        made.framing_.adjustment = bytes;
        return made;
    }
    // A frame of no bytes is malformed.
    Framing refusing_empty() const { return with(MR_PROTOCOL_NOT_EMPTY); }
    // The last byte of a delimiter of two or more is malformed where it stands alone.
    Framing strict() const { return with(MR_PROTOCOL_STRICT); }
    // One frame, then none before next_frame(), or another framing or a hand-over.
    Framing lockstep() const { return with(MR_PROTOCOL_LOCKSTEP); }

    const mr_protocol_framing& record() const { return framing_; }

private:
    Framing(std::uint32_t kind, std::uint32_t bytes_max) {
        framing_.size = sizeof framing_;
        framing_.kind = kind;
        framing_.frame_bytes_max = bytes_max;
    }
    Framing with(std::uint32_t flag) const {
        Framing made = *this;
        made.framing_.flags |= flag;
        return made;
    }

    mr_protocol_framing framing_{};
};

}  // namespace millrace
