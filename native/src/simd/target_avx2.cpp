// Floor 1. The avx2 page: see vector.hpp and utf8.hpp.
#if defined(__x86_64__)
#include <immintrin.h>

#define MR_SIMD_NAMESPACE avx2
#include "simd/four_decimals.hpp"
#include "simd/four_spans.hpp"
#include "simd/page.hpp"

namespace millrace::simd::avx2 {
namespace {

struct Vector {
    using Block = __m256i;
    using Match = __m256i;
    static constexpr std::size_t width = 32;

    static Block load(Bytes p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
    static Block load_some(Bytes p, std::size_t n) {
        if (n < 16) return _mm256_zextsi128_si256(load_some_half(p, n));
        const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        return _mm256_inserti128_si256(_mm256_zextsi128_si256(low), load_some_half(p + 16, n - 16), 1);
    }

    static Match equal(Block block, std::uint8_t byte) { return _mm256_cmpeq_epi8(block, splat(byte)); }
    static Match either(Match a, Match b) { return _mm256_or_si256(a, b); }
    static Match both(Match a, Match b) { return _mm256_and_si256(a, b); }
    static std::uint64_t bits(Match match) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(match)); }
    static std::uint64_t bits_of_64(const Match* matches) { return bits(matches[0]) | bits(matches[1]) << 32; }

    static std::size_t write_places(std::uint64_t mask, std::size_t base, std::uint32_t* out) {
        return write_places_in_fours(mask, base, out);
    }
    static constexpr std::size_t room_for(std::size_t n) { return room_for_fours(n); }

    static constexpr bool has_parse_four = true;
    static bool parse_four(Bytes bytes, std::size_t length, std::size_t start, const std::uint32_t* ends,
                           std::size_t gap, std::int64_t* out) {
        return parse_four_decimals(bytes, length, start, ends, gap, out);
    }
    static bool read_four(Bytes bytes, std::size_t length, std::uint64_t* spans) {
        return read_four_spans(bytes, length, spans);
    }

    static Block zero() { return _mm256_setzero_si256(); }
    static Block splat(std::uint8_t byte) { return _mm256_set1_epi8(static_cast<char>(byte)); }
    static Block bit_and(Block a, Block b) { return _mm256_and_si256(a, b); }
    static Block bit_or(Block a, Block b) { return _mm256_or_si256(a, b); }
    static Block bit_xor(Block a, Block b) { return _mm256_xor_si256(a, b); }
    static Block minus(Block a, Block b) { return _mm256_subs_epu8(a, b); }
    static Block low_nibbles(Block a) { return _mm256_and_si256(a, splat(0x0f)); }
    static Block high_nibbles(Block a) { return low_nibbles(_mm256_srli_epi16(a, 4)); }
    static Block lookup(const std::uint8_t* table, Block nibbles) {
        const __m128i entries = _mm_loadu_si128(reinterpret_cast<const __m128i*>(table));
        return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(entries), nibbles);
    }
    static bool is_zero(Block a) { return _mm256_testz_si256(a, a); }
    static bool is_ascii(Block a) { return _mm256_movemask_epi8(a) == 0; }
    // The instruction shifts each half by itself; the half before `now`'s first is `before`'s last.
    template <int N>
    static Block previous(Block now, Block before) {
        return _mm256_alignr_epi8(now, _mm256_permute2x128_si256(before, now, 0x21), 16 - N);
    }

private:
    static __m128i load_some_half(Bytes p, std::size_t n) {
        const TwoWords words = load_two_words_of(p, n);
        return _mm_set_epi64x(static_cast<long long>(words.high), static_cast<long long>(words.low));
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels = make_kernels<Vector>(Target::avx2, "avx2", is_utf8<Vector>);

}  // namespace millrace::simd::avx2
#endif
