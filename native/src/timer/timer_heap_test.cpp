// Floor 1. Tests of the timer heap against a multimap, and of timers that set, cancel and end each other while they
// run.
#include "timer/timer_heap.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace millrace {
namespace {

struct Probe final : Timer {
    explicit Probe(std::function<void(Probe&)> action = {}) : then(std::move(action)) {}
    void expired(std::uint64_t now) override {
        ++times;
        at = now;
        if (then) then(*this);
    }
    int times = 0;
    std::uint64_t at = 0;
    std::function<void(Probe&)> then;
};

TEST(TimerHeapTest, runsWhatIsDueInOrderAndNothingElse) {
    TimerHeap heap;
    std::vector<std::uint64_t> order;
    std::vector<std::unique_ptr<Probe>> probes;
    for (const std::uint64_t deadline : {50u, 10u, 40u, 10u, 30u, 20u, 60u}) {
        probes.push_back(std::make_unique<Probe>([&, deadline](Probe&) { order.push_back(deadline); }));
        ASSERT_TRUE(heap.set(*probes.back(), deadline));
    }
    EXPECT_EQ(heap.next_deadline(), 10u);
    EXPECT_EQ(heap.run_due(9), 0u);
    EXPECT_EQ(heap.run_due(40), 5u);
    EXPECT_EQ(order, (std::vector<std::uint64_t>{10, 10, 20, 30, 40}));
    EXPECT_EQ(heap.size(), 2u);
    EXPECT_EQ(heap.next_deadline(), 50u);
    EXPECT_EQ(probes[1]->at, 40u) << "a timer is told the time, not its deadline";
    EXPECT_FALSE(probes[1]->pending());
}

TEST(TimerHeapTest, anEmptyHeapHasNoDeadline) {
    TimerHeap heap;
    EXPECT_EQ(heap.next_deadline(), TimerHeap::never);
    EXPECT_EQ(heap.run_due(TimerHeap::never), 0u);
}

TEST(TimerHeapTest, randomOperationsAgreeWithAMultimap) {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        TimerHeap heap;
        std::vector<Probe> probes(60);
        std::multimap<std::uint64_t, Probe*> oracle;
        const auto forget = [&](Probe& probe) {
            for (auto it = oracle.begin(); it != oracle.end(); ++it) {
                if (it->second == &probe) return void(oracle.erase(it));
            }
        };
        std::uint64_t now = 0;
        for (int step = 0; step < 3000; ++step) {
            Probe& probe = probes[random() % probes.size()];
            switch (random() % 4) {
                case 0:
                case 1: {
                    const std::uint64_t deadline = now + random() % 100;
                    forget(probe);
                    oracle.emplace(deadline, &probe);
                    ASSERT_TRUE(heap.set(probe, deadline));
                    ASSERT_EQ(probe.deadline(), deadline);
                    break;
                }
                case 2:
                    forget(probe);
                    heap.cancel(probe);
                    ASSERT_FALSE(probe.pending());
                    break;
                default: {
                    now += random() % 30;
                    std::map<Probe*, int> due;
                    while (!oracle.empty() && oracle.begin()->first <= now) {
                        due[oracle.begin()->second] = oracle.begin()->second->times + 1;
                        oracle.erase(oracle.begin());
                    }
                    ASSERT_EQ(heap.run_due(now), due.size());
                    for (const auto& [timer, times] : due) ASSERT_EQ(timer->times, times);
                }
            }
            ASSERT_EQ(heap.size(), oracle.size());
            ASSERT_EQ(heap.next_deadline(), oracle.empty() ? TimerHeap::never : oracle.begin()->first);
        }
    }
}

TEST(TimerHeapTest, aTimerThatSetsItselfAtOnceRunsOnceATurn) {
    TimerHeap heap;
    Probe again([&](Probe& self) { ASSERT_TRUE(heap.set(self, 5)); });
    std::vector<Probe> later(10);
    for (Probe& probe : later) ASSERT_TRUE(heap.set(probe, 1000));
    ASSERT_TRUE(heap.set(again, 5));
    EXPECT_EQ(heap.run_due(10), 1u);
    EXPECT_EQ(again.times, 1) << "timers that are not due leave no room for it to run more often";
    EXPECT_TRUE(again.pending());
    EXPECT_LE(heap.next_deadline(), 11u) << "its time has come already: the next turn runs it";
    EXPECT_EQ(heap.run_due(11), 1u);
    EXPECT_EQ(again.times, 2);
}

TEST(TimerHeapTest, timersThatSetEachOtherDoNotKeepATurn) {
    TimerHeap heap;
    Probe ping, pong;
    ping.then = [&](Probe&) { ASSERT_TRUE(heap.set(pong, 0)); };
    pong.then = [&](Probe&) { ASSERT_TRUE(heap.set(ping, 0)); };
    std::vector<Probe> later(100);
    for (Probe& probe : later) ASSERT_TRUE(heap.set(probe, 1000));
    ASSERT_TRUE(heap.set(ping, 0));
    EXPECT_LE(heap.run_due(10), 2u);
    EXPECT_LE(ping.times, 1);
    EXPECT_LE(pong.times, 1);
}

TEST(TimerHeapTest, aTimerMayCancelOthersThatAreDueToo) {
    TimerHeap heap;
    Probe victim;
    Probe first([&](Probe&) { heap.cancel(victim); });
    ASSERT_TRUE(heap.set(first, 1));
    ASSERT_TRUE(heap.set(victim, 2));
    EXPECT_EQ(heap.run_due(10), 1u);
    EXPECT_EQ(victim.times, 0);
    EXPECT_EQ(heap.size(), 0u);
}

TEST(TimerHeapTest, aTimerMayEndItselfAndOthers) {
    TimerHeap heap;
    auto victim = std::make_unique<Probe>();
    auto suicide = std::make_unique<Probe>();
    Probe* const raw = suicide.get();
    raw->then = [&](Probe&) {
        victim.reset();
        const auto keep = std::move(suicide);  // ends with this call's last statement
    };
    Probe last;
    ASSERT_TRUE(heap.set(*victim, 2));
    ASSERT_TRUE(heap.set(*raw, 1));
    ASSERT_TRUE(heap.set(last, 3));
    EXPECT_EQ(heap.run_due(10), 2u);
    EXPECT_EQ(last.times, 1);
}

TEST(TimerHeapTest, whatIsDestroyedFirstDoesNotMatter) {
    Probe outlives;
    {
        TimerHeap heap;
        ASSERT_TRUE(heap.set(outlives, 5));
        {
            Probe brief;
            ASSERT_TRUE(heap.set(brief, 1));
        }
        EXPECT_EQ(heap.next_deadline(), 5u);
    }
    EXPECT_FALSE(outlives.pending());
}

}  // namespace
}  // namespace millrace
