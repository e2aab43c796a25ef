// Floor 2. The values of a column, where the places of its fields were.
#pragma once

#include <cstddef>

#include "columns/chunk.hpp"
#include "columns/plan.hpp"
#include "simd/kernels.hpp"

namespace millrace::columns {

// Of all columns of the chunk. `length`: how many bytes there are.
void read_values(const Plan& plan, const simd::Kernels& kernels, Bytes bytes, std::size_t length, Chunk& chunk);

}  // namespace millrace::columns
