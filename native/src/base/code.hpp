// Floor 0. Codes are the answers of every function that can fail: zero or more is success.
#pragma once

#include <cstdint>

#include "millrace/records.h"

namespace millrace {

using Code = std::int32_t;

// The kernel refused with `error` (an errno, positive).
constexpr Code system_code(int error) { return MR_SYSTEM_BASE - error; }
// Of a call's answer, which is -errno where it failed.
constexpr Code code_of(std::int64_t result) { return result < 0 ? system_code(static_cast<int>(-result)) : MR_OK; }
constexpr bool is_system(Code code) { return code <= MR_SYSTEM_BASE; }
constexpr int errno_of(Code code) { return MR_SYSTEM_BASE - code; }

}  // namespace millrace
