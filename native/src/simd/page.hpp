// Floor 1. All that a target page compiles, and the table it makes of it.
#pragma once

#include "simd/decimal.hpp"
#include "simd/find.hpp"
#include "simd/sequence.hpp"
#include "simd/split.hpp"
#include "simd/utf8.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

template <typename V>
constexpr Kernels make_kernels(Target target, const char* name, bool (*check_utf8)(Bytes, std::size_t)) {
    return {target,           name,
            find<V>,          find_last<V>,
            count<V>,         split<V>,
            find_sequence<V>, split_sequence<V>,
            check_utf8,       parse_decimals<V>,
            read_spans<V>};
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
