// Floor 5. Through the seam: bytes in, the same bytes out, and what that costs.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

// One message at a time, so that every message has a turn that receives it and one that sends it.
void echo_message(FaultMill& mill, FaultMill::Pair& pair, std::string_view message) {
    const std::size_t before = pair.peer.received.size();
    ASSERT_TRUE(mill.send(pair.peer, message));
    ASSERT_TRUE(mill.receive(pair.peer, before + message.size()));
    ASSERT_EQ(pair.peer.received.substr(before), message);
}

TEST(Echo, WritesBackWhatItReceivedWithoutCopying) {
    FaultMill mill;
    auto pair = mill.accept();
    mill.java->echoes = true;
    const mr_loop_counters before = mill.java->counters();
    for (int i = 0; i < 100; ++i) echo_message(mill, pair, "message " + std::to_string(i));
    const mr_loop_counters& after = mill.java->counters();
    EXPECT_EQ(after.receive_calls - before.receive_calls, 100u);
    EXPECT_EQ(after.send_calls - before.send_calls, 100u);
    EXPECT_EQ(after.bytes_copied_tails, 0u);
    EXPECT_EQ(after.bytes_copied_framing, 0u);
    EXPECT_EQ(after.bytes_in - before.bytes_in, pair.peer.received.size());
    EXPECT_EQ(after.bytes_out - before.bytes_out, pair.peer.received.size());
}

}  // namespace
}  // namespace millrace
