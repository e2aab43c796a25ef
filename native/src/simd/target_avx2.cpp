// Floor 1. The avx2 page: see generic.hpp.
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include "simd/kernels.hpp"

#if defined(__x86_64__)
#define MR_SIMD_NAMESPACE avx2
#include "simd/generic.hpp"

namespace millrace::simd::avx2 {
namespace {

struct Vector {
    static constexpr std::size_t width = 32;
    static std::uint64_t matches(const std::uint8_t* p, std::uint8_t byte) {
        const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
        const __m256i equal = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(static_cast<char>(byte)));
        return static_cast<std::uint32_t>(_mm256_movemask_epi8(equal));
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels{Target::avx2, "avx2", find<Vector>, split<Vector>};

}  // namespace millrace::simd::avx2
#endif
