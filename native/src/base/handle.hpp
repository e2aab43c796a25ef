// Floor 0. A handle is a number that can be wrong: `generation << 32 | kind << 28 | index`.
#pragma once

#include <cstdint>

#include "millrace/records.h"

namespace millrace {

using Handle = std::uint64_t;

inline constexpr std::uint32_t handle_index_bits = 28;
inline constexpr std::uint32_t handle_index_mask = (1u << handle_index_bits) - 1;

// Generations keep 31 bits, so that a handle read as a signed number is never negative, and never zero.
inline constexpr std::uint32_t handle_generation_mask = 0x7fffffffu;

constexpr Handle make_handle(mr_handle_kind kind, std::uint32_t generation, std::uint32_t index) {
    return (Handle{generation} << 32) | (Handle{static_cast<std::uint32_t>(kind)} << handle_index_bits) | index;
}
constexpr std::uint32_t handle_index(Handle handle) { return static_cast<std::uint32_t>(handle) & handle_index_mask; }
constexpr std::uint32_t handle_kind(Handle handle) { return static_cast<std::uint32_t>(handle) >> handle_index_bits; }
constexpr std::uint32_t handle_generation(Handle handle) { return static_cast<std::uint32_t>(handle >> 32); }

}  // namespace millrace
