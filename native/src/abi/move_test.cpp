// Floor 5. Through the seam: connections move from one control loop to another, and a listener spreads over several.
#include <gtest/gtest.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

// A mill with a second control loop, turned along with the first.
class TwoLoops : public testing::Test {
protected:
    TwoLoops() : other(mill.mill(), mill.mill().open_loop(MR_LOOP_CONTROL)) {}
    ~TwoLoops() override { close_other(); }

    void close_other() {
        if (other_open) mill.mill().close_loop(static_cast<Handle>(other.handle()));
        other_open = false;
    }
    bool until(const std::function<bool()>& done, const std::function<void()>& also = nullptr) {
        return mill.until(done, [&] {
            if (other_open) other.turn();
            if (also) also();
        });
    }
    mr_command move(Handle handle, std::int64_t loop) {
        mr_command record = command(MR_CMD_MOVE, handle);
        record.a = static_cast<std::uint64_t>(loop);
        return record;
    }

    FaultMill mill;
    JavaSide other;
    bool other_open = true;
};

TEST_F(TwoLoops, MoveAConnectionWithAllThatItHas) {
    auto pair = mill.accept(16 * 1024);
    const std::string bytes(4 << 20, 'u');
    mill.java->frame(pair.handle, "\n", 100, true);
    mill.java->set(pair.handle, MR_SET_HIGH_WATER, 3 << 20);
    mill.java->set(pair.handle, MR_SET_CROWDED_INPUT, 1);
    mill.turn();
    pair.peer.send("one\ntwo\nthr");
    ASSERT_TRUE(until([&] { return mill.java->seen(pair.handle).frames.size() == 1; }));
    ASSERT_TRUE(mill.java->write(pair.handle, bytes));
    mill.java->tell(move(pair.handle, other.handle()));
    ASSERT_TRUE(until([&] { return other.seen(pair.handle).moved == 1; }));
    EXPECT_EQ(other.question(MR_CMD_GET, pair.handle, MR_SET_HIGH_WATER), 3 << 20);
    ASSERT_TRUE(until([&] { return other.counters().blocked == 1; }));
    EXPECT_EQ(other.counters().unsent_bytes, mill.java->stats(pair.handle).unsent_bytes);
    EXPECT_EQ(mill.java->counters().unsent_bytes, 0u);
    EXPECT_EQ(mill.java->counters().blocked, 0u);
    other.tell(command(MR_CMD_NEXT, pair.handle));
    ASSERT_TRUE(until([&] { return other.seen(pair.handle).frames.size() == 1; }));
    EXPECT_EQ(other.seen(pair.handle).frames[0], "two");
    other.tell(command(MR_CMD_NEXT, pair.handle));
    pair.peer.send("ee\n");
    ASSERT_TRUE(until([&] { return other.seen(pair.handle).frames.size() == 2; }));
    EXPECT_EQ(other.seen(pair.handle).frames[1], "three");
    ASSERT_TRUE(until([&] { return pair.peer.received.size() == bytes.size(); }, [&] { pair.peer.receive(); }));
    EXPECT_TRUE(pair.peer.received == bytes);
    EXPECT_EQ(other.counters().unsent_bytes, 0u);
    EXPECT_EQ(other.counters().blocked, 0u);
    // Its old loop knows nothing of it any more.
    EXPECT_EQ(mill.java->ask(command(MR_CMD_NEXT, pair.handle)), MR_WRONG_STATE);
    other.tell(command(MR_CMD_NEXT, pair.handle));
    pair.peer.close();
    ASSERT_TRUE(until([&] { return other.ended(pair.handle); }));
    EXPECT_FALSE(mill.java->ended(pair.handle));
}

TEST_F(TwoLoops, MoveBackAndForthWithoutLosingAByte) {
    auto pair = mill.accept();
    std::string sent;
    JavaSide* here = &*mill.java;
    JavaSide* there = &other;
    for (int i = 0; i < 200; ++i) {
        const std::string piece = std::to_string(i) + ' ';
        pair.peer.send(piece);
        sent += piece;
        const int moved = there->seen(pair.handle).moved;
        here->tell(move(pair.handle, there->handle()));
        ASSERT_TRUE(until([&] { return there->seen(pair.handle).moved == moved + 1; }));
        std::swap(here, there);
    }
    ASSERT_TRUE(until([&] {
        return here->seen(pair.handle).received.size() + there->seen(pair.handle).received.size() == sent.size();
    }));
    EXPECT_EQ(mill.java->stats(pair.handle).bytes_in, sent.size());
}

// Each loop counts its own turns: what one remembers by its number must mean nothing to the other.
TEST(Turns, OfAnotherLoopHoldNoInputBack) {
    for (int turns = 0; turns < 24; ++turns) {
        SCOPED_TRACE(turns);
        FaultMill mill;
        JavaSide other(mill.mill(), mill.mill().open_loop(MR_LOOP_CONTROL));
        for (int i = 0; i < 8; ++i) mill.turn();
        auto pair = mill.accept();
        mill.java->frame(pair.handle, "\n", 100, true);
        mill.turn();
        pair.peer.send("one\ntwo\n");
        ASSERT_TRUE(mill.until([&] { return mill.java->seen(pair.handle).frames.size() == 1; }));
        mr_command move = command(MR_CMD_MOVE, pair.handle);
        move.a = static_cast<std::uint64_t>(other.handle());
        ASSERT_EQ(mill.java->ask(move), MR_OK);
        for (int i = 0; i <= turns; ++i) other.turn();
        other.tell(command(MR_CMD_NEXT, pair.handle));
        other.turn();
        EXPECT_EQ(other.seen(pair.handle).frames.size(), 1u);
        mill.mill().close_loop(static_cast<Handle>(other.handle()));
    }
}

