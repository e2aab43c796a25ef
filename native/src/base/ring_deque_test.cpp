// Floor 0. Tests of the ring deque against std::deque, and of what it owns when.
#include "base/ring_deque.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <random>

namespace millrace {
namespace {

TEST(RingDequeTest, growsFromEveryTurnOfTheRing) {
    for (std::uint32_t turned = 0; turned < 8; ++turned) {
        RingDeque<int> ring;
        for (std::uint32_t i = 0; i < turned; ++i) {
            ASSERT_TRUE(ring.push_back(-1));
            ring.pop_front();
        }
        for (int i = 0; i < 40; ++i) ASSERT_TRUE(ring.push_back(int{i}));
        for (int i = 0; i < 40; ++i) {
            EXPECT_EQ(ring[0], i);
            EXPECT_EQ(ring.front(), i);
            EXPECT_EQ(ring.back(), 39);
            ring.pop_front();
        }
        EXPECT_TRUE(ring.empty());
    }
}

TEST(RingDequeTest, randomOperationsAgreeWithADeque) {
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        RingDeque<std::uint32_t> ring;
        std::deque<std::uint32_t> oracle;
        for (int step = 0; step < 1000; ++step) {
            const std::uint32_t choice = random() % 100;
            if (choice < 55) {
                ASSERT_TRUE(ring.push_back(std::uint32_t(step)));
                oracle.push_back(static_cast<std::uint32_t>(step));
            } else if (choice < 97) {
                if (oracle.empty()) continue;
                ring.pop_front();
                oracle.pop_front();
            } else if (choice < 98) {
                ring.clear();
                oracle.clear();
            } else {
                ring.release_memory();  // nothing at all while it holds something
            }
            ASSERT_EQ(ring.size(), oracle.size());
            for (std::uint32_t i = 0; i < ring.size(); ++i) ASSERT_EQ(ring[i], oracle[i]);
        }
    }
}

TEST(RingDequeTest, whatWasPoppedIsGivenUpAtOnce) {
    RingDeque<std::shared_ptr<int>> ring;
    const auto first = std::make_shared<int>(1);
    const auto second = std::make_shared<int>(2);
    ASSERT_TRUE(ring.push_back(std::shared_ptr<int>(first)));
    ASSERT_TRUE(ring.push_back(std::shared_ptr<int>(second)));
    ring.pop_front();
    EXPECT_EQ(first.use_count(), 1);
    EXPECT_EQ(second.use_count(), 2);
    ring.clear();
    EXPECT_EQ(second.use_count(), 1);
}

TEST(RingDequeTest, canBeUsedAgainAfterItsMemoryIsReleased) {
    RingDeque<int> ring;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(ring.push_back(int{i}));
        ring.release_memory();
        EXPECT_EQ(ring.size(), 20u) << "what it holds stays";
        ring.clear();
        ring.release_memory();
        EXPECT_TRUE(ring.empty());
    }
}

}  // namespace
}  // namespace millrace
