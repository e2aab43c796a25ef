// Floor 2. See framer.hpp.
#include "framing/framer.hpp"

namespace millrace {

Code Framer::configure(mr_framing kind, const mr_command& command) {
    if (command.arg > frame_bytes_limit) return MR_OUT_OF_RANGE;
    const FrameLimits limits{command.arg, (command.flags & MR_FRAMING_NOT_EMPTY) != 0};
    switch (kind) {
        case MR_FRAMING_DELIMITER: {
            DelimiterFramer made;
            const bool strict = command.flags & MR_FRAMING_STRICT;
            return take(made, made.configure(command.a, command.b, limits, strict));
        }
        case MR_FRAMING_PREFIX: {
            PrefixFramer made;
            const auto adjustment = static_cast<std::int64_t>(command.c);
            return take(made, made.configure(command.a, command.b != 0, adjustment, limits));
        }
        case MR_FRAMING_FIXED: {
            FixedFramer made;
            return take(made, made.configure(command.arg));
        }
        case MR_FRAMING_LINES: return take(LineFramer(limits), MR_OK);
        case MR_FRAMING_VARINT: return take(VarintFramer(limits), MR_OK);
        case MR_FRAMING_NETSTRING: return take(NetstringFramer(limits), MR_OK);
        default: return MR_OUT_OF_RANGE;
    }
}

Found Framer::scan(const std::uint8_t* bytes, std::uint32_t length, std::uint32_t* table, std::uint32_t frames_max) {
    return std::visit([&](auto& framer) { return framer.scan(bytes, length, table, frames_max); }, framer_);
}

void Framer::restart() {
    std::visit([](auto& framer) { framer.restart(); }, framer_);
}

std::uint32_t Framer::table_entries() const {
    return std::visit([](const auto& framer) { return framer.table_entries; }, framer_);
}

std::uint32_t Framer::wanted() const {
    return std::visit([](const auto& framer) { return framer.wanted(); }, framer_);
}

std::uint32_t Framer::frame_bytes_max() const {
    return std::visit([](const auto& framer) { return framer.frame_bytes_max(); }, framer_);
}

std::uint32_t Framer::gap() const {
    return std::visit([](const auto& framer) { return framer.gap(); }, framer_);
}

std::uint32_t Framer::lead() const {
    return std::visit([](const auto& framer) { return framer.lead(); }, framer_);
}

std::uint32_t Framer::end_of(const std::uint8_t* bytes, const Found& found, const std::uint32_t* table,
                             std::uint32_t frames) const {
    if (frames == 0) return 0;
    if (frames == found.frames) return found.consumed;
    if (table_entries() == 1) return table[frames - 1] + gap() - lead();
    const std::uint32_t end = table[2 * frames - 1];
    return end + gap() + (gap() > 0 && bytes[end] == '\r');
}

}  // namespace millrace
