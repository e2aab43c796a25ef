// Floor 5. Through the seam: what the peer's TCP has acknowledged, and what it says of itself.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

TEST(Delivery, IsToldWhenThePeersTcpHasItAll) {
    FaultMill mill;
    auto pair = mill.accept();
    ASSERT_TRUE(mill.java->write(pair.handle, "hello"));
    mill.java->expect_delivery(pair.handle, 17);
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return !seen.delivered.empty(); }));
    EXPECT_EQ(seen.delivered.size(), 1u);
    EXPECT_EQ(seen.delivered[0].a, 5u);
    EXPECT_EQ(seen.delivered[0].b, 17u);
}

TEST(Delivery, WaitsForAPeerThatDoesNotRead) {
    FaultMill mill;
    mill.step_nanos = 1'000'000;
    auto pair = mill.accept(16 * 1024);
    const std::string bytes(8 << 20, 'd');
    ASSERT_TRUE(mill.java->write(pair.handle, bytes));
    mill.java->expect_delivery(pair.handle, 1);
    Seen& seen = mill.java->seen(pair.handle);
    for (int i = 0; i < 300; ++i) mill.turn();
    EXPECT_TRUE(seen.delivered.empty());
    ASSERT_TRUE(mill.receive(pair.peer, bytes.size()));
    ASSERT_TRUE(mill.until([&] { return !seen.delivered.empty(); }));
    EXPECT_EQ(seen.delivered[0].a, bytes.size());
}

TEST(Delivery, OfManyIsToldInOrderAndTheLastSpeaksForThoseBefore) {
    FaultMill mill;
    auto pair = mill.accept();
    std::uint64_t number = 0;
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(mill.java->write(pair.handle, "0123456789"));
        mill.java->expect_delivery(pair.handle, ++number);
    }
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return !seen.delivered.empty() && seen.delivered.back().b == number; }));
    for (std::size_t i = 1; i < seen.delivered.size(); ++i) EXPECT_LT(seen.delivered[i - 1].b, seen.delivered[i].b);
    EXPECT_EQ(seen.delivered.back().a, 1000u);
}

TEST(Delivery, IsBoundedInNumber) {
    FaultMill mill;
    auto pair = mill.accept();
    mr_command record = command(MR_CMD_DELIVERY, pair.handle);
    for (int i = 0; i < MR_DELIVERIES_MAX; ++i) ASSERT_EQ(mill.java->ask(record), MR_OK);
    EXPECT_EQ(mill.java->ask(record), MR_FULL);
    ASSERT_TRUE(mill.until([&] { return !mill.java->seen(pair.handle).delivered.empty(); }));
    EXPECT_EQ(mill.java->ask(record), MR_OK);
}

// Whichever allocation it is that fails.
TEST(Delivery, ThatWasRefusedIsNeverTold) {
    int refused = 0;
    for (std::uint64_t n = 1; n <= 4; ++n) {
        FaultMill mill;
        mill.step_nanos = 1'000'000;
        auto pair = mill.accept();
        ASSERT_TRUE(mill.java->write(pair.handle, "hello"));
        AllocationWatch::reset(n);
        const bool is_refused = mill.java->ask(command(MR_CMD_DELIVERY, pair.handle)) == MR_NO_MEMORY;
        AllocationWatch::reset();
        mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
        ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); },
                               [&] {
                                   pair.peer.receive();
                                   if (pair.peer.closed) pair.peer.close();
                               }));
        EXPECT_EQ(mill.java->seen(pair.handle).delivered.empty(), is_refused);
        refused += is_refused;
    }
    EXPECT_GE(refused, 2);
}

TEST(Delivery, IsToldBehindAnEndingInGoodOrder) {
    FaultMill mill;
    auto pair = mill.accept();
    ASSERT_TRUE(mill.java->write(pair.handle, "last words"));
    mill.java->expect_delivery(pair.handle, 3);
    mill.java->tell(command(MR_CMD_CLOSE, pair.handle));
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(pair.handle); },
                           [&] {
                               pair.peer.receive();
                               if (pair.peer.closed) pair.peer.close();
                           }));
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_EQ(seen.delivered.size(), 1u);
    EXPECT_EQ(seen.order.back(), MR_EVENT_ENDED);
}

TEST(Delivery, OfAHandedOverConnectionIsToldWhenItIsBack) {
    FaultMill mill;
    mill.step_nanos = 1'000'000;
    const auto feed = static_cast<Handle>(mill.open_feed());
    auto pair = mill.accept();
    ASSERT_TRUE(mill.java->write(pair.handle, "head"));
    mill.java->expect_delivery(pair.handle, 9);
    mill.java->hand_over(pair.handle, MR_ROLE_SUBSCRIBER, feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(mill.until([&] { return mill.on_data_loop(pair.handle); }));
    ASSERT_TRUE(mill.receive(pair.peer, 4));
    mill.java->tell(command(MR_CMD_TAKE_BACK, pair.handle));
    Seen& seen = mill.java->seen(pair.handle);
    ASSERT_TRUE(mill.until([&] { return !seen.delivered.empty(); }));
    EXPECT_EQ(seen.delivered[0].b, 9u);
}

TEST(Question, AboutAddresses) {
    FaultMill mill;
    auto pair = mill.accept();
    EXPECT_EQ(mill.java->question(MR_CMD_ADDRESS, pair.handle, MR_END_LOCAL), 4);
    EXPECT_EQ(mill.java->answer().length, mill.port);
    EXPECT_EQ(mill.java->answer().a & 0xffffffff, 0x0100007fu);
    EXPECT_EQ(mill.java->question(MR_CMD_ADDRESS, pair.handle, MR_END_PEER), 4);
    EXPECT_EQ(mill.java->by_port.at(static_cast<std::uint16_t>(mill.java->answer().length)), pair.handle);
    EXPECT_EQ(mill.java->question(MR_CMD_ADDRESS, pair.handle, 2), MR_OUT_OF_RANGE);
}

TEST(Question, AboutTcp) {
    FaultMill mill;
    auto pair = mill.accept();
    ASSERT_TRUE(mill.java->write(pair.handle, std::string(10'000, 't')));
    ASSERT_TRUE(mill.receive(pair.peer, 10'000));
    EXPECT_EQ(mill.java->question(MR_CMD_TCP_INFO, pair.handle), MR_OK);
    const mr_command& tcp = mill.java->answer();
    EXPECT_GT(tcp.segment, 0u) << "a round trip takes its time";
    EXPECT_GT(tcp.length, 0u) << "of packets something may be under way";
    EXPECT_EQ(tcp.a + tcp.d, 10'000u);
}

TEST(Question, IsRefusedLikeACommand) {
    FaultMill mill;
    auto pair = mill.accept();
    for (const mr_command_kind kind : {MR_CMD_GET, MR_CMD_ADDRESS, MR_CMD_TCP_INFO}) {
        EXPECT_EQ(mill.java->question(kind, 0), MR_WRONG_KIND);
        EXPECT_EQ(mill.java->question(kind, pair.handle + (Handle{1} << 32)), MR_STALE);
    }
    EXPECT_EQ(mill.java->question(MR_CMD_GET, pair.handle, 99), MR_OUT_OF_RANGE);
}

}  // namespace
}  // namespace millrace
