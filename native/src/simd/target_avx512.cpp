// Floor 1. The avx512 page: see generic.hpp.
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include "simd/kernels.hpp"

#if defined(__x86_64__)
#define MR_SIMD_NAMESPACE avx512
#include "simd/generic.hpp"

namespace millrace::simd::avx512 {
namespace {

struct Vector {
    static constexpr std::size_t width = 64;
    static std::uint64_t matches(const std::uint8_t* p, std::uint8_t byte) {
        return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(static_cast<char>(byte)));
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels{Target::avx512, "avx512", find<Vector>, split<Vector>};

}  // namespace millrace::simd::avx512
#endif
