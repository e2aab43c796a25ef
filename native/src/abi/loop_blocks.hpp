// Floor 5. The memory that one control loop shares with Java. It outlives the loop, and serves the next one of the same
// number: a view of it can be out of date, but never point nowhere.
#pragma once

#include <cstdint>
#include <memory>

#include "millrace/millrace.h"

namespace millrace {

struct LoopBlocks {
    mr_command commands[MR_COMMANDS_MAX];
    mr_event events[MR_EVENTS_MAX];
    std::uint32_t frame_ends[MR_FRAME_ENDS_MAX];
    mr_loop_counters counters;
    std::uint32_t java_holds[MR_SEGMENTS_MAX];  // native's own: how often Java holds each segment through this loop
};

}  // namespace millrace
