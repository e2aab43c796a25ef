// Floor 2. Rows into columns: takes some apart at a time, and then reads their values column by column, while the bytes are
// near. Allocates nothing; needs some 20 KiB of stack.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/code.hpp"
#include "columns/walker.hpp"
#include "simd/kernels.hpp"

namespace millrace::columns {

// Memory that is written to, at a multiple of 8.
struct Room {
    std::uint8_t* memory;
    std::size_t length;
};

// Decodes the whole rows of bytes[from, length), and the last one if `ends` says so, as far as the table has room. Answers
// how many are in it. MR_OUT_OF_RANGE: that is no plan, or the room too small for its table; nothing is written then.
std::int64_t decode(const simd::Kernels& kernels, Bytes plan, std::size_t plan_length, const Input& input, Room room);

}  // namespace millrace::columns
