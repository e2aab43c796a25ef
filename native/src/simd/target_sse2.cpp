// Floor 1. The sse2 page: see generic.hpp.
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include "simd/kernels.hpp"

#if defined(__x86_64__)
#define MR_SIMD_NAMESPACE sse2
#include "simd/generic.hpp"

namespace millrace::simd::sse2 {
namespace {

struct Vector {
    static constexpr std::size_t width = 16;
    static std::uint64_t matches(const std::uint8_t* p, std::uint8_t byte) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        const __m128i equal = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(static_cast<char>(byte)));
        return static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels{Target::sse2, "sse2", find<Vector>, split<Vector>};

}  // namespace millrace::simd::sse2
#endif
