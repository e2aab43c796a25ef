// Floor 4. See wanted_framing.hpp.
#include "fusion/wanted_framing.hpp"

#include <algorithm>

#include "framing/prefix.hpp"

namespace millrace {

namespace {

// protocol.h includes nothing of ours, and says the same numbers again.
static_assert(int{MR_PROTOCOL_RAW} == int{MR_FRAMING_RAW} && int{MR_PROTOCOL_DELIMITER} == int{MR_FRAMING_DELIMITER});
static_assert(int{MR_PROTOCOL_LINES} == int{MR_FRAMING_LINES} && int{MR_PROTOCOL_PREFIX} == int{MR_FRAMING_PREFIX});
static_assert(int{MR_PROTOCOL_VARINT} == int{MR_FRAMING_VARINT} && int{MR_PROTOCOL_FIXED} == int{MR_FRAMING_FIXED});
static_assert(int{MR_PROTOCOL_NETSTRING} == int{MR_FRAMING_NETSTRING});
static_assert(int{MR_PROTOCOL_LOCKSTEP} == int{MR_FRAMING_LOCKSTEP} &&
              int{MR_PROTOCOL_STRICT} == int{MR_FRAMING_STRICT});
static_assert(int{MR_PROTOCOL_NOT_EMPTY} == int{MR_FRAMING_NOT_EMPTY});
static_assert(MR_PROTOCOL_FRAME_BYTES_MAX <= Framer::frame_bytes_limit);
static_assert(MR_PROTOCOL_DELIMITER_BYTES_MAX == DelimiterFramer::delimiter_bytes_max);
static_assert(MR_PROTOCOL_ADJUSTMENT_MAX == PrefixFramer::adjustment_max);

constexpr std::uint32_t framed_flags = MR_PROTOCOL_LOCKSTEP | MR_PROTOCOL_NOT_EMPTY;

// Those that the kind can have.
std::uint32_t flags_of(const mr_protocol_framing& wanted) {
    if (wanted.kind == MR_PROTOCOL_RAW) return 0;
    if (wanted.kind == MR_PROTOCOL_PREFIX) return framed_flags | MR_PROTOCOL_LITTLE_ENDIAN;
    const bool strict = wanted.kind == MR_PROTOCOL_DELIMITER && wanted.delimiter_bytes >= 2;
    return framed_flags | (strict ? std::uint32_t{MR_PROTOCOL_STRICT} : 0);
}

// Nothing is said that its kind has no use for.
bool is_terse(const mr_protocol_framing& wanted) {
    if ((wanted.flags & ~flags_of(wanted)) != 0 || wanted.reserved != 0) return false;
    const bool delimiter = wanted.kind == MR_PROTOCOL_DELIMITER, prefix = wanted.kind == MR_PROTOCOL_PREFIX;
    if (!prefix && (wanted.prefix_bytes != 0 || wanted.adjustment != 0)) return false;
    const std::size_t used = delimiter ? wanted.delimiter_bytes : 0;
    if (used > sizeof wanted.delimiter || (!delimiter && wanted.delimiter_bytes != 0)) return false;
    return std::all_of(wanted.delimiter + used, wanted.delimiter + sizeof wanted.delimiter,
                       [](std::uint8_t byte) { return byte == 0; });
}

std::uint64_t delimiter_of(const mr_protocol_framing& wanted) {
    std::uint64_t number = 0;
    for (std::uint32_t i = 0; i < wanted.delimiter_bytes; ++i) number |= std::uint64_t{wanted.delimiter[i]} << (8 * i);
    return number;
}

// As Java would ask for it.
mr_command command_of(const mr_protocol_framing& wanted) {
    mr_command command{};
    command.flags = static_cast<std::uint16_t>(wanted.kind | (wanted.flags & ~MR_PROTOCOL_LITTLE_ENDIAN));
    command.arg = wanted.frame_bytes_max;
    const bool delimiter = wanted.kind == MR_PROTOCOL_DELIMITER;
    command.a = delimiter ? delimiter_of(wanted) : wanted.prefix_bytes;
    command.b = delimiter ? wanted.delimiter_bytes : (wanted.flags & MR_PROTOCOL_LITTLE_ENDIAN) != 0;
    command.c = static_cast<std::uint64_t>(std::int64_t{wanted.adjustment});
    return command;
}

}  // namespace

Code WantedFraming::read(const mr_protocol_framing* wanted) {
    if (!wanted || wanted->size != sizeof(mr_protocol_framing)) return MR_OUT_OF_RANGE;
    if (wanted->kind > MR_PROTOCOL_FIXED || !is_terse(*wanted)) return MR_OUT_OF_RANGE;
    kind = static_cast<mr_framing>(wanted->kind);
    lockstep = wanted->flags & MR_PROTOCOL_LOCKSTEP;
    const std::uint32_t most = kind == MR_FRAMING_RAW ? 0 : MR_PROTOCOL_FRAME_BYTES_MAX;
    if (wanted->frame_bytes_max > most || (most > 0 && wanted->frame_bytes_max == 0)) return MR_OUT_OF_RANGE;
    return kind == MR_FRAMING_RAW ? MR_OK : framer.configure(kind, command_of(*wanted));
}

}  // namespace millrace
