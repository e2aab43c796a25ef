// Floor 2. Times of ISO 8601 as nanoseconds since the epoch, strict:
//
//     2026-11-23T07:44:46[.123456789](Z|+01:00|-05:30)     years 0001 to 9999, of which 64 bits hold 1677 to 2262
#pragma once

#include <cstddef>
#include <cstdint>

#include "columns/number.hpp"

namespace millrace::columns {

Parsed parse_instant(Bytes bytes, std::size_t start, std::size_t end, std::int64_t& nanos);

}  // namespace millrace::columns
