// Floor 1. The scalar page: eight bytes in a register. See vector.hpp.
#define MR_SIMD_NAMESPACE scalar
#include "simd/page.hpp"

namespace millrace::simd::scalar {
namespace {

struct Vector {
    using Block = std::uint64_t;
    using Match = std::uint64_t;  // the low bit of each byte
    static constexpr std::size_t width = 8;

    static Block load(Bytes p) { return load_number<std::uint64_t>(p); }
    static Block load_some(Bytes p, std::size_t n) { return load_word_of(p, n); }

    // A byte of `zeros` has its high bit set exactly where the block has `byte`.
    static Match equal(Block block, std::uint8_t byte) {
        const std::uint64_t difference = block ^ (0x0101010101010101u * byte);
        const std::uint64_t low = 0x7f7f7f7f7f7f7f7fu;
        const std::uint64_t zeros = ~(((difference & low) + low) | difference | low);
        return zeros >> 7;
    }
    static Match either(Match a, Match b) { return a | b; }
    static Match both(Match a, Match b) { return a & b; }

    // The product gathers the low bits in its highest byte.
    static std::uint64_t bits(Match match) { return match * 0x0102040810204080u >> 56; }
    static std::uint64_t bits_of_64(const Match* matches) {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < 8; ++i) mask |= bits(matches[i]) << (8 * i);
        return mask;
    }
    static std::size_t write_places(std::uint64_t mask, std::size_t base, std::uint32_t* out) {
        return write_places_in_fours(mask, base, out);
    }
    static constexpr std::size_t room_for(std::size_t n) { return room_for_fours(n); }
    static constexpr bool has_parse_four = false;
};

bool is_continuation(std::uint8_t byte) { return (byte & 0xc0) == 0x80; }

// Bytes of the character at p[0, left), or 0 when it is none.
std::size_t character_bytes(Bytes p, std::size_t left) {
    const std::uint8_t lead = p[0];
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    const std::size_t bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (left < bytes) return 0;
    for (std::size_t i = 1; i < bytes; ++i) {
        if (!is_continuation(p[i])) return 0;
    }
    // Overlong, surrogate, or beyond U+10FFFF: told by the first two bytes.
    if ((lead == 0xe0 && p[1] < 0xa0) || (lead == 0xed && p[1] > 0x9f)) return 0;
    if ((lead == 0xf0 && p[1] < 0x90) || (lead == 0xf4 && p[1] > 0x8f)) return 0;
    return bytes;
}

bool is_utf8(Bytes bytes, std::size_t length) {
    for (std::size_t i = 0; i < length;) {
        if (length - i >= 8 && (Vector::load(bytes + i) & 0x8080808080808080u) == 0) {
            i += 8;
            continue;
        }
        const std::size_t step = character_bytes(bytes + i, length - i);
        if (step == 0) return false;
        i += step;
    }
    return true;
}

}  // namespace

extern const Kernels kernels;
const Kernels kernels = make_kernels<Vector>(Target::scalar, "scalar", is_utf8);

}  // namespace millrace::simd::scalar
