// Floor 1. Four decimal numbers at once, with or without a point, for the targets that have AVX2. See decimal.hpp.
#pragma once

#include <immintrin.h>

#include "simd/digits.hpp"
#include "simd/four_decimals.hpp"
#include "simd/vector.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

// The powers of ten that one to eight bytes can be divided by.
constexpr double tens_of_four[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

__m256i splat_64(std::uint64_t number) { return _mm256_set1_epi64x(static_cast<long long>(number)); }

// Which lanes have a number from 1 to 8.
__m256i is_1_to_8(__m256i numbers) {
    return _mm256_and_si256(_mm256_cmpgt_epi64(numbers, _mm256_setzero_si256()),
                            _mm256_cmpgt_epi64(splat_64(9), numbers));
}

// Eight digits a lane, and in one lane or another a point among them, gone; `behind`: how many digits were behind it.
// What was before the point moves up, as in parse_short_decimal of columns.
__m256i without_point(__m256i bytes, __m256i& behind, __m256i& is_at_end) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i points = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.' ^ '0'));
    const __m256i lowest = _mm256_and_si256(points, _mm256_sub_epi64(zero, points));
    const __m256i point = _mm256_sub_epi64(_mm256_slli_epi64(lowest, 8), lowest);
    const __m256i is_none = _mm256_cmpeq_epi64(lowest, zero);
    const __m256i before = _mm256_andnot_si256(is_none, _mm256_sub_epi64(lowest, splat_64(1)));
    behind = _mm256_sad_epu8(_mm256_and_si256(point, splat_64(0x0001020304050607u)), zero);
    is_at_end = _mm256_andnot_si256(is_none, _mm256_cmpeq_epi64(behind, zero));
    const __m256i up = _mm256_slli_epi64(_mm256_and_si256(bytes, before), 8);
    return _mm256_or_si256(_mm256_andnot_si256(_mm256_or_si256(before, point), bytes), up);
}

__m256d doubles_of(__m256i values) {
    const __m256i low_halves = _mm256_permutevar8x32_epi32(values, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    return _mm256_cvtepi32_pd(_mm256_castsi256_si128(low_halves));
}

// Four spans (the start, and the end in the upper half) become the bits of four doubles, if all are usual: 1 to 8 bytes with
// 8 to read that end with them, digits with at most one point among them, and perhaps a '-' before them. Else false. The
// spans are read once: they lie where others could write.
[[maybe_unused]] bool read_four_spans(Bytes bytes, std::size_t length, std::uint64_t* spans) {
    if (length > 0x7fffffff) return false;
    const __m256i four = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(spans));
    const __m256i ends = _mm256_srli_epi64(four, 32);
    const __m256i n = _mm256_sub_epi64(ends, _mm256_and_si256(four, splat_64(0xffffffff)));
    const __m256i within =
        _mm256_and_si256(_mm256_cmpgt_epi64(ends, splat_64(7)), _mm256_cmpgt_epi64(splat_64(length + 1), ends));
    if (_mm256_movemask_epi8(_mm256_and_si256(is_1_to_8(n), within)) != -1) return false;

    const auto word_before = [bytes](long long end) {
        return static_cast<long long>(load_number<std::uint64_t>(bytes + end - 8));
    };
    const __m256i words =
        _mm256_set_epi64x(word_before(_mm256_extract_epi64(ends, 3)), word_before(_mm256_extract_epi64(ends, 2)),
                          word_before(_mm256_extract_epi64(ends, 1)), word_before(_mm256_extract_epi64(ends, 0)));
    const __m256i low_byte = splat_64(0xff);
    const __m256i others = _mm256_sub_epi64(splat_64(64), _mm256_slli_epi64(n, 3));
    const __m256i signs = _mm256_and_si256(_mm256_srlv_epi64(words, others), low_byte);
    const __m256i negative = _mm256_cmpeq_epi64(signs, splat_64('-'));
    const __m256i before = _mm256_add_epi64(others, _mm256_and_si256(negative, splat_64(8)));
    const __m256i field = _mm256_srlv_epi64(words, before);
    const __m256i is_point_first = _mm256_cmpeq_epi64(_mm256_and_si256(field, low_byte), splat_64('.'));
    const __m256i is_empty = _mm256_cmpeq_epi64(before, splat_64(64));

    __m256i behind, is_point_last;
    const __m256i digits = without_point(
        _mm256_sllv_epi64(_mm256_srlv_epi64(_mm256_xor_si256(words, splat_64(ascii_zeros)), before), before), behind,
        is_point_last);
    const __m256i nine = _mm256_set1_epi8(9);
    const __m256i is_digit = _mm256_cmpeq_epi8(_mm256_max_epu8(digits, nine), nine);
    const __m256i is_wrong = _mm256_or_si256(is_empty, _mm256_or_si256(is_point_first, is_point_last));
    if (_mm256_movemask_epi8(_mm256_andnot_si256(is_wrong, is_digit)) != -1) return false;

    const __m256d powers = _mm256_i64gather_pd(tens_of_four, behind, 8);
    const __m256d numbers = _mm256_div_pd(doubles_of(values_of(digits)), powers);
    const __m256d sign = _mm256_castsi256_pd(_mm256_and_si256(negative, splat_64(std::uint64_t{1} << 63)));
    _mm256_storeu_pd(reinterpret_cast<double*>(spans), _mm256_or_pd(numbers, sign));
    return true;
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
