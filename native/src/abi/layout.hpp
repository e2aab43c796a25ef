// Floor 5. The records' layout as a row of numbers, for the Java twin to compare.
#pragma once

#include <cstdint>

namespace millrace {

// Number `index` of the row, or MR_OUT_OF_RANGE past its end.
std::int32_t layout_at(std::int32_t index);

}  // namespace millrace
