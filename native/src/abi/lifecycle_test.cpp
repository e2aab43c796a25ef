// Floor 5. Through the seam: loops that close with everything under way, in every order, and leave nothing behind.
#include <gtest/gtest.h>

#include "abi/fault_scene.hpp"

namespace millrace {
namespace {

// A scene with a connection in every state that there is.
struct Everything {
    explicit Everything(FaultScene& scene) : queue_full(0), first_in_queue(queue_full.port()) {
        scene.open(MR_SLOW_PACE, 200'000, 5'000'000'000, 5'000'000'000);
        scene.listen(MR_BODY_UNTIL_CLOSE, 0, 16 * 1024);
        scene.listen(MR_BODY_CHUNKED, MR_THEN_RETURN);
        scene.listen(MR_BODY_CHUNKED);
        scene.begin(MR_BODY_CHUNKED, 0, MR_THEN_RETURN);
        EXPECT_TRUE(scene.until([&] { return scene.java->stats(scene.source.handle).state == MR_CONN_PAUSED; },
                                [&] { scene.source.peer.send("1000\r\n" + std::string(4096, 'p') + "\r\n"); }));
        framed = scene.accept();
        scene.java->frame(framed.handle, "\n", 100, true);
        full = scene.accept(16 * 1024);
        EXPECT_TRUE(scene.java->write(full.handle, std::string(8 << 20, 'f')));
        closing = scene.accept();
        scene.java->tell(command(MR_CMD_CLOSE, closing.handle));
        going = scene.accept();
        coming = scene.accept();
        scene.turn();
        framed.peer.send("one\ntwo\nthr");
        EXPECT_GT(scene.java->connect(queue_full.port()), 0);
        EXPECT_GT(scene.open_feed(), 0);
        EXPECT_GE(scene.java->lend(1000), 0);
        scene.turn();
        // On its way home, and not yet there.
        scene.java->hand_over(coming.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, static_cast<Handle>(scene.open_feed()),
                              MR_BODY_LENGTH, 0);
        scene.java->turn();
        scene.turn_data();
        // On its way there, and not yet gone. And bytes for a feed.
        scene.java->hand_over(going.handle, MR_ROLE_SUBSCRIBER, scene.feed, MR_BODY_UNTIL_CLOSE);
        EXPECT_TRUE(scene.java->write(scene.feed, "from Java"));
        EXPECT_TRUE(scene.java->write(framed.handle, "to be sent"));
        scene.java->turn();
        EXPECT_EQ(scene.counters().connections, 10u);
        EXPECT_EQ(scene.counters().feeds, 3u);
    }

    LoopbackListener queue_full;
    LoopbackPeer first_in_queue;
    FaultMill::Pair framed, full, closing, going, coming;
};

TEST(Loops, CloseInEveryOrderWithEverythingUnderWay) {
    for (const bool data_first : {false, true}) {
        for (const int turns_between : {0, 1, 5}) {
            FaultScene scene;
            Everything everything(scene);
            const auto control = static_cast<Handle>(scene.java->handle());
            const auto data = static_cast<Handle>(scene.data());
            EXPECT_EQ(scene.mill().close_loop(data_first ? data : control), MR_OK);
            EXPECT_EQ(scene.mill().close_loop(data_first ? data : control), MR_STALE);
            for (int i = 0; i < turns_between; ++i) {
                scene.turn();
                scene.receive_all();
            }
            EXPECT_EQ(scene.mill().close_loop(data_first ? control : data), MR_OK);
            EXPECT_EQ(scene.counters().connections, 0u);
            EXPECT_EQ(scene.counters().segments_in_use, 0u);
        }
    }
}

TEST(Loops, EndOfTheMillClosesThem) {
    FaultScene scene;
    Everything everything(scene);
    scene.end();
}

TEST(Loops, ADataLoopThatClosesSendsItsConnectionsHomeAsEnded) {
    FaultScene scene;
    Everything everything(scene);
    EXPECT_EQ(scene.mill().close_loop(static_cast<Handle>(scene.data())), MR_OK);
    const std::vector<Handle> away = {scene.source.handle, scene.listeners[0].pair.handle,
                                      scene.listeners[1].pair.handle, scene.listeners[2].pair.handle,
                                      everything.going.handle};
    ASSERT_TRUE(scene.until([&] {
        return std::all_of(away.begin(), away.end(), [&](Handle handle) {
            return scene.java->ended(handle) || !scene.java->seen(handle).returned.empty();
        });
    }));
    for (const Handle handle : away) EXPECT_LE(scene.java->seen(handle).ended.size(), 1u);
    EXPECT_EQ(scene.counters().feeds, 0u);
    // The control loop lives on, and so does what was coming home.
    EXPECT_EQ(scene.java->seen(everything.coming.handle).returned.size(), 1u);
    scene.java->echoes = true;
    everything.coming.peer.send("hello");
    EXPECT_TRUE(scene.receive(everything.coming.peer, 5));
}

TEST(Loops, TwoMillsDoNotKnowEachOther) {
    for (const bool first_ends_first : {false, true}) {
        FaultScene first, second;
        Everything of_first(first), of_second(second);
        FaultScene& ends = first_ends_first ? first : second;
        FaultScene& lives = first_ends_first ? second : first;
        ends.close();
        lives.java->echoes = true;
        auto pair = lives.accept();
        pair.peer.send("I live");
        EXPECT_TRUE(lives.receive(pair.peer, 6));
    }
}

// A connection away from home knows its home by number. When another loop has that number, it is not its home.
TEST(Loops, AnotherLoopInTheSamePlaceIsNotHome) {
    for (const mr_loop_kind kind : {MR_LOOP_CONTROL, MR_LOOP_DATA}) {
        FaultScene scene;
        scene.open();
        FaultScene::Listener& ends = scene.listen();
        FaultScene::Listener& returns = scene.listen(MR_BODY_UNTIL_CLOSE, MR_THEN_RETURN);
        const std::int64_t old_home = scene.java->handle();
        EXPECT_EQ(scene.mill().close_loop(static_cast<Handle>(old_home)), MR_OK);
        const std::int64_t other = scene.mill().open_loop(kind, false);
        ASSERT_EQ(handle_index(static_cast<Handle>(other)), handle_index(static_cast<Handle>(old_home)));
        EXPECT_EQ(scene.counters().connections, 2u);
        // The feed ends, and with it both roles.
        EXPECT_EQ(scene.mill().close_loop(static_cast<Handle>(scene.data())), MR_OK);
        EXPECT_EQ(scene.counters().connections, 0u);
        if (kind == MR_LOOP_CONTROL) {
            JavaSide stranger(scene.mill(), other);
            EXPECT_EQ(stranger.turn(), 0);
            EXPECT_FALSE(stranger.ended(ends.pair.handle));
            EXPECT_TRUE(stranger.seen(returns.pair.handle).returned.empty());
        }
        EXPECT_EQ(scene.mill().close_loop(static_cast<Handle>(other)), MR_OK);
    }
}

TEST(Loops, OpenAndCloseManyTimes) {
    FaultMill mill;
    const std::int64_t descriptors = mill.kernel.open_descriptors();
    for (int i = 0; i < 300; ++i) {
        const std::int64_t loop = mill.mill().open_loop(i % 2 ? MR_LOOP_CONTROL : MR_LOOP_DATA, false);
        ASSERT_GT(loop, 0);
        EXPECT_EQ(mill.mill().close_loop(static_cast<Handle>(loop)), MR_OK);
    }
    EXPECT_EQ(mill.kernel.open_descriptors(), descriptors);
    std::vector<std::int64_t> loops;
    std::int64_t loop;
    while ((loop = mill.mill().open_loop(MR_LOOP_DATA, false)) > 0) loops.push_back(loop);
    EXPECT_EQ(loop, MR_FULL);
    EXPECT_EQ(loops.size() + 2, std::size_t{MR_LOOPS_MAX});
    for (const std::int64_t one : loops) EXPECT_EQ(mill.mill().close_loop(static_cast<Handle>(one)), MR_OK);
    EXPECT_EQ(mill.mill().open_loop(static_cast<mr_loop_kind>(2), false), MR_OUT_OF_RANGE);
}

TEST(Loops, FailToOpenCleanlyAtEveryCall) {
    for (const mr_loop_kind kind : {MR_LOOP_CONTROL, MR_LOOP_DATA}) {
        for (const Call call : {Call::open_poll, Call::open_signal, Call::poll_add, Call::map_memory}) {
            for (const int error : errnos_of(call)) {
                FaultMill mill;
                const std::int64_t descriptors = mill.kernel.open_descriptors();
                mill.kernel.fail(call, 1, error);
                const std::int64_t expected =
                    call == Call::map_memory ? std::int64_t{MR_NO_MEMORY} : system_code(error);
                EXPECT_EQ(mill.mill().open_loop(kind, false), expected) << name_of(call);
                EXPECT_EQ(mill.kernel.open_descriptors(), descriptors);
                const std::int64_t loop = mill.mill().open_loop(kind, false);
                EXPECT_GT(loop, 0);
                EXPECT_EQ(mill.mill().close_loop(static_cast<Handle>(loop)), MR_OK);
            }
        }
    }
}

TEST(Mill, ThatCannotBeMadeLeavesNothing) {
    FaultKernel kernel;
    kernel.record();
    { Mill mill(kernel, Pool::default_ceiling); }
    const std::uint64_t maps = kernel.calls_of(Call::map_memory);
    EXPECT_GE(maps, 3u);
    for (std::uint64_t n = 1; n <= maps; ++n) {
        kernel.record();
        kernel.fail(Call::map_memory, n, ENOMEM);
        EXPECT_THROW(Mill(kernel, Pool::default_ceiling), std::bad_alloc);
        EXPECT_EQ(kernel.open_mappings(), 0) << "without mapping " << n;
        kernel.forget_rules();
    }
    std::uint64_t allocations = 0;
    for (std::uint64_t n = 1; n == 1 || n <= allocations; ++n) {
        AllocationWatch::reset(n);
        try {
            AllocationWatch watch;
            Mill mill(kernel, Pool::default_ceiling);
            allocations = AllocationWatch::count();
        } catch (const std::bad_alloc&) {
            allocations = n + 1;
        }
        AllocationWatch::reset();
        EXPECT_EQ(kernel.open_mappings(), 0) << "without allocation " << n;
    }
}

// When the kernel will not wait any more, the loop says so, and what is on it can still be closed.
TEST(Loops, ThatCannotWaitSaySo) {
    FaultScene scene;
    Everything everything(scene);
    scene.kernel.fail(Call::poll_wait, 1, EBADF, ~std::uint64_t{0} >> 1);
    EXPECT_EQ(scene.java->turn(), system_code(EBADF));
    EXPECT_EQ(scene.mill().station(static_cast<Handle>(scene.data()))->turn(0), system_code(EBADF));
}

}  // namespace
}  // namespace millrace
