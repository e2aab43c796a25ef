// Floor 1. The neon page: see generic.hpp.
#if defined(__aarch64__)
#include <arm_neon.h>
#endif
#include "simd/kernels.hpp"

#if defined(__aarch64__)
#define MR_SIMD_NAMESPACE neon
#include "simd/generic.hpp"

namespace millrace::simd::neon {
namespace {

struct Vector {
    static constexpr std::size_t width = 16;
    static std::uint64_t matches(const std::uint8_t* p, std::uint8_t byte) {
        const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
        const uint8x16_t equal = vandq_u8(vceqq_u8(vld1q_u8(p), vdupq_n_u8(byte)), bits);
        return vaddv_u8(vget_low_u8(equal)) | (std::uint64_t{vaddv_u8(vget_high_u8(equal))} << 8);
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels{Target::neon, "neon", find<Vector>, split<Vector>};

}  // namespace millrace::simd::neon
#endif
