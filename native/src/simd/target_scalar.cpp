// Floor 1. The scalar page: see generic.hpp.

#include "simd/kernels.hpp"

#define MR_SIMD_NAMESPACE scalar
#include "simd/generic.hpp"

namespace millrace::simd::scalar {
namespace {

struct Vector {
    static constexpr std::size_t width = 8;
    static std::uint64_t matches(const std::uint8_t* p, std::uint8_t byte) {
        // Eight bytes at a step: a byte of `zeros` has its high bit set exactly where p equals `byte`.
        std::uint64_t word;
        __builtin_memcpy(&word, p, 8);
        if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
        const std::uint64_t difference = word ^ (0x0101010101010101u * byte);
        const std::uint64_t low = 0x7f7f7f7f7f7f7f7fu;
        const std::uint64_t zeros = ~(((difference & low) + low) | difference | low);
        return (zeros >> 7) * 0x0102040810204080u >> 56;
    }
};

}  // namespace

extern const Kernels kernels;
const Kernels kernels{Target::scalar, "scalar", find<Vector>, split<Vector>};

}  // namespace millrace::simd::scalar

