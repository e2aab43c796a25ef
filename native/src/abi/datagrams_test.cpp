// Floor 5. Through the seam: datagrams, a batch at a time.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

class DatagramsTest : public testing::Test {
protected:
    std::int64_t open(std::uint32_t datagram_bytes_max = 2048) {
        mr_command record = command(MR_CMD_DATAGRAMS);
        const std::uint8_t loopback[8] = {127, 0, 0, 1};
        std::memcpy(&record.a, loopback, sizeof loopback);
        record.flags = 4;
        record.arg = datagram_bytes_max;
        return mill.java->ask(record);
    }
    // Sends from one of our sockets to another.
    mr_command to(Handle from, std::int64_t segment, std::uint32_t offset, std::uint32_t length, std::uint16_t port) {
        mr_command record = command(MR_CMD_SEND_TO, from);
        const std::uint8_t loopback[8] = {127, 0, 0, 1};
        std::memcpy(&record.a, loopback, sizeof loopback);
        record.flags = 4;
        record.arg = port;
        record.segment = static_cast<std::uint32_t>(segment);
        record.offset = offset;
        record.length = length;
        return record;
    }

    FaultMill mill;
};

TEST_F(DatagramsTest, GoOutAndComeInInBatches) {
    const auto here = static_cast<Handle>(open()), there = static_cast<Handle>(open());
    ASSERT_EQ(handle_kind(here), MR_HANDLE_DATAGRAMS);
    const std::uint16_t port = mill.java->port_of(static_cast<std::int64_t>(there));
    const std::int64_t segment = mill.java->lend(MR_SEGMENT_BYTES);
    for (std::uint32_t i = 0; i < 100; ++i) {
        mill.java->memory_of(segment)[i] = static_cast<char>(i);
        mill.java->tell(to(here, segment, 0, i, port));  // of 0 to 99 bytes
    }
    mill.java->release(segment);
    Seen& seen = mill.java->seen(there);
    const mr_loop_counters before = mill.java->counters();
    ASSERT_TRUE(mill.until([&] { return seen.datagrams.size() == 100; }));
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(seen.frames[i].size(), i);
        EXPECT_EQ(seen.datagrams[i].a, mill.java->port_of(static_cast<std::int64_t>(here)));
        EXPECT_EQ(seen.datagrams[i].flags, 4);
        EXPECT_EQ(seen.datagrams[i].code, 0);
    }
    EXPECT_EQ(mill.java->counters().send_calls - before.send_calls, 4u);
    EXPECT_LE(mill.java->counters().receive_calls - before.receive_calls, 8u);
    EXPECT_EQ(mill.java->counters().datagrams_out, 100u);
    EXPECT_EQ(mill.java->counters().datagrams_in, 100u);
}

TEST_F(DatagramsTest, AreCutOffBeyondWhatIsReceivedWhole) {
    const auto here = static_cast<Handle>(open()), there = static_cast<Handle>(open(100));
    const std::uint16_t port = mill.java->port_of(static_cast<std::int64_t>(there));
    const std::int64_t segment = mill.java->lend(1000);
    mill.java->tell(to(here, segment, 0, 100, port));
    mill.java->tell(to(here, segment, 0, 101, port));
    mill.java->release(segment);
    Seen& seen = mill.java->seen(there);
    ASSERT_TRUE(mill.until([&] { return seen.datagrams.size() == 2; }));
    EXPECT_EQ(seen.datagrams[0].code, 0);
    EXPECT_EQ(seen.datagrams[1].code, 1);
    EXPECT_EQ(seen.frames[1].size(), 100u);
}

TEST_F(DatagramsTest, OfTheLargestSizePass) {
    const auto here = static_cast<Handle>(open()), there = static_cast<Handle>(open(65535));
    const std::uint16_t port = mill.java->port_of(static_cast<std::int64_t>(there));
    const std::int64_t segment = mill.java->lend(MR_SEGMENT_BYTES);
    mill.java->tell(to(here, segment, 0, 65507, port));
    mill.java->tell(to(here, segment, 0, 65535, port));  // more than UDP has: dropped, and counted
    mill.java->tell(to(here, segment, 0, 3, port));
    mill.java->release(segment);
    Seen& seen = mill.java->seen(there);
    ASSERT_TRUE(mill.until([&] { return seen.datagrams.size() == 2; }));
    EXPECT_EQ(seen.frames[0].size(), 65507u);
    EXPECT_EQ(seen.frames[1].size(), 3u);
    EXPECT_EQ(mill.java->counters().datagrams_dropped, 1u);
}

