// Floor 2. Tests of where a loop's time goes. The test turns the clock on, by seconds, and counts each look at it.
#include "loop/time_account.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "io/fault_kernel.hpp"
#include "loop/loop.hpp"

namespace millrace {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t usual_looks = 2;  // before the wait and after it

class TimeAccountTest : public testing::Test, protected MailReader {
protected:
    TimeAccountTest()
        : entries_(4096), pool_(kernel_, 1 << 20, entries_.data(), 4096), loop_(kernel_, pool_, 0, counters_) {
        EXPECT_EQ(loop_.open(*this, 8), MR_OK);
    }

    void read_mail(const Mail&) override { work(); }
    void work() {
        kernel_.advance(work_seconds_ * second);
        for (int i = 0; i < calls_; ++i) {
            const TimedCall call(loop_.account(), TimedCall::receive);
            kernel_.advance(call_seconds_ * second);
        }
    }

    // Looks at the clock that a turn takes.
    std::uint64_t turn(std::int64_t timeout_nanos, std::uint32_t results = 0) {
        const std::uint64_t before = kernel_.looks_at_clock();
        loop_.account().begin();
        work();
        EXPECT_EQ(loop_.turn(timeout_nanos), MR_OK);
        loop_.account().end(results);
        return kernel_.looks_at_clock() - before;
    }

    static std::uint64_t seconds(std::uint64_t nanos) { return (nanos + second / 2) / second; }

    FaultKernel kernel_;
    std::vector<mr_segment_entry> entries_;
    Pool pool_;
    mr_loop_counters counters_{};
    Loop loop_;
    std::uint64_t work_seconds_ = 0, call_seconds_ = 0;
    int calls_ = 0;
};

TEST_F(TimeAccountTest, aTurnThatIsNotMeasuredLooksAtTheClockTwice) {
    calls_ = 5;
    std::uint64_t measured = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t looks = turn(0);
        const bool measures = loop_.account().measures();
        EXPECT_EQ(looks, usual_looks + (measures ? 2 + 2 * calls_ : 0));
        EXPECT_EQ(counters_.turn_nanos != 0, measures);
        measured += measures;
    }
    EXPECT_GE(measured, 1000u / 70);
    EXPECT_LE(measured, 500u) << "empty turns are short, and measuring each would cost more than they do";
    EXPECT_EQ(counters_.receive_calls, 5000u) << "counted in each turn";
}

TEST_F(TimeAccountTest, allTimeOfAMeasuredTurnHasItsPlace) {
    work_seconds_ = 3;
    calls_ = 2;
    call_seconds_ = 5;
    kernel_.meanwhile = [&] { kernel_.advance(7 * second); };
    turn(1'000'000);
    ASSERT_TRUE(loop_.account().measures()) << "the first is";
    EXPECT_EQ(seconds(counters_.turn_nanos), 3u + 2 * 5 + 7);
    EXPECT_EQ(seconds(counters_.measured_nanos), 3u + 2 * 5);
    EXPECT_EQ(seconds(counters_.receive_nanos), 2u * 5);
    EXPECT_EQ(seconds(counters_.wait_nanos), 7u);
    EXPECT_EQ(counters_.poll_nanos, 0u);
    EXPECT_EQ(counters_.blocked_nanos, 0u);
}

TEST_F(TimeAccountTest, callsBetweenTwoTurnsBelongToTheFirst) {
    turn(0);
    ASSERT_TRUE(loop_.account().measures());
    calls_ = 1;
    call_seconds_ = 4;
    work();  // as Java does in a callback
    EXPECT_EQ(seconds(counters_.receive_nanos), 4u);
    EXPECT_EQ(seconds(counters_.measured_nanos), 0u) << "it is Java's time";
}

TEST_F(TimeAccountTest, waitingIsKnownWholeAndWhileItLasts) {
    std::uint64_t since = 0;
    kernel_.meanwhile = [&] {
        since = counters_.waiting_since;
        kernel_.advance(10 * second);
    };
    for (int i = 1; i <= 20; ++i) {
        turn(1'000'000);
        EXPECT_EQ(seconds(counters_.wait_nanos), 10u * i);
        EXPECT_EQ(counters_.waiting_since, 0u);
        EXPECT_EQ(seconds(loop_.now() - since), 10u);
    }
}

TEST_F(TimeAccountTest, waitingWhileAConnectionIsBlockedIsKnownByItself) {
    kernel_.meanwhile = [&] { kernel_.advance(10 * second); };
    turn(1'000'000);
    counters_.blocked = 2;
    turn(1'000'000);
    turn(1'000'000);
    counters_.blocked = 0;
    turn(1'000'000);
    EXPECT_EQ(seconds(counters_.wait_nanos), 40u);
    EXPECT_EQ(seconds(counters_.blocked_nanos), 20u);
}

TEST_F(TimeAccountTest, aLookWithoutSleepIsNoWaiting) {
    counters_.blocked = 1;
    for (int i = 0; i < 100; ++i) turn(0);
    EXPECT_GT(counters_.poll_nanos, 0u);
    EXPECT_EQ(counters_.poll_nanos, counters_.wait_nanos);
    EXPECT_EQ(counters_.blocked_nanos, 0u);
}

}  // namespace
}  // namespace millrace
