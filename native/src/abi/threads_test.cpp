// Floor 5. Through the seam, with the threads that there are in earnest: for the thread sanitizer above all.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "abi/fault_scene.hpp"

namespace millrace {
namespace {

class Threads : public testing::Test {
protected:
    FaultScene scene{Pool::default_ceiling, DataLoop::threaded};
};

TEST_F(Threads, AStreamIsExactAndEverybodyComesHome) {
    std::deque<FaultMill::Pair> pairs;
    for (int i = 0; i < 4; ++i) pairs.push_back(scene.accept());
    auto source = scene.accept();
    std::vector<std::string> expected(pairs.size());
    for (int round = 0; round < 5; ++round) {
        scene.open(round % 2 ? MR_SLOW_PACE : MR_SLOW_END, 1 << 20);
        for (FaultMill::Pair& pair : pairs) {
            scene.java->hand_over(pair.handle, MR_ROLE_SUBSCRIBER | MR_THEN_RETURN, scene.feed, MR_BODY_UNTIL_CLOSE);
        }
        const std::string bytes = patterned_bytes(500'000, 90 + static_cast<std::uint64_t>(round));
        scene.java->hand_over(source.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene.feed, MR_BODY_CHUNKED);
        std::string left = chunked(bytes, 91);
        const auto home = [&] {
            const auto rounds = static_cast<std::size_t>(round) + 1;
            return scene.java->seen(source.handle).returned.size() == rounds &&
                   std::all_of(pairs.begin(), pairs.end(), [&](FaultMill::Pair& pair) {
                       return scene.java->seen(pair.handle).returned.size() == rounds;
                   });
        };
        ASSERT_TRUE(scene.until(home, [&] {
            left.erase(0, source.peer.send(left));
            for (FaultMill::Pair& pair : pairs) pair.peer.receive();
        }));
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            expected[i] += bytes + "|";
            ASSERT_TRUE(scene.java->write(pairs[i].handle, "|"));
            ASSERT_TRUE(scene.receive(pairs[i].peer, expected[i].size()));
            EXPECT_TRUE(pairs[i].peer.received == expected[i]);
        }
    }
}

// Two of Java's threads, each with a loop of its own, and a data loop that serves both.
TEST_F(Threads, TwoControlLoopsShareADataLoop) {
    scene.open();
    const std::string bytes = patterned_bytes(1'000'000, 92);
    std::atomic<int> joined{0};
    const auto other_loop = [&] {
        const std::int64_t loop = scene.mill().open_loop(MR_LOOP_CONTROL);
        {
            JavaSide java(scene.mill(), loop);
            const std::uint16_t port = java.port_of(java.listen());
            std::vector<LoopbackPeer> peers;
            for (int i = 0; i < 3; ++i) peers.emplace_back(port);
            std::size_t handed_over = 0;
            const auto whole = [&] {
                return std::all_of(peers.begin(), peers.end(),
                                   [](LoopbackPeer& peer) { return peer.closed || peer.reset; });
            };
            for (int turns = 0; turns < 100'000 && !whole(); ++turns) {
                java.turn(1'000'000);
                for (; handed_over < java.accepted.size(); ++handed_over) {
                    java.hand_over(java.accepted[handed_over], MR_ROLE_SUBSCRIBER, scene.feed, MR_BODY_UNTIL_CLOSE);
                    java.turn(0);
                    ++joined;
                }
                for (LoopbackPeer& peer : peers) peer.receive();
            }
            for (LoopbackPeer& peer : peers) EXPECT_TRUE(peer.received == bytes);
            for (const Handle handle : java.accepted) java.tell(command(MR_CMD_ABORT, handle));
            java.turn(0);
        }
        EXPECT_EQ(scene.mill().close_loop(static_cast<Handle>(loop)), MR_OK);
    };
    std::thread first(other_loop), second(other_loop);
    ASSERT_TRUE(scene.until([&] { return joined.load() == 6; }));
    scene.begin(MR_BODY_LENGTH, bytes.size());
    EXPECT_TRUE(scene.stream(bytes, 93, 100'000));
    first.join();
    second.join();
    EXPECT_TRUE(scene.until([&] { return scene.counters().feeds == 0; }));
}

// Two loops on threads of their own share what a third accepts, and each passes a connection on with every answer.
TEST_F(Threads, ConnectionsMoveBetweenLoopsWithEveryAnswer) {
    std::int64_t loops[2];
    for (std::int64_t& loop : loops) {
        loop = scene.mill().open_loop(MR_LOOP_CONTROL);
        mr_command spread = command(MR_CMD_SPREAD, static_cast<Handle>(scene.listening));
        spread.a = static_cast<std::uint64_t>(loop);
        ASSERT_EQ(scene.java->ask(spread), MR_OK);
    }
    std::atomic<bool> done{false};
    std::atomic<int> moves{0};
    const auto turn = [&](std::int64_t here, std::int64_t there) {
        JavaSide java(scene.mill(), here);
        java.echoes = true;
        while (!done.load()) {
            java.turn(1'000'000);
            for (std::uint32_t i = 0; i < java.event_count; ++i) {
                if (java.event(i).kind != MR_EVENT_RECEIVED) continue;
                mr_command move = command(MR_CMD_MOVE, java.event(i).handle);
                move.a = static_cast<std::uint64_t>(there);
                java.tell(move);
                ++moves;
            }
        }
    };
    std::thread first(turn, loops[0], loops[1]), second(turn, loops[1], loops[0]);
    std::deque<LoopbackPeer> peers;
    std::vector<std::string> left;
    for (std::uint64_t i = 0; i < 9; ++i) {
        peers.emplace_back(scene.port);
        left.push_back(patterned_bytes(20'000, 98 + i));
    }
    const std::vector<std::string> sent = left;
    scene.java->echoes = true;  // a third of them stay on the loop that accepted them
    EXPECT_TRUE(scene.until(
        [&] {
            return std::equal(peers.begin(), peers.end(), sent.begin(),
                              [](const auto& peer, const auto& bytes) { return peer.received.size() == bytes.size(); });
        },
        [&] {
            for (std::size_t i = 0; i < peers.size(); ++i) {
                const std::size_t answered = peers[i].received.size();
                // The next hundred bytes when the last hundred are back.
                if (sent[i].size() - left[i].size() == answered) {
                    left[i].erase(0, peers[i].send(std::string_view(left[i]).substr(0, 100)));
                }
                peers[i].receive();
            }
        }));
    for (std::size_t i = 0; i < peers.size(); ++i) EXPECT_TRUE(peers[i].received == sent[i]);
    EXPECT_GE(moves.load(), 6 * 200);
    done = true;
    first.join();
    second.join();
    for (const std::int64_t loop : loops) EXPECT_EQ(scene.mill().close_loop(static_cast<Handle>(loop)), MR_OK);
}

// A protocol of the user's own that counts its calls, without any care for threads.
struct Counting {
    const mr_host* host;
    mr_transport* transport;
    std::uint64_t calls = 0;

    static Counting& of(void* state) { return *static_cast<Counting*>(state); }
    static std::int32_t told(Counting& state, std::uint32_t kind) {
        return state.host->tell(state.transport, kind, ++state.calls, nullptr, 0);
    }
};

const mr_protocol counting{
    MR_PROTOCOL_VERSION,
    sizeof(mr_protocol),
    "counting",
    [](const mr_host* host, mr_transport* transport) -> void* {
        return new Counting{host, transport};
    },
    [](void* state, const std::uint8_t* bytes, std::size_t length) -> std::int64_t {
        Counting& one = Counting::of(state);
        one.host->write_received(one.transport, bytes, length);
        one.host->set_timer(one.transport, 1);
        return static_cast<std::int64_t>(length);
    },
    nullptr,
    nullptr,
    [](void* state) { return Counting::told(Counting::of(state), 1); },
    [](void* state) { delete &Counting::of(state); },
    [](void* state) { return Counting::told(Counting::of(state), 2); },
};

// On each loop its timer has the connection moved to the other one.
TEST_F(Threads, ProtocolsMoveAlongWithTheirConnections) {
    std::string why;
    ASSERT_EQ(scene.mill().protocols().enter(&counting, why), 0) << why;
    std::int64_t loops[2];
    for (std::int64_t& loop : loops) loop = scene.mill().open_loop(MR_LOOP_CONTROL);
    std::atomic<bool> done{false};
    std::atomic<int> moves{0};
    const auto move = [](Handle connection, std::int64_t to) {
        mr_command record = command(MR_CMD_MOVE, connection);
        record.a = static_cast<std::uint64_t>(to);
        return record;
    };
    const auto turn = [&](std::int64_t here, std::int64_t there) {
        JavaSide java(scene.mill(), here);
        while (!done.load()) {
            java.turn(1'000'000);
            for (std::uint32_t i = 0; i < java.event_count; ++i) {
                const mr_event& event = java.event(i);
                if (event.kind != MR_EVENT_MESSAGE || event.code != 1) continue;
                java.tell(move(event.handle, there));
                ++moves;
            }
        }
    };
    std::deque<FaultMill::Pair> pairs;
    for (std::size_t i = 0; i < 4; ++i) {
        pairs.push_back(scene.accept());
        mr_command fuse = command(MR_CMD_FUSE, pairs[i].handle);
        scene.java->tell(fuse);
        scene.java->tell(move(pairs[i].handle, loops[i % 2]));
    }
    std::thread first(turn, loops[0], loops[1]), second(turn, loops[1], loops[0]);
    for (int round = 0; round < 100; ++round) {
        for (auto& pair : pairs) {
            pair.peer.received.clear();
            pair.peer.send("round and round");
        }
        for (auto& pair : pairs) ASSERT_TRUE(scene.receive(pair.peer, 15)) << round;
    }
    EXPECT_TRUE(scene.until([&] { return moves.load() > 100; }));
    done = true;
    first.join();
    second.join();
    for (const std::int64_t loop : loops) EXPECT_EQ(scene.mill().close_loop(static_cast<Handle>(loop)), MR_OK);
}

TEST_F(Threads, AWakeEndsAWaitWithoutATimeOut) {
    std::atomic<int> turns{0};
    std::thread waker([&] {
        // Each wake makes one turn return: the next is due when it has.
        for (int i = 0; i < 200; ++i) {
            while (turns.load() < i) std::this_thread::yield();
            scene.mill().wake(static_cast<Handle>(scene.java->handle()));
        }
    });
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(scene.java->turn(-1), 0);
        ++turns;
    }
    waker.join();
}

TEST_F(Threads, FiguresAreReadWhileTheLoopsWork) {
    scene.open();
    scene.listen();
    std::atomic<bool> done{false};
    std::thread reader([&] {
        while (!done.load()) {
            EXPECT_LE(scene.mill().pool().segments_in_use(), 100u);
            EXPECT_EQ(scene.mill().feeds().live(), 1u);
            EXPECT_NE(scene.mill().site().connections.owner_of(scene.listeners[0].pair.handle), no_owner);
            std::this_thread::yield();
        }
    });
    scene.begin(MR_BODY_UNTIL_CLOSE);
    EXPECT_TRUE(scene.stream(patterned_bytes(500'000, 94), 95));
    EXPECT_TRUE(scene.until_read([&] { return scene.listeners[0].pair.peer.received.size() == 500'000; }));
    done = true;
    reader.join();
}

TEST(ThreadsThatEnd, LoopsCloseInMidStream) {
    for (int round = 0; round < 12; ++round) {
        FaultScene scene(Pool::default_ceiling, DataLoop::threaded);
        scene.open(round % 2 ? MR_SLOW_PACE : MR_SLOW_END, 100'000);
        for (int i = 0; i < 3; ++i) scene.listen(i ? MR_BODY_UNTIL_CLOSE : MR_BODY_CHUNKED);
        scene.begin(MR_BODY_UNTIL_CLOSE, 0, round % 3 ? MR_THEN_RETURN : 0);
        EXPECT_TRUE(scene.stream(patterned_bytes(20'000 * static_cast<std::size_t>(round), 96), 97));
        scene.source.peer.send("more");
        const auto loop = static_cast<Handle>(round % 4 < 2 ? scene.data() : scene.java->handle());
        EXPECT_EQ(scene.mill().close_loop(loop), MR_OK);
        for (int i = 0; i < round; ++i) scene.turn();
    }
}

}  // namespace
}  // namespace millrace
