// Floor 1. The sse2 page, which is x86-64-v2: see vector.hpp and utf8.hpp.
#if defined(__x86_64__)
#include <immintrin.h>

#define MR_SIMD_NAMESPACE sse2
#include "simd/page.hpp"

namespace millrace::simd::sse2 {
namespace {

struct Vector {
    using Block = __m128i;
    using Match = __m128i;
    static constexpr std::size_t width = 16;

    static Block load(Bytes p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
    static Block load_some(Bytes p, std::size_t n) {
        const TwoWords words = load_two_words_of(p, n);
        return _mm_set_epi64x(static_cast<long long>(words.high), static_cast<long long>(words.low));
    }

    static Match equal(Block block, std::uint8_t byte) { return _mm_cmpeq_epi8(block, splat(byte)); }
    static Match either(Match a, Match b) { return _mm_or_si128(a, b); }
    static Match both(Match a, Match b) { return _mm_and_si128(a, b); }
    static std::uint64_t bits(Match match) { return static_cast<std::uint32_t>(_mm_movemask_epi8(match)); }
    static std::uint64_t bits_of_64(const Match* matches) {
        return bits(matches[0]) | bits(matches[1]) << 16 | bits(matches[2]) << 32 | bits(matches[3]) << 48;
    }

    static std::size_t write_places(std::uint64_t mask, std::size_t base, std::uint32_t* out) {
        return write_places_in_fours(mask, base, out);
    }
    static constexpr std::size_t room_for(std::size_t n) { return room_for_fours(n); }
    static constexpr bool has_parse_four = false;

    static Block zero() { return _mm_setzero_si128(); }
    static Block splat(std::uint8_t byte) { return _mm_set1_epi8(static_cast<char>(byte)); }
    static Block bit_and(Block a, Block b) { return _mm_and_si128(a, b); }
    static Block bit_or(Block a, Block b) { return _mm_or_si128(a, b); }
    static Block bit_xor(Block a, Block b) { return _mm_xor_si128(a, b); }
    static Block minus(Block a, Block b) { return _mm_subs_epu8(a, b); }
    static Block low_nibbles(Block a) { return _mm_and_si128(a, splat(0x0f)); }
    static Block high_nibbles(Block a) { return low_nibbles(_mm_srli_epi16(a, 4)); }
    static Block lookup(const std::uint8_t* table, Block nibbles) { return _mm_shuffle_epi8(load(table), nibbles); }
    static bool is_zero(Block a) { return _mm_testz_si128(a, a); }
    static bool is_ascii(Block a) { return _mm_movemask_epi8(a) == 0; }
    template <int N>
    static Block previous(Block now, Block before) {
        return _mm_alignr_epi8(now, before, 16 - N);
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels = make_kernels<Vector>(Target::sse2, "sse2", is_utf8<Vector>);

}  // namespace millrace::simd::sse2
#endif
