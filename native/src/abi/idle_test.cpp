// Floor 5. Through the seam: what a connection costs that has spoken once and now says nothing.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

// Of the 600 that a connection may take; the rest is Java's.
constexpr std::int64_t bytes_max = 372;

TEST(Idle, AConnectionTakesFewBytes) {
    constexpr std::int64_t count = 640;  // tables grow by 64 places
    FaultMill mill;
    mill.java->echoes = true;
    std::vector<FaultMill::Pair> pairs;
    const auto accept_and_echo = [&] {
        pairs.push_back(mill.accept());
        ASSERT_TRUE(mill.send(pairs.back().peer, "a message of a client that says nothing more for a long time now"));
        ASSERT_TRUE(mill.receive(pairs.back().peer, 64));
    };
    for (int i = 0; i < 64; ++i) accept_and_echo();
    const std::int64_t before = AllocationWatch::held_bytes();
    for (std::int64_t i = 0; i < count; ++i) accept_and_echo();
    const std::int64_t each = (AllocationWatch::held_bytes() - before) / count;
    EXPECT_GT(each, static_cast<std::int64_t>(sizeof(Connection)));
    EXPECT_LE(each + static_cast<std::int64_t>(sizeof(mr_connection_stats)), bytes_max);
    EXPECT_LE(mill.counters().segments_in_use, 1u);
}

}  // namespace
}  // namespace millrace
