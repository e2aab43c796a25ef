// Floor 0. Tests of the slot table: what is stale, forged, of another kind or elsewhere finds nothing, whatever the
// threads do.
#include "base/slot_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <vector>

namespace millrace {
namespace {

struct Thing {
    Thing(Handle own, int value) : handle(own), number(value) { ++alive; }
    ~Thing() { --alive; }
    const Handle handle;
    int number;
    static inline std::atomic<int> alive{0};
};

using Things = SlotTable<Thing>;

TEST(SlotTableTest, anObjectIsFoundByItsOwnerOnly) {
    Things table(MR_HANDLE_FEED, 10);
    Thing* thing = table.take(3, 42);
    ASSERT_TRUE(thing);
    EXPECT_EQ(thing->number, 42);
    EXPECT_EQ(handle_kind(thing->handle), static_cast<std::uint32_t>(MR_HANDLE_FEED));
    EXPECT_EQ(table.find(thing->handle, 3), thing);
    EXPECT_EQ(table.find(thing->handle, 2), nullptr);
    EXPECT_EQ(table.find(thing->handle, no_owner), nullptr);
    EXPECT_EQ(table.owner_of(thing->handle), 3u);
    table.pass(thing->handle, 2);
    EXPECT_EQ(table.find(thing->handle, 3), nullptr);
    EXPECT_EQ(table.find(thing->handle, 2), thing);
    EXPECT_EQ(table.owner_of(thing->handle), 2u);
    table.give_back(thing->handle);
}

TEST(SlotTableTest, aHandleIsStaleOnceItsObjectIsGivenBack) {
    Things table(MR_HANDLE_CONNECTION, 4);
    const Handle first = table.take(0, 1)->handle;
    table.give_back(first);
    EXPECT_EQ(Thing::alive, 0);
    EXPECT_EQ(table.find(first, 0), nullptr);
    EXPECT_EQ(table.owner_of(first), no_owner);
    const Handle second = table.take(0, 2)->handle;
    EXPECT_EQ(handle_index(second), handle_index(first)) << "the slot is used again";
    EXPECT_NE(second, first);
    EXPECT_EQ(table.find(first, 0), nullptr);
    EXPECT_EQ(table.find(second, 0)->number, 2);
    table.give_back(second);
}

TEST(SlotTableTest, forgedHandlesFindNothing) {
    Things table(MR_HANDLE_CONNECTION, 200);
    const Handle handle = table.take(0, 1)->handle;
    const std::uint32_t generation = handle_generation(handle);
    const std::uint32_t index = handle_index(handle);
    std::vector<Handle> forged = {
        0,
        ~Handle{0},
        index,
        handle & 0xffffffffu,
        make_handle(MR_HANDLE_FEED, generation, index),
        make_handle(MR_HANDLE_LOOP, generation, index),
        make_handle(MR_HANDLE_CONNECTION, generation + 1, index),
        make_handle(MR_HANDLE_CONNECTION, 0, index),
        make_handle(MR_HANDLE_CONNECTION, 0x80000000u | generation, index),
        make_handle(MR_HANDLE_CONNECTION, generation, index + 1),          // never given out
        make_handle(MR_HANDLE_CONNECTION, 0, index + 1),                   // the generation of what was never given out
        make_handle(MR_HANDLE_CONNECTION, generation, 150),                // in a chunk that was never made
        make_handle(MR_HANDLE_CONNECTION, generation, 200),                // past the capacity
        make_handle(MR_HANDLE_CONNECTION, generation, handle_index_mask),  // far past it
    };
    std::mt19937_64 random(1);
    for (int i = 0; i < 10000; ++i) forged.push_back(random());
    for (const Handle each : forged) {
        if (each == handle) continue;
        EXPECT_EQ(table.find(each, 0), nullptr) << std::hex << each;
        EXPECT_EQ(table.owner_of(each), no_owner) << std::hex << each;
    }
    EXPECT_TRUE(table.find(handle, 0));
    table.give_back(handle);
}

TEST(SlotTableTest, aFullTableGivesNothingAndGoesOn) {
    for (const std::uint32_t capacity : {1u, 63u, 64u, 65u, 130u}) {
        Things table(MR_HANDLE_CONNECTION, capacity);
        std::vector<Handle> handles;
        std::set<std::uint32_t> indices;
        for (std::uint32_t i = 0; i < capacity; ++i) {
            Thing* thing = table.take(0, static_cast<int>(i));
            ASSERT_TRUE(thing);
            handles.push_back(thing->handle);
            indices.insert(handle_index(thing->handle));
        }
        EXPECT_EQ(indices.size(), capacity);
        EXPECT_EQ(*indices.rbegin(), capacity - 1);
        EXPECT_EQ(table.take(0, 0), nullptr);
        EXPECT_EQ(table.live(), capacity);
        table.give_back(handles[capacity / 2]);
        Thing* again = table.take(0, 0);
        ASSERT_TRUE(again);
        EXPECT_EQ(table.take(0, 0), nullptr);
        handles[capacity / 2] = again->handle;
        for (const Handle handle : handles) table.give_back(handle);
        EXPECT_EQ(table.live(), 0u);
    }
    EXPECT_EQ(Thing::alive, 0);
}

TEST(SlotTableTest, visitsWhatAnOwnerHasAndLetsItGoMeanwhile) {
    Things table(MR_HANDLE_CONNECTION, 300);
    std::vector<Handle> others;
    for (int i = 0; i < 200; ++i) {
        Thing* thing = table.take(static_cast<Owner>(i % 3), i);
        if (i % 3 != 1) others.push_back(thing->handle);
    }
    std::vector<int> seen;
    table.for_each(1, [&](Thing& thing) {
        seen.push_back(thing.number);
        if (thing.number % 2 == 0) {
            table.give_back(thing.handle);
        } else {
            table.pass(thing.handle, 0);
            others.push_back(thing.handle);
        }
    });
    ASSERT_EQ(seen.size(), 67u);
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<int>(3 * i + 1));
    table.for_each(1, [](Thing&) { FAIL() << "nothing is left"; });
    for (const Handle handle : others) table.give_back(handle);
}

TEST(SlotTableTest, randomUseNeverGivesAHandleTwice) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        Things table(MR_HANDLE_LISTENER, 40);
        std::map<Handle, int> live;
        std::set<Handle> ever;
        for (int step = 0; step < 2000; ++step) {
            if (random() % 2 == 0) {
                Thing* thing = table.take(7, step);
                ASSERT_EQ(thing == nullptr, live.size() == 40);
                if (!thing) continue;
                ASSERT_TRUE(ever.insert(thing->handle).second);
                live[thing->handle] = step;
            } else if (!live.empty()) {
                const auto one = std::next(live.begin(), random() % live.size());
                table.give_back(one->first);
                live.erase(one);
            }
            ASSERT_EQ(table.live(), live.size());
        }
        for (const Handle handle : ever) {
            Thing* thing = table.find(handle, 7);
            ASSERT_EQ(thing != nullptr, live.count(handle) == 1);
            if (thing) {
                ASSERT_EQ(thing->number, live[handle]);
            }
        }
        for (const auto& [handle, number] : live) table.give_back(handle);
    }
}

