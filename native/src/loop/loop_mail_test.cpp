// Floor 2. Tests of the mail of a loop, and of what wakes it: from its own thread and from others.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "loop/loop_fixture.hpp"

namespace millrace {
namespace {

using LoopMailTest = LoopTest;

TEST_F(LoopMailTest, mailIsReadInTheOrderPostedAndNeedsNoSignalWhileAwake) {
    for (std::uint64_t i = 0; i < 5; ++i) ASSERT_EQ(loop_.post(mail(i)), MR_OK);
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_EQ(read_, (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(counters_.wakeups, 0u);
}

TEST_F(LoopMailTest, aMailboxHasItsBoundAndItsEnd) {
    for (std::uint64_t i = 0; i < 8; ++i) ASSERT_EQ(loop_.post(mail(i)), MR_OK);
    EXPECT_EQ(loop_.post(mail(8)), MR_FULL);
    loop_.refuse_mail();
    EXPECT_EQ(loop_.post(mail(9)), MR_WRONG_STATE);
    loop_.take_mail();
    EXPECT_EQ(read_.size(), 8u) << "what was accepted is not lost";
}

TEST_F(LoopMailTest, mailThatAnswersItselfDoesNotKeepTheTurn) {
    on_mail_ = [&](const Mail& one) {
        if (read_.size() < 1000) {
            EXPECT_EQ(loop_.post(one), MR_OK);
        }
    };
    ASSERT_EQ(loop_.post(mail(1)), MR_OK);
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_LE(read_.size(), 2u) << "once before the wait, once behind it";
}

TEST_F(LoopMailTest, aWakeBeforeTheWaitIsNotForgotten) {
    loop_.wake();
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(counters_.waits, 1u);
}

TEST_F(LoopMailTest, postsAndWakesFromOtherThreadsEndEveryWait) {
    constexpr std::uint64_t rounds = 2000;
    std::thread poster([&] {
        for (std::uint64_t i = 0; i < rounds; ++i) {
            while (loop_.post(mail(i)) == MR_FULL) loop_.wake();
        }
    });
    on_mail_ = [&](const Mail&) { loop_.have_results = true; };
    // Each wait is without end: a wake-up that was lost would stop it for ever.
    while (read_.size() < rounds) {
        loop_.have_results = false;
        ASSERT_EQ(loop_.turn(-1), MR_OK);
    }
    poster.join();
    for (std::uint64_t i = 0; i < rounds; ++i) ASSERT_EQ(read_[i], i);
}

TEST_F(LoopMailTest, eachWakeOfAWaitingLoopIsOneTurn) {
    std::atomic<std::uint32_t> seen{0};
    constexpr std::uint32_t rounds = 500;
    std::thread waker([&] {
        for (std::uint32_t i = 0; i < rounds; ++i) {
            loop_.wake();
            while (seen.load() <= i) std::this_thread::yield();
        }
    });
    for (std::uint32_t i = 0; i < rounds; ++i) {
        ASSERT_EQ(loop_.turn(-1), MR_OK);
        seen.store(i + 1);
    }
    waker.join();
}

}  // namespace
}  // namespace millrace
