// Floor 2. See chunk.hpp.
#include "columns/chunk.hpp"

namespace millrace::columns {

std::uint32_t Chunk::take_out_faulty(std::uint32_t& faults) {
    std::uint32_t good[slots_max];
    std::uint32_t count = 0;
    for (std::uint32_t slot = 0; slot < slots_; ++slot) {
        if (!is_faulty(slot)) {
            good[count++] = slot;
        } else if (faults++ < table_.faults_max()) {
            table_.faults()[faults - 1] = faults_[slot];
        }
    }
    for (std::uint32_t column = 0; column < table_.columns(); ++column) {
        std::uint64_t* const value = values(column);
        std::uint8_t* const is_there = presence(column);
        for (std::uint32_t i = 0; i < count; ++i) {
            value[i] = value[good[i]];
            is_there[i] = is_there[good[i]];
        }
    }
    return count;
}

}  // namespace millrace::columns
