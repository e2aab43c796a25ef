// Floor 5. The C interface itself, as a caller sees it that knows only millrace.h.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "millrace/millrace.h"
#include "net/loopback_peer.hpp"

namespace millrace {
namespace {

template <typename T>
T* block(mr_block kind, std::int64_t which) {
    return reinterpret_cast<T*>(mr_block_address(kind, which));
}

TEST(Abi, EchoesThroughAllOfIt) {
    EXPECT_EQ(mr_abi_version(), MR_ABI_VERSION);
    const std::int64_t loop = mr_open(MR_LOOP_CONTROL);
    const std::int64_t data = mr_open(MR_LOOP_DATA);
    ASSERT_GT(loop, 0);
    ASSERT_GT(data, 0);
    EXPECT_EQ(mr_pool_ceiling(1 << 30), MR_WRONG_STATE);
    auto* commands = block<mr_command>(MR_BLOCK_COMMANDS, loop);
    const auto* events = block<mr_event>(MR_BLOCK_EVENTS, loop);
    const auto* segments = block<mr_segment_entry>(MR_BLOCK_SEGMENTS, 0);
    const auto* counters = block<mr_process_counters>(MR_BLOCK_PROCESS_COUNTERS, 0);
    EXPECT_EQ(mr_block_length(MR_BLOCK_COMMANDS, loop), MR_COMMANDS_MAX * MR_RECORD_BYTES);
    EXPECT_EQ(mr_block_length(MR_BLOCK_EVENTS, loop), MR_EVENTS_MAX * MR_RECORD_BYTES);
    EXPECT_EQ(counters->loops, 2u);

    commands[0] = {};
    commands[0].kind = MR_CMD_LISTEN;
    commands[0].flags = 4;
    commands[0].arg = 16;
    const std::uint8_t address[8] = {127, 0, 0, 1};
    std::memcpy(&commands[0].a, address, sizeof address);
    const std::int64_t listener = mr_ask(loop, 0);
    ASSERT_GT(listener, 0);
    commands[0] = {};
    commands[0].kind = MR_CMD_PORT;
    commands[0].handle = static_cast<std::uint64_t>(listener);
    LoopbackPeer peer(static_cast<std::uint16_t>(mr_ask(loop, 0)));
    ASSERT_EQ(mr_turn(loop, 0, -1), 1);
    EXPECT_EQ(events[0].kind, MR_EVENT_ACCEPTED);
    peer.send("through the seam");
    ASSERT_EQ(mr_turn(loop, 0, -1), 1);
    const mr_event event = events[0];
    ASSERT_EQ(event.kind, MR_EVENT_RECEIVED);
    EXPECT_EQ(std::memcmp(block<char>(MR_BLOCK_SLAB, event.slab) + event.offset, "through the seam", 16), 0);
    commands[0] = {};
    commands[0].kind = MR_CMD_WRITE;
    commands[0].handle = event.handle;
    commands[0].segment = event.segment;
    commands[0].offset = event.offset - segments[event.segment].offset;
    commands[0].length = event.length;
    EXPECT_EQ(mr_turn(loop, 1, 0), 0);
    peer.receive();
    EXPECT_EQ(peer.received, "through the seam");
    EXPECT_EQ(mr_wake(loop), MR_OK);
    EXPECT_EQ(mr_turn(loop, 0, -1), 0);

    EXPECT_EQ(mr_close(loop), MR_OK);
    EXPECT_EQ(mr_close(loop), MR_STALE);
    EXPECT_EQ(mr_turn(loop, 0, 0), MR_STALE);
    EXPECT_EQ(mr_ask(loop, 0), MR_STALE);
    EXPECT_EQ(mr_turn(data, 0, 0), MR_WRONG_KIND);
    EXPECT_EQ(mr_close(data), MR_OK);
    peer.receive();
    EXPECT_TRUE(peer.closed || peer.reset);
    // What Java has mapped may still be looked at.
    EXPECT_EQ(mr_block_address(MR_BLOCK_COMMANDS, loop), 0);
    EXPECT_EQ(commands[0].kind, MR_CMD_WRITE);
    mr_block_address(MR_BLOCK_PROCESS_COUNTERS, 0);
    EXPECT_EQ(counters->connections + counters->listeners + counters->loops + counters->segments_in_use, 0u);
}

TEST(Abi, AnswersACodeToEveryNumber) {
    std::mt19937_64 random(110);
    const auto any = [&]() -> std::int64_t {
        switch (random() % 6) {
            case 0: return 0;
            case 1: return -1;
            case 2: return INT64_MIN;
            case 3: return INT64_MAX;
            case 4: return static_cast<std::int64_t>(random() % 16);
            default: return static_cast<std::int64_t>(random());
        }
    };
    for (int i = 0; i < 20'000; ++i) {
        const auto small = static_cast<std::int32_t>(any());
        EXPECT_LT(mr_turn(any(), small, any()), 0);
        EXPECT_LT(mr_ask(any(), small), 0);
        EXPECT_LT(mr_close(any()), 0);
        mr_wake(any());
        mr_layout(small);
        const std::int64_t which = any();
        EXPECT_EQ(mr_block_address(small, which) == 0, mr_block_length(small, which) == 0);
        if (small != MR_LOOP_CONTROL && small != MR_LOOP_DATA) {
            EXPECT_EQ(mr_open(small), MR_OUT_OF_RANGE);
        }
    }
}

TEST(Abi, LayoutIsARowThatEndsAndTheTargetInUseIsOneThatCanRun) {
    EXPECT_EQ(mr_layout(0), MR_RECORD_BYTES);
    EXPECT_EQ(mr_layout(-1), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_layout(INT32_MAX), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_layout(INT32_MIN), MR_OUT_OF_RANGE);
    EXPECT_NE(mr_targets() & (1 << mr_target_in_use()), 0);
}

}  // namespace
}  // namespace millrace
