// Floor 1. The choice of a target: the best that was compiled and can run, or the one that MILLRACE_TARGET names.
#include "simd/kernels.hpp"

#include <cstdlib>
#include <cstring>

namespace millrace::simd {

namespace scalar {
extern const Kernels kernels;
}
#if defined(__x86_64__)
namespace sse2 {
extern const Kernels kernels;
}
namespace avx2 {
extern const Kernels kernels;
}
namespace avx512 {
extern const Kernels kernels;
}

namespace {

// Each asks for all that the flags of its page allow the compiler to use (native/CMakeLists.txt).
bool can_run_sse2() { return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"); }

bool can_run_avx2() {
    return can_run_sse2() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}

bool can_run_avx512() {
    return can_run_avx2() && __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
}

}  // namespace

const Kernels* kernels_for(Target target) {
    switch (target) {
        case Target::scalar: return &scalar::kernels;
        case Target::sse2: return can_run_sse2() ? &sse2::kernels : nullptr;
        case Target::avx2: return can_run_avx2() ? &avx2::kernels : nullptr;
        case Target::avx512: return can_run_avx512() ? &avx512::kernels : nullptr;
        default: return nullptr;
    }
}
#elif defined(__aarch64__)
namespace neon {
extern const Kernels kernels;
}

// Every processor of the family has it.
const Kernels* kernels_for(Target target) {
    switch (target) {
        case Target::scalar: return &scalar::kernels;
        case Target::neon: return &neon::kernels;
        default: return nullptr;
    }
}
#else
const Kernels* kernels_for(Target target) { return target == Target::scalar ? &scalar::kernels : nullptr; }
#endif

Choice choose(const char* wish) {
    const bool wished = wish && *wish;
    const Kernels* best = &scalar::kernels;
    for (std::int32_t i = 0; i < target_count; ++i) {
        const Kernels* candidate = kernels_for(static_cast<Target>(i));
        if (!candidate) continue;
        if (wished && std::strcmp(wish, candidate->name) == 0) return {*candidate, false};
        best = candidate;
    }
    return {*best, wished};
}

const Choice choice = choose(std::getenv("MILLRACE_TARGET"));

}  // namespace millrace::simd
