// Floor 2. Tests of the loop: the order of a turn's phases, timers, what is ready, retried and watched no more.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "loop/loop_fixture.hpp"

namespace millrace {
namespace {

constexpr std::int64_t second = 1'000'000'000;

TEST_F(LoopTest, phasesComeInTheirOrder) {
    std::string order;
    on_mail_ = [&](const Mail&) { order += "mail "; };
    Flush flush([&](Flush&) { order += "flush "; });
    Alarm alarm([&] { order += "timer "; });
    Bell bell(loop_, [&](Bell&) { order += "event "; });
    Bell again(loop_, [&](Bell&) { order += "ready "; });
    bell.ring();
    loop_.make_ready(again);
    loop_.will_flush(flush);
    ASSERT_TRUE(loop_.timers().set(alarm, loop_.now()));
    ASSERT_EQ(loop_.post(mail(1)), MR_OK);
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(order, "mail flush ready event timer ");
}

TEST_F(LoopTest, theNextTimerEndsTheWait) {
    int times = 0;
    Alarm alarm([&] {
        ++times;
        loop_.have_results = true;  // or its turn would wait for more
    });
    ASSERT_TRUE(loop_.timers().set(alarm, loop_.read_clock() + 1'000'000));
    while (times == 0) ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_GE(loop_.now(), alarm.deadline());
    EXPECT_LE(counters_.waits, 3u) << "it waits, and does not spin";
}

TEST_F(LoopTest, aDeadlineFarAwayIsNoNegativeTime) {
    Alarm alarm([] { FAIL(); });
    Bell bell(loop_);
    bell.ring();
    for (const std::uint64_t deadline : {TimerHeap::never - 1, (std::uint64_t{1} << 63) + loop_.now() + 10}) {
        ASSERT_TRUE(loop_.timers().set(alarm, deadline));
        ASSERT_EQ(loop_.turn(second), MR_OK);
    }
    EXPECT_EQ(bell.times, 2);
}

TEST_F(LoopTest, whatIsReadyOrHasResultsDoesNotWait) {
    Bell bell(loop_);
    loop_.make_ready(bell);
    loop_.make_ready(bell);
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(bell.times, 1);
    EXPECT_EQ(bell.last_events, 0u);
    loop_.have_results = true;
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(bell.times, 1);
}

TEST_F(LoopTest, whatMakesItselfReadyAgainWaitsForTheNextTurn) {
    Bell bell(loop_, [&](Bell& self) { loop_.make_ready(self); });
    loop_.make_ready(bell);
    for (int turn = 1; turn <= 3; ++turn) {
        ASSERT_EQ(loop_.turn(-1), MR_OK);
        EXPECT_EQ(bell.times, turn);
    }
}

TEST_F(LoopTest, whatFlushesAgainWaitsForTheNextTurn) {
    int times = 0;
    // Not on the stack: GCC 12 does not see that it leaves the loop's list when it ends.
    const auto flush = std::make_unique<Flush>([&](Flush& self) {
        ++times;
        loop_.will_flush(self);
        loop_.will_flush(self);
    });
    loop_.will_flush(*flush);
    for (int turn = 1; turn <= 3; ++turn) {
        ASSERT_EQ(loop_.turn(-1), MR_OK);
        EXPECT_EQ(times, turn);
    }
}

TEST_F(LoopTest, aRetryComesAfterAMomentAndOnce) {
    Bell first(loop_), second_bell(loop_);
    const std::uint64_t before = loop_.read_clock();
    loop_.retry_later(first);
    loop_.retry_later(first);
    loop_.retry_later(second_bell);
    while (first.times == 0) ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_GE(loop_.now() - before, Loop::retry_nanos);
    EXPECT_EQ(first.times, 1);
    EXPECT_EQ(second_bell.times, 1);
    EXPECT_LE(counters_.waits, 4u) << "it waits, and does not spin";
}

TEST_F(LoopTest, whatIsUnwatchedIsNotRetried) {
    Bell stays(loop_);
    {
        Bell goes(loop_, [](Bell&) { FAIL(); });
        loop_.retry_later(goes);
        loop_.retry_later(stays);
    }
    while (stays.times == 0) ASSERT_EQ(loop_.turn(-1), MR_OK);
}

TEST_F(LoopTest, whatIsUnwatchedInTheMiddleOfABatchIsNotCalled) {
    std::array<std::unique_ptr<Bell>, 8> bells;
    int calls = 0;
    for (auto& bell : bells) {
        bell = std::make_unique<Bell>(loop_, [&](Bell& self) {
            ++calls;
            // The first to be called ends all others, and then their memory is gone.
            for (auto& other : bells) {
                if (other.get() != &self) other.reset();
            }
        });
        bell->ring();
    }
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(calls, 1);
}

TEST_F(LoopTest, oneMayEndItselfInItsOwnCall) {
    std::unique_ptr<Bell> bell;
    Bell other(loop_);
    bell = std::make_unique<Bell>(loop_, [&](Bell& self) {
        loop_.unwatch(self);
        loop_.unwatch(self);
    });
    bell->ring();
    other.ring();
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(bell->times, 1);
    EXPECT_EQ(other.times, 2);
}

TEST_F(LoopTest, interestIsChangedOnlyWhereItChanges) {
    Bell bell(loop_);
    bell.ring();
    const std::uint64_t before = counters_.other_calls;
    EXPECT_EQ(loop_.rewatch(bell, interest_read), MR_OK);
    EXPECT_EQ(counters_.other_calls, before);
    EXPECT_EQ(loop_.rewatch(bell, interest_none), MR_OK);
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_EQ(bell.times, 0);
    EXPECT_EQ(loop_.rewatch(bell, interest_read), MR_OK);
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_EQ(bell.times, 1);
    EXPECT_EQ(counters_.other_calls, before + 2);
}

TEST_F(LoopTest, aDescriptorThatCannotBeWatchedIsACode) {
    Bell bell(loop_);
    struct Broken final : Watched {
        void ready(std::uint32_t) override {}
    } broken;
    EXPECT_EQ(loop_.watch(broken, -1, interest_read), system_code(EBADF));
    EXPECT_EQ(loop_.rewatch(broken, interest_write), MR_OK) << "not watched: nothing to change";
    loop_.unwatch(broken);
}

}  // namespace
}  // namespace millrace
