// Floor 0. Lengths of time come from Java as any number. Those that nobody will see the end of are made equal, so that
// a clock's reading plus a length never overflows, nor what is left of it as a signed number.
#pragma once

#include <algorithm>
#include <cstdint>

namespace millrace {

inline constexpr std::uint64_t nanos_max = std::uint64_t{1} << 62;  // 146 years

constexpr std::uint64_t bounded_nanos(std::uint64_t nanos) { return std::min(nanos, nanos_max); }

}  // namespace millrace
