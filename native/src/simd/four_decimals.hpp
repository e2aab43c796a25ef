// Floor 1. Four decimal numbers at once, for the targets that have AVX2. See decimal.hpp.
#pragma once

#include <immintrin.h>

#include "simd/vector.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

// The usual: 1 to 8 bytes, sign included, with 8 bytes to read that end with them.
bool are_usual(__m128i starts, __m128i ends, std::size_t length) {
    const __m128i seven = _mm_set1_epi32(7);
    const __m128i bytes_more = _mm_sub_epi32(_mm_sub_epi32(ends, starts), _mm_set1_epi32(1));
    const __m128i right_length = _mm_cmpeq_epi32(_mm_max_epu32(bytes_more, seven), seven);
    const __m128i behind = _mm_cmpeq_epi32(_mm_max_epu32(ends, _mm_set1_epi32(8)), ends);
    const __m128i last = _mm_set1_epi32(static_cast<int>(length));
    const __m128i within = _mm_cmpeq_epi32(_mm_max_epu32(ends, last), last);
    return _mm_test_all_ones(_mm_and_si128(_mm_and_si128(right_length, behind), within));
}

__m128i two_words_before(Bytes bytes, std::size_t end, std::size_t other_end) {
    return _mm_set_epi64x(static_cast<long long>(load_number<std::uint64_t>(bytes + other_end - 8)),
                          static_cast<long long>(load_number<std::uint64_t>(bytes + end - 8)));
}

// Of digits as values, eight to a number: pairs, then fours, then eight.
__m256i values_of(__m256i digits) {
    const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(10 | 1 << 8));
    const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(100 | 1 << 16));
    return _mm256_add_epi64(_mm256_mul_epu32(fours, _mm256_set1_epi64x(10'000)), _mm256_srli_epi64(fours, 32));
}

// In 32 bits throughout, so nothing larger is usual.
[[maybe_unused]] bool parse_four_decimals(Bytes bytes, std::size_t length, std::size_t start,
                                          const std::uint32_t* end_of, std::size_t gap, std::int64_t* out) {
    constexpr std::size_t most = 1u << 30;
    if (length > most || start > most || gap > most) return false;
    const __m128i ends = _mm_loadu_si128(reinterpret_cast<const __m128i*>(end_of));
    const __m128i next_starts = _mm_add_epi32(ends, _mm_set1_epi32(static_cast<int>(gap)));
    const __m128i starts = _mm_insert_epi32(_mm_slli_si128(next_starts, 4), static_cast<int>(start), 0);
    if (!are_usual(starts, ends, length)) return false;

    const __m256i words =
        _mm256_set_m128i(two_words_before(bytes, end_of[2], end_of[3]), two_words_before(bytes, end_of[0], end_of[1]));
    const __m128i bytes_before = _mm_sub_epi32(_mm_set1_epi32(8), _mm_sub_epi32(ends, starts));
    const __m256i bits_before = _mm256_cvtepu32_epi64(_mm_slli_epi32(bytes_before, 3));
    // The first byte lowest, then all back with zeros before them, and one for the sign.
    const __m256i first = _mm256_set1_epi64x(0xff);
    __m256i digits = _mm256_srlv_epi64(_mm256_xor_si256(words, _mm256_set1_epi8('0')), bits_before);
    const __m256i negative = _mm256_cmpeq_epi64(_mm256_and_si256(digits, first), _mm256_set1_epi64x('-' ^ '0'));
    digits = _mm256_sllv_epi64(_mm256_andnot_si256(_mm256_and_si256(negative, first), digits), bits_before);

    const __m256i beyond_nine = _mm256_subs_epu8(digits, _mm256_set1_epi8(9));
    const __m256i of_one_byte = _mm256_cmpeq_epi64(bits_before, _mm256_set1_epi64x(56));
    const __m256i wrong = _mm256_or_si256(beyond_nine, _mm256_and_si256(negative, of_one_byte));
    if (!_mm256_testz_si256(wrong, wrong)) return false;
    const __m256i values = _mm256_sub_epi64(_mm256_xor_si256(values_of(digits), negative), negative);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), values);
    return true;
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
