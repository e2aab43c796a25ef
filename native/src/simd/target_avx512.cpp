// Floor 1. The avx512 page: see vector.hpp and utf8.hpp.
#if defined(__x86_64__)
#include <immintrin.h>

#define MR_SIMD_NAMESPACE avx512
#include "simd/four_decimals.hpp"
#include "simd/four_spans.hpp"
#include "simd/page.hpp"

namespace millrace::simd::avx512 {
namespace {

struct Vector {
    using Block = __m512i;
    using Match = std::uint64_t;
    static constexpr std::size_t width = 64;

    static Block load(Bytes p) { return _mm512_loadu_si512(p); }
    static Block load_some(Bytes p, std::size_t n) {
        return _mm512_maskz_loadu_epi8((std::uint64_t{1} << n) - 1, p);  // what is masked is not read, and cannot fault
    }

    static Match equal(Block block, std::uint8_t byte) { return _mm512_cmpeq_epi8_mask(block, splat(byte)); }
    static Match either(Match a, Match b) { return a | b; }
    static Match both(Match a, Match b) { return a & b; }
    static std::uint64_t bits(Match match) { return match; }
    static std::uint64_t bits_of_64(const Match* match) { return *match; }

    // The places of the set bits are gathered to the front (VBMI2), sixteen of them widened and written at a time.
    static std::size_t write_places(std::uint64_t mask, std::size_t base, std::uint32_t* out) {
        const std::size_t count = count_bits(mask);
        const __m512i first = _mm512_set1_epi32(static_cast<int>(base));
        const __m512i places = _mm512_maskz_compress_epi8(mask, numbers());
        write_sixteen<0>(out, first, places);
        if (count > 16) [[unlikely]] {
            write_sixteen<1>(out, first, places);
            write_sixteen<2>(out, first, places);
            write_sixteen<3>(out, first, places);
        }
        return count;
    }
    static constexpr std::size_t room_for(std::size_t n) { return n > 16 ? 64 : 16; }

    static constexpr bool has_parse_four = true;
    static bool parse_four(Bytes bytes, std::size_t length, std::size_t start, const std::uint32_t* ends,
                           std::size_t gap, std::int64_t* out) {
        return parse_four_decimals(bytes, length, start, ends, gap, out);
    }
    static bool read_four(Bytes bytes, std::size_t length, std::uint64_t* spans) {
        return read_four_spans(bytes, length, spans);
    }

    static Block zero() { return _mm512_setzero_si512(); }
    static Block splat(std::uint8_t byte) { return _mm512_set1_epi8(static_cast<char>(byte)); }
    static Block bit_and(Block a, Block b) { return _mm512_and_si512(a, b); }
    static Block bit_or(Block a, Block b) { return _mm512_or_si512(a, b); }
    static Block bit_xor(Block a, Block b) { return _mm512_xor_si512(a, b); }
    static Block minus(Block a, Block b) { return _mm512_subs_epu8(a, b); }
    static Block low_nibbles(Block a) { return _mm512_and_si512(a, splat(0x0f)); }
    static Block high_nibbles(Block a) { return low_nibbles(_mm512_srli_epi16(a, 4)); }
    static Block lookup(const std::uint8_t* table, Block nibbles) {
        const __m128i entries = _mm_loadu_si128(reinterpret_cast<const __m128i*>(table));
        return _mm512_shuffle_epi8(_mm512_maskz_broadcast_i32x4(0xffff, entries), nibbles);
    }
    static bool is_zero(Block a) { return _mm512_test_epi8_mask(a, a) == 0; }
    static bool is_ascii(Block a) { return _mm512_movepi8_mask(a) == 0; }
    // The instruction shifts each quarter by itself; the quarter before `now`'s first is `before`'s last.
    template <int N>
    static Block previous(Block now, Block before) {
        const __m512i quarters = _mm512_set_epi64(13, 12, 11, 10, 9, 8, 7, 6);
        return _mm512_alignr_epi8(now, _mm512_permutex2var_epi64(before, quarters, now), 16 - N);
    }

private:
    static Block numbers() {
        alignas(64) static constexpr auto table = [] {
            struct {
                std::uint8_t of[64];
            } t{};
            for (std::uint8_t i = 0; i < 64; ++i) t.of[i] = i;
            return t;
        }();
        return _mm512_load_si512(table.of);
    }
    // The masks of ones keep GCC 12 from warning of what its own header leaves undefined; no instruction is masked.
    template <int Quarter>
    static void write_sixteen(std::uint32_t* out, __m512i first, __m512i places) {
        const __m128i quarter = _mm512_maskz_extracti32x4_epi32(0xf, places, Quarter);
        const __m512i sixteen = _mm512_maskz_cvtepu8_epi32(0xffff, quarter);
        _mm512_storeu_si512(out + 16 * Quarter, _mm512_add_epi32(first, sixteen));
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels = make_kernels<Vector>(Target::avx512, "avx512", is_utf8<Vector>);

}  // namespace millrace::simd::avx512
#endif
