// Floor 5. Through the seam: bytes in, the same bytes out, and what that costs.
#include <gtest/gtest.h>

#include <random>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

std::string random_bytes(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

// One message at a time, so that every message has a turn that receives it and one that sends it.
void echo_message(FaultMill& mill, FaultMill::Pair& pair, std::string_view message) {
    const std::size_t before = pair.peer.received.size();
    ASSERT_TRUE(mill.send(pair.peer, message));
    ASSERT_TRUE(mill.receive(pair.peer, before + message.size()));
    ASSERT_EQ(std::string_view(pair.peer.received).substr(before), message);
}

TEST(Echo, OneReceiveOneSendAndNoCopyForEachMessage) {
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

TEST(Echo, ManyConnectionsShareATurn) {
    FaultMill mill;
    mill.java->echoes = true;
    std::vector<FaultMill::Pair> pairs;
    for (int i = 0; i < 50; ++i) pairs.push_back(mill.accept());
    for (int i = 0; i < 50; ++i) pairs[i].peer.send("hello from " + std::to_string(i));
    const std::uint64_t waits = mill.java->counters().waits;
    mill.turn();
    EXPECT_EQ(mill.java->event_count, 50u);
    EXPECT_EQ(mill.java->counters().waits, waits + 1);
    for (int i = 0; i < 50; ++i) {
        const std::string expected = "hello from " + std::to_string(i);
        ASSERT_TRUE(mill.receive(pairs[i].peer, expected.size()));
        EXPECT_EQ(pairs[i].peer.received, expected);
    }
}

TEST(Echo, SurvivesShortReadsShortWritesAndPassingErrors) {
    const std::string message = random_bytes(200'000, 1);
    for (const std::uint32_t bytes : {1u, 7u, 4096u}) {
        for (const int error : {EAGAIN, EINTR, ENOBUFS, ENOMEM}) {
            FaultMill mill;
            auto pair = mill.accept();
            mill.java->echoes = true;
            mill.kernel.shorten(Call::receive, bytes == 1 ? 61 : bytes);
            mill.kernel.shorten(Call::send, bytes == 1 ? 61 : bytes);
            mill.kernel.fail(Call::receive, 3, error, 5);
            mill.kernel.fail(Call::send, 3, error, 5);
            const std::string part = message.substr(0, bytes * 500);
            echo_message(mill, pair, part);
        }
    }
}

TEST(Echo, IsExactUnderFaultsFromASeed) {
    const std::string message = random_bytes(100'000, 2);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        FaultMill mill;
        auto pair = mill.accept();
        mill.java->echoes = true;
        mill.kernel.play(seed, 50);
        mill.step_nanos = 1'000'000;
        std::string_view left = message;
        // A fault may end the connection, and then says so: what came back until then is right.
        mill.until([&] { return pair.peer.received.size() == message.size() || mill.java->ended(pair.handle); },
                   [&] {
                       left.remove_prefix(pair.peer.send(left));
                       pair.peer.receive();
                   });
        mill.kernel.forget_rules();
        EXPECT_EQ(pair.peer.received, message.substr(0, pair.peer.received.size()));
        if (pair.peer.received.size() < message.size()) {
            const int reason = mill.java->reason(pair.handle);
            EXPECT_TRUE(reason == MR_REASON_SYSTEM || reason == MR_REASON_PEER_RESET) << reason;
        }
    }
}

TEST(Write, AThousandOfSeventyBytesAreOneSend) {
    FaultMill mill;
    auto pair = mill.accept();
    const std::string bytes = random_bytes(70'000, 3);
    const std::int64_t segment = mill.java->lend(70'000);
    ASSERT_GE(segment, 0);
    std::memcpy(mill.java->memory_of(segment), bytes.data(), bytes.size());
    for (std::uint32_t i = 0; i < 1000; ++i) {
        mr_command write = command(MR_CMD_WRITE, pair.handle);
        write.segment = static_cast<std::uint32_t>(segment);
        write.offset = i * 70;
        write.length = 70;
        mill.java->tell(write);
    }
    mill.java->release(segment);
    const std::uint64_t sends = mill.java->counters().send_calls;
    mill.turn();
    EXPECT_EQ(mill.java->counters().send_calls, sends + 1);
    ASSERT_TRUE(mill.receive(pair.peer, bytes.size()));
    EXPECT_EQ(pair.peer.received, bytes);
}

TEST(Write, ScatteredPiecesAreGathered) {
    FaultMill mill;
    auto pair = mill.accept();
    const std::int64_t segment = mill.java->lend(64 * 200);
    char* memory = mill.java->memory_of(segment);
    std::string expected;
    for (std::uint32_t i = 64; i-- > 0;) {  // backwards, so that no two pieces are neighbours
        std::memset(memory + i * 200, 'A' + static_cast<int>(i % 26), 200);
        mr_command write = command(MR_CMD_WRITE, pair.handle);
        write.segment = static_cast<std::uint32_t>(segment);
        write.offset = i * 200;
        write.length = 100;
        mill.java->tell(write);
        expected.append(100, static_cast<char>('A' + i % 26));
    }
    mill.java->release(segment);
    const std::uint64_t sends = mill.java->counters().send_calls;
    mill.turn();
    EXPECT_EQ(mill.java->counters().send_calls, sends + 1);
    ASSERT_TRUE(mill.receive(pair.peer, expected.size()));
    EXPECT_EQ(pair.peer.received, expected);
}

TEST(Write, TellsWhenAFullQueueIsEmptyAgain) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    const std::string bytes = random_bytes(8 << 20, 4);
    ASSERT_TRUE(mill.java->write(pair.handle, bytes));
    for (int i = 0; i < 50; ++i) mill.turn();
    EXPECT_EQ(mill.java->seen(pair.handle).drained, 0);
    EXPECT_GT(mill.java->stats(pair.handle).unsent_bytes, 0u);
    ASSERT_TRUE(mill.receive(pair.peer, bytes.size()));
    EXPECT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).drained == 1; }));
    EXPECT_EQ(mill.java->stats(pair.handle).unsent_bytes, 0u);
    EXPECT_TRUE(pair.peer.received == bytes);
}

