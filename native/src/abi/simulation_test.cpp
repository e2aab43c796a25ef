// Floor 5. Thousands of histories of a mill in a simulated world. One that fails says which seed plays it again.
#include "abi/simulation.hpp"

#include <gtest/gtest.h>

#include "abi/seeds.hpp"

namespace millrace {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t seeds = 300;
#else
constexpr std::uint64_t seeds = 2000;
#endif

// MILLRACE_SEED plays one history; MILLRACE_SEEDS says how many are played, from 1 on.
TEST(Simulation, WhatWasSentArrivesAndEverythingEndsOnce) {
    Simulation::Counts counts;
    const std::uint64_t last = number_in("MILLRACE_SEEDS", seeds);
    const bool all = play_seeds(last, [&](std::uint64_t seed) {
        Simulation simulation(seed);
        simulation.run();
        counts += simulation.counts();
    });
    if (!all || last < 300) return;
    // It goes through what it is about.
    for (const mr_reason reason :
         {MR_REASON_PEER_CLOSED, MR_REASON_PEER_RESET, MR_REASON_LOCAL_CLOSE, MR_REASON_LOCAL_ABORT, MR_REASON_IDLE,
          MR_REASON_LAG, MR_REASON_LIMIT, MR_REASON_REFUSED, MR_REASON_SYSTEM}) {
        EXPECT_GT(counts.endings[reason], 0u) << "reason " << reason;
    }
    EXPECT_GT(counts.heard_bytes, 100 * last);
    EXPECT_GT(counts.said_bytes, 100 * last);
    EXPECT_GT(counts.moves, last / 10);
    EXPECT_GT(counts.returns, last / 10);
    EXPECT_GT(counts.deliveries, last / 10);
    EXPECT_GT(counts.half_closes, last / 20);
    EXPECT_GT(counts.harms, last / 20);
    EXPECT_GT(counts.bodies, last / 50);
    EXPECT_GT(counts.chunked, last / 50);
    EXPECT_GT(counts.letters, last);
    EXPECT_GT(counts.locals, last / 5);
    EXPECT_GT(counts.loops_closed, last / 20);
    EXPECT_GT(counts.put_back, last / 20);
    EXPECT_GT(counts.fused_frames, last);
    EXPECT_GT(counts.framings, last);
    EXPECT_GT(counts.misframed, last / 10);
    EXPECT_GT(counts.told, last);
    EXPECT_GT(counts.timers, last / 10);
    EXPECT_GT(counts.fused_moves, last / 10);
    EXPECT_GT(counts.fused_returns, last / 50);
}

}  // namespace
}  // namespace millrace
