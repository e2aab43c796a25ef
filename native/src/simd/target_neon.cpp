// Floor 1. The neon page: see vector.hpp and utf8.hpp.
#if defined(__aarch64__)
#include <arm_neon.h>

#define MR_SIMD_NAMESPACE neon
#include "simd/page.hpp"

namespace millrace::simd::neon {
namespace {

struct Vector {
    using Block = uint8x16_t;
    using Match = uint8x16_t;
    static constexpr std::size_t width = 16;

    static Block load(Bytes p) { return vld1q_u8(p); }
    static Block load_some(Bytes p, std::size_t n) {
        const TwoWords words = load_two_words_of(p, n);
        return vcombine_u8(vcreate_u8(words.low), vcreate_u8(words.high));
    }

    static Match equal(Block block, std::uint8_t byte) { return vceqq_u8(block, vdupq_n_u8(byte)); }
    static Match either(Match a, Match b) { return vorrq_u8(a, b); }
    static Match both(Match a, Match b) { return vandq_u8(a, b); }

    // There is no instruction that makes a mask of bits: each byte keeps the bit of its place, and neighbours are added
    // until eight are one.
    static std::uint64_t bits(Match match) {
        const uint8x16_t twos = vpaddq_u8(of_place(match), zero());
        const uint8x16_t fours = vpaddq_u8(twos, twos);
        return vgetq_lane_u16(vreinterpretq_u16_u8(vpaddq_u8(fours, fours)), 0);
    }
    static std::uint64_t bits_of_64(const Match* matches) {
        const uint8x16_t low = vpaddq_u8(of_place(matches[0]), of_place(matches[1]));
        const uint8x16_t high = vpaddq_u8(of_place(matches[2]), of_place(matches[3]));
        const uint8x16_t fours = vpaddq_u8(low, high);
        return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(fours, fours)), 0);
    }

    static std::size_t write_places(std::uint64_t mask, std::size_t base, std::uint32_t* out) {
        return write_places_in_fours(mask, base, out);
    }
    static constexpr std::size_t room_for(std::size_t n) { return room_for_fours(n); }
    static constexpr bool has_parse_four = false;

    static Block zero() { return vdupq_n_u8(0); }
    static Block splat(std::uint8_t byte) { return vdupq_n_u8(byte); }
    static Block bit_and(Block a, Block b) { return vandq_u8(a, b); }
    static Block bit_or(Block a, Block b) { return vorrq_u8(a, b); }
    static Block bit_xor(Block a, Block b) { return veorq_u8(a, b); }
    static Block minus(Block a, Block b) { return vqsubq_u8(a, b); }
    static Block low_nibbles(Block a) { return vandq_u8(a, splat(0x0f)); }
    static Block high_nibbles(Block a) { return vshrq_n_u8(a, 4); }
    static Block lookup(const std::uint8_t* table, Block nibbles) { return vqtbl1q_u8(load(table), nibbles); }
    static bool is_zero(Block a) { return vmaxvq_u8(a) == 0; }
    static bool is_ascii(Block a) { return vmaxvq_u8(a) < 0x80; }
    template <int N>
    static Block previous(Block now, Block before) {
        return vextq_u8(before, now, 16 - N);
    }

private:
    static uint8x16_t of_place(Match match) {
        const uint8x16_t places = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
        return vandq_u8(match, places);
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels = make_kernels<Vector>(Target::neon, "neon", is_utf8<Vector>);

}  // namespace millrace::simd::neon
#endif