TEST(Write, EachSegmentIsReleasedWithItsOwnLastByte) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    ASSERT_TRUE(mill.java->write(pair.handle, random_bytes(8 << 20, 5)));
    mill.turn();
    std::uint64_t held = mill.counters().segments_in_use;
    EXPECT_GT(held, 64u);  // most of 128 of them
    while (pair.peer.received.size() < 7 << 20) {
        const std::size_t before = pair.peer.received.size();
        ASSERT_TRUE(mill.receive(pair.peer, before + (1 << 20)));
        EXPECT_LE(mill.counters().segments_in_use, held);
        held = mill.counters().segments_in_use;
    }
    ASSERT_TRUE(mill.receive(pair.peer, 8 << 20));
    mill.turn();
    EXPECT_EQ(mill.counters().segments_in_use, 0u);
}

TEST(Write, BeyondTheConnectionsLimitEndsIt) {
    FaultMill mill;
    auto pair = mill.accept(16 * 1024);
    const std::int64_t segment = mill.java->lend(MR_SEGMENT_BYTES_MAX);
    for (int i = 0; i < 5; ++i) {
        mr_command write = command(MR_CMD_WRITE, pair.handle);
        write.segment = static_cast<std::uint32_t>(segment);
        write.length = MR_SEGMENT_BYTES_MAX;
        mill.java->tell(write);
    }
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); }));
    EXPECT_EQ(mill.java->reason(pair.handle), MR_REASON_LIMIT);
    EXPECT_EQ(mill.java->seen(pair.handle).ended[0].d, Settings{}.unsent_bytes_max);
    EXPECT_EQ(mill.java->seen(pair.handle).refused.at(0).code, MR_FULL);
}

TEST(Turn, AnswersNoMoreEventsThanFitAndLosesNone) {
    FaultMill mill;
    std::vector<LoopbackPeer> peers;
    for (int i = 0; i < 1100; ++i) peers.emplace_back(mill.port);
    std::uint32_t most = 0;
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1100; },
                           [&] { most = std::max(most, mill.java->event_count); }));
    for (LoopbackPeer& peer : peers) peer.send("x");
    std::size_t received = 0;
    ASSERT_TRUE(mill.until([&] { return received == 1100; },
                           [&] {
                               most = std::max(most, mill.java->event_count);
                               received = 0;
                               for (const Handle handle : mill.java->accepted)
                                   received += mill.java->seen(handle).received.size();
                           }));
    EXPECT_LE(most, std::uint32_t{MR_EVENTS_MAX});
    for (LoopbackPeer& peer : peers) peer.abort();
    ASSERT_TRUE(mill.until([&] { return mill.counters().connections == 0; }));
    for (const Handle handle : mill.java->accepted) EXPECT_EQ(mill.java->seen(handle).ended.size(), 1u);
}

TEST(Turn, TellsOfEveryRefusalThoughTheyDoNotAllFit) {
    FaultMill mill;
    auto pair = mill.accept();
    for (int i = 0; i < MR_COMMANDS_MAX; ++i) {
        mr_command write = command(MR_CMD_WRITE, pair.handle);
        write.segment = 1'000'000;
        mill.java->tell(write);
    }
    EXPECT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).refused.size() == MR_COMMANDS_MAX; }));
}

TEST(Turn, SteadyEchoAllocatesNothing) {
    FaultMill mill;
    mill.java->echoes = true;
    std::vector<FaultMill::Pair> pairs;
    for (int i = 0; i < 8; ++i) pairs.push_back(mill.accept());
    const auto play = [&](int turns) {
        for (int i = 0; i < turns; ++i) {
            for (auto& pair : pairs) {
                pair.peer.send("seventy bytes or so, as a small protocol has them, again and again, on");
                pair.peer.receive();
            }
            mill.turn();
        }
    };
    play(200);
    AllocationWatch::reset();
    play(5000);
    EXPECT_EQ(AllocationWatch::count(), 0u);
    EXPECT_EQ(mill.java->counters().bytes_copied_tails, 0u);
    EXPECT_EQ(mill.counters().slabs, 1u);
}

}  // namespace
}  // namespace millrace