TEST_F(TwoLoops, KeepTheDeadlineOfAConnectionThatMoves) {
    auto pair = mill.accept();
    mr_command deadline = command(MR_CMD_DEADLINE, pair.handle);
    deadline.a = 10'000'000'000;
    mill.java->tell(deadline);
    mill.java->tell(move(pair.handle, other.handle()));
    ASSERT_TRUE(until([&] { return other.seen(pair.handle).moved == 1; }));
    mill.kernel.advance(11'000'000'000);
    ASSERT_TRUE(until([&] { return other.ended(pair.handle); }));
    EXPECT_EQ(other.reason(pair.handle), MR_REASON_IDLE);
}

TEST_F(TwoLoops, KeepAConnectionThatCannotMove) {
    auto pair = mill.accept();
    JavaSide& java = *mill.java;
    EXPECT_EQ(java.ask(move(pair.handle, java.handle())), MR_WRONG_STATE) << "it is there";
    EXPECT_EQ(java.ask(move(pair.handle, mill.data())), MR_STALE) << "no control loop";
    EXPECT_EQ(java.ask(move(pair.handle, 0)), MR_STALE);
    EXPECT_EQ(java.ask(move(pair.handle, static_cast<std::int64_t>(pair.handle))), MR_STALE);
    const std::int64_t closed = other.handle();
    close_other();
    EXPECT_EQ(java.ask(move(pair.handle, closed)), MR_STALE);
    pair.peer.send("still here");
    ASSERT_TRUE(mill.until([&] { return java.seen(pair.handle).received == "still here"; }));
    java.ask(command(MR_CMD_CLOSE, pair.handle));
    EXPECT_EQ(java.ask(move(pair.handle, mill.data())), MR_WRONG_STATE) << "it is closing";
}

TEST_F(TwoLoops, EndAConnectionWhoseNewLoopIsClosedUnderWay) {
    auto pair = mill.accept();
    EXPECT_EQ(mill.java->ask(move(pair.handle, other.handle())), MR_OK);
    close_other();
    ASSERT_TRUE(mill.until([&] { return pair.peer.reset; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(mill.java->ask(command(MR_CMD_ABORT, pair.handle)), MR_STALE);
}

TEST_F(TwoLoops, ShareWhatAListenerAccepts) {
    mr_command spread = command(MR_CMD_SPREAD, static_cast<Handle>(mill.listening));
    spread.a = static_cast<std::uint64_t>(other.handle());
    ASSERT_EQ(mill.java->ask(spread), MR_OK);
    std::deque<LoopbackPeer> peers;
    for (int i = 0; i < 100; ++i) peers.emplace_back(mill.port);
    ASSERT_TRUE(until([&] { return mill.java->accepted.size() + other.accepted.size() == 100; }));
    EXPECT_EQ(mill.java->accepted.size(), 50u);
    EXPECT_EQ(other.accepted.size(), 50u);
    mill.java->echoes = other.echoes = true;
    for (LoopbackPeer& peer : peers) peer.send("hello");
    ASSERT_TRUE(until(
        [&] {
            return std::all_of(peers.begin(), peers.end(), [](const auto& peer) { return peer.received == "hello"; });
        },
        [&] {
            for (LoopbackPeer& peer : peers) peer.receive();
        }));
    // The other one goes: everybody is accepted here from now on.
    close_other();
    std::deque<LoopbackPeer> more;
    for (int i = 0; i < 10; ++i) more.emplace_back(mill.port);
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 60; }));
}

TEST_F(TwoLoops, AMovedConnectionIsNotToldOfItsPeersEndAgain) {
    auto pair = mill.accept();
    mill.java->set(pair.handle, MR_SET_HALF_CLOSE, 1);
    pair.peer.finish();
    ASSERT_TRUE(until([&] { return mill.java->seen(pair.handle).peer_finished == 1; }));
    mill.java->tell(move(pair.handle, other.handle()));
    ASSERT_TRUE(until([&] { return other.seen(pair.handle).moved == 1; }));
    const std::uint64_t waited = other.counters().wait_nanos;
    other.turn(5'000'000);
    EXPECT_GE(other.counters().wait_nanos - waited, 4'000'000u) << "it spins";
}

TEST_F(TwoLoops, JavaLearnsOfAnAcceptedConnectionATurnBeforeItsInput) {
    mr_command spread = command(MR_CMD_SPREAD, static_cast<Handle>(mill.listening));
    spread.a = static_cast<std::uint64_t>(other.handle());
    ASSERT_EQ(mill.java->ask(spread), MR_OK);
    LoopbackPeer first(mill.port), second(mill.port);
    first.send("one\ntwo\n");
    second.send("one\ntwo\n");
    ASSERT_TRUE(mill.until([&] { return mill.mill().site().connections.live() == 2; }));
    ASSERT_EQ(other.turn(), 1) << "ACCEPTED alone: Java may want another framing for what has come";
    const Handle handle = other.accepted.at(0);
    other.frame(handle, "\n", 100);
    ASSERT_TRUE(until([&] { return other.seen(handle).frames.size() == 2; }));
    EXPECT_EQ(other.seen(handle).received, "");
}

}  // namespace
}  // namespace millrace