TEST(SlotTableTest, threadsTakeAndGiveBackWhileOthersAskForStaleHandles) {
    constexpr int threads_max = 4, rounds = 3000;
    Things table(MR_HANDLE_CONNECTION, 100);
    std::atomic<Handle> seen[threads_max] = {};
    std::vector<std::thread> threads;
    for (Owner own = 0; own < threads_max; ++own) {
        threads.emplace_back([&, own] {
            std::vector<Handle> mine;
            for (int i = 0; i < rounds; ++i) {
                if (Thing* thing = table.take(own, i)) {
                    mine.push_back(thing->handle);
                    seen[own].store(thing->handle);
                }
                // Somebody else's handle, which may be live, stale or used again by now, is never found as one's own.
                const Handle foreign = seen[(own + 1) % threads_max].load();
                if (Thing* thing = table.find(foreign, own)) {
                    ASSERT_EQ(thing->handle, foreign);
                }
                table.owner_of(foreign);
                if (mine.size() > 10 || i % 3 == 0) {
                    if (mine.empty()) continue;
                    ASSERT_EQ(table.find(mine.back(), own)->handle, mine.back());
                    table.give_back(mine.back());
                    ASSERT_EQ(table.find(mine.back(), own), nullptr);
                    mine.pop_back();
                }
            }
            for (const Handle handle : mine) table.give_back(handle);
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(table.live(), 0u);
    EXPECT_EQ(Thing::alive, 0);
}

TEST(SlotTableTest, anObjectPassedBetweenThreadsKeepsWhatWasWrittenToIt) {
    Things table(MR_HANDLE_CONNECTION, 1);
    Thing* thing = table.take(0, 0);
    const Handle handle = thing->handle;
    constexpr int passes = 1000;
    const auto run = [&](Owner own) {
        for (int i = 0; i < passes; ++i) {
            Thing* mine;
            while (!(mine = table.find(handle, own))) std::this_thread::yield();
            ++mine->number;
            table.pass(handle, 1 - own);
        }
    };
    std::thread other(run, 1);
    run(0);
    other.join();
    EXPECT_EQ(table.find(handle, 0)->number, 2 * passes);
    table.give_back(handle);
}

}  // namespace
}  // namespace millrace