TEST_F(DatagramsTest, AreDroppedAndCountedBeyondTheLimit) {
    const auto here = static_cast<Handle>(open());
    const std::int64_t segment = mill.java->lend(MR_SEGMENT_BYTES);
    int full = 0;
    for (int i = 0; i < 40; ++i) {
        full += mill.java->ask(to(here, segment, 0, 60'000, mill.java->port_of(static_cast<std::int64_t>(here)))) ==
                MR_FULL;
    }
    mill.java->release(segment);
    EXPECT_EQ(full, 40 - 1024 * 1024 / 60'000);
    EXPECT_EQ(mill.java->counters().datagrams_dropped, static_cast<std::uint64_t>(full));
}

TEST_F(DatagramsTest, AreCountedWhenTheirSocketIsClosedBeforeTheyAreSent) {
    for (const mr_command_kind end : {MR_CMD_CLOSE, MR_CMD_ABORT}) {
        const auto here = static_cast<Handle>(open());
        const std::int64_t segment = mill.java->lend(1000);
        mill.kernel.fail(Call::send_many, 1, EAGAIN);
        const std::uint64_t before = mill.java->counters().datagrams_dropped;
        for (int i = 0; i < 3; ++i) ASSERT_EQ(mill.java->ask(to(here, segment, 0, 10, 9)), MR_OK);
        mill.java->release(segment);
        EXPECT_EQ(mill.java->ask(command(end, here)), MR_OK);
        EXPECT_EQ(mill.java->counters().datagrams_dropped, before + 3);
    }
}

TEST_F(DatagramsTest, FloodTheEventBlockWithoutLosingWhatWasReceived) {
    const auto here = static_cast<Handle>(open()), there = static_cast<Handle>(open(64));
    const std::uint16_t port = mill.java->port_of(static_cast<std::int64_t>(there));
    const std::int64_t segment = mill.java->lend(1000);
    for (int i = 0; i < 2000; ++i) mill.java->tell(to(here, segment, 0, 10, port));
    for (int i = 0; i < 400; ++i) mill.turn();
    EXPECT_EQ(mill.java->seen(there).datagrams.size(), mill.java->counters().datagrams_in);
    EXPECT_GT(mill.java->counters().datagrams_in, 0u);
    mill.java->release(segment);
}

TEST_F(DatagramsTest, StopWhileReadingIsPaused) {
    const auto here = static_cast<Handle>(open());
    const std::uint16_t port = mill.java->port_of(static_cast<std::int64_t>(here));
    const std::int64_t segment = mill.java->lend(1000);
    mill.java->tell(command(MR_CMD_PAUSE_READING, here));
    mill.java->tell(to(here, segment, 0, 10, port));
    mill.java->release(segment);
    for (int i = 0; i < 20; ++i) mill.turn();
    EXPECT_TRUE(mill.java->seen(here).datagrams.empty());
    mill.java->tell(command(MR_CMD_RESUME_READING, here));
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(here).datagrams.size() == 1; }));
}

TEST_F(DatagramsTest, SurviveThatNobodyListensThere) {
    const auto here = static_cast<Handle>(open());
    const auto gone = static_cast<Handle>(open());
    const std::uint16_t port = mill.java->port_of(static_cast<std::int64_t>(gone));
    EXPECT_EQ(mill.java->ask(command(MR_CMD_CLOSE, gone)), MR_OK);
    const std::int64_t segment = mill.java->lend(1000);
    for (int i = 0; i < 100; ++i) {
        mill.java->tell(to(here, segment, 0, 10, port));
        mill.turn();
    }
    mill.java->tell(to(here, segment, 0, 10, mill.java->port_of(static_cast<std::int64_t>(here))));
    mill.java->release(segment);
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(here).datagrams.size() == 1; }));
}

TEST_F(DatagramsTest, AreNotLostForWhatBecameOfAnEarlierOne) {
    const auto here = static_cast<Handle>(open()), there = static_cast<Handle>(open());
    const std::int64_t segment = mill.java->lend(1000);
    mill.kernel.fail(Call::send_many, 1, ECONNREFUSED);
    mill.java->tell(to(here, segment, 0, 10, mill.java->port_of(static_cast<std::int64_t>(there))));
    mill.java->release(segment);
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(there).datagrams.size() == 1; }));
    EXPECT_EQ(mill.java->counters().datagrams_dropped, 0u);
}

TEST_F(DatagramsTest, RefuseWhatCannotBe) {
    EXPECT_EQ(open(0), MR_OUT_OF_RANGE);
    EXPECT_EQ(open(65536), MR_OUT_OF_RANGE);
    const auto here = static_cast<Handle>(open());
    const std::int64_t segment = mill.java->lend(1000);
    mr_command nowhere = to(here, segment, 0, 10, 1);
    nowhere.flags = 5;
    EXPECT_EQ(mill.java->ask(nowhere), MR_OUT_OF_RANGE);
    nowhere.flags = 4;
    nowhere.arg = 65536;
    EXPECT_EQ(mill.java->ask(nowhere), MR_OUT_OF_RANGE);
    EXPECT_EQ(mill.java->ask(to(here, segment, 65536, 1, 1)), MR_OUT_OF_RANGE);
    mill.java->release(segment);
    EXPECT_EQ(mill.java->ask(command(MR_CMD_NEXT, here)), MR_WRONG_KIND);
    EXPECT_EQ(mill.java->ask(command(MR_CMD_CLOSE, here)), MR_OK);
    EXPECT_EQ(mill.java->ask(command(MR_CMD_CLOSE, here)), MR_STALE);
}

}  // namespace
}  // namespace millrace
