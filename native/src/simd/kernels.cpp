// Floor 1. The choice of a target: the best that was compiled and can run, or the one that MILLRACE_TARGET names.
#include "simd/kernels.hpp"

#include <cstdlib>
#include <cstring>

namespace millrace::simd {

namespace scalar { extern const Kernels kernels; }
#if defined(__x86_64__)
namespace sse2 { extern const Kernels kernels; }
namespace avx2 { extern const Kernels kernels; }
namespace avx512 { extern const Kernels kernels; }
#elif defined(__aarch64__)
namespace neon { extern const Kernels kernels; }
#endif

const Kernels* kernels_for(Target target) {
    switch (target) {
        case Target::scalar: return &scalar::kernels;
#if defined(__x86_64__)
        case Target::sse2:
            return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") ? &sse2::kernels : nullptr;
        case Target::avx2:
            return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? &avx2::kernels : nullptr;
        case Target::avx512:
            return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                           __builtin_cpu_supports("avx512vbmi2")
                       ? &avx512::kernels
                       : nullptr;
#elif defined(__aarch64__)
        case Target::neon: return &neon::kernels;
#endif
        default: return nullptr;
    }
}

namespace {

const Kernels& choose() {
    const char* forced = std::getenv("MILLRACE_TARGET");
    const Kernels* best = nullptr;
    for (std::int32_t i = 0; i < target_count; ++i) {
        const Kernels* candidate = kernels_for(static_cast<Target>(i));
        if (!candidate) continue;
        if (forced && std::strcmp(forced, candidate->name) == 0) return *candidate;
        best = candidate;
    }
    return *best;
}

}  // namespace

const Kernels& kernels() {
    static const Kernels& chosen = choose();
    return chosen;
}

}  // namespace millrace::simd
