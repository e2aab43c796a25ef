// Floor 2. Tests of the loop over the kernel as it is: the order of a turn's phases, wake-ups, retries, and what a
// full event
// block leaves behind.
#include "loop/loop.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "loop/directory.hpp"

namespace millrace {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// A descriptor that is ready whenever it is raised.
struct Bell final : Watched {
    Bell(Loop& owner, std::function<void(Bell&)> action = {}) : loop(owner), then(std::move(action)) {
        descriptor = static_cast<int>(system_kernel().open_signal());
        EXPECT_EQ(loop.watch(*this, descriptor, interest_read), MR_OK);
    }
    ~Bell() override {
        loop.unwatch(*this);
        system_kernel().close_descriptor(descriptor);
    }
    void ready(std::uint32_t events) override {
        ++times;
        last_events = events;
        if (then) then(*this);
    }
    void ring() { system_kernel().raise_signal(descriptor); }
    void hush() { system_kernel().clear_signal(descriptor); }

    Loop& loop;
    int descriptor = -1;
    int times = 0;
    std::uint32_t last_events = 0;
    std::function<void(Bell&)> then;
};

struct Alarm final : Timer {
    explicit Alarm(std::function<void()> action) : then(std::move(action)) {}
    void expired(std::uint64_t) override { then(); }
    std::function<void()> then;
};

struct Flush final : Flushable {
    explicit Flush(std::function<void(Flush&)> action) : then(std::move(action)) {}
    void flush() override { then(*this); }
    std::function<void(Flush&)> then;
};

class LoopTest : public testing::Test, protected MailReader {
protected:
    LoopTest()
        : entries_(4096),
          pool_(system_kernel(), 1 << 20, entries_.data(), 4096),
          loop_(system_kernel(), pool_, 0, counters_) {
        EXPECT_EQ(loop_.open(*this, 8), MR_OK);
    }

    void read_mail(const Mail& mail) override {
        read_.push_back(mail.command.a);
        if (on_mail_) on_mail_(mail);
    }

    static Mail mail(std::uint64_t number) {
        Mail mail{.command = {}};
        mail.command.kind = MR_CMD_WRITE;
        mail.command.a = number;
        return mail;
    }

    std::vector<mr_segment_entry> entries_;
    Pool pool_;
    mr_loop_counters counters_{};
    Loop loop_;
    std::vector<std::uint64_t> read_;
    std::function<void(const Mail&)> on_mail_;
};

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

TEST_F(LoopTest, mailIsReadInTheOrderPostedAndNeedsNoSignalWhileAwake) {
    for (std::uint64_t i = 0; i < 5; ++i) ASSERT_EQ(loop_.post(mail(i)), MR_OK);
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_EQ(read_, (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(counters_.wakeups, 0u);
}

TEST_F(LoopTest, aMailboxHasItsBoundAndItsEnd) {
    for (std::uint64_t i = 0; i < 8; ++i) ASSERT_EQ(loop_.post(mail(i)), MR_OK);
    EXPECT_EQ(loop_.post(mail(8)), MR_FULL);
    loop_.refuse_mail();
    EXPECT_EQ(loop_.post(mail(9)), MR_WRONG_STATE);
    loop_.take_mail();
    EXPECT_EQ(read_.size(), 8u) << "what was accepted is not lost";
}

TEST_F(LoopTest, mailThatAnswersItselfDoesNotKeepTheTurn) {
    on_mail_ = [&](const Mail& one) {
        if (read_.size() < 1000) {
            EXPECT_EQ(loop_.post(one), MR_OK);
        }
    };
    ASSERT_EQ(loop_.post(mail(1)), MR_OK);
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_LE(read_.size(), 2u) << "once before the wait, once behind it";
}

TEST_F(LoopTest, aWakeBeforeTheWaitIsNotForgotten) {
    loop_.wake();
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(counters_.waits, 1u);
}

TEST_F(LoopTest, postsAndWakesFromOtherThreadsEndEveryWait) {
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

TEST_F(LoopTest, eachWakeOfAWaitingLoopIsOneTurn) {
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
    Flush flush([&](Flush& self) {
        ++times;
        loop_.will_flush(self);
        loop_.will_flush(self);
    });
    loop_.will_flush(flush);
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

TEST_F(LoopTest, stoppedInputIsLeftWhereItIs) {
    Bell ready(loop_);
    Bell rung(loop_, [](Bell& self) { self.hush(); });
    rung.ring();
    loop_.make_ready(ready);
    ASSERT_EQ(loop_.post(mail(1)), MR_OK);
    loop_.input_stopped = true;
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_EQ(ready.times + rung.times, 0);
    EXPECT_TRUE(read_.empty());
    loop_.input_stopped = false;
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(ready.times, 1);
    EXPECT_EQ(rung.times, 1);
    EXPECT_EQ(read_.size(), 1u);
}

// A full event block stops the input. Whoever fills it must not be first again while others have not been served.
TEST_F(LoopTest, descriptorsThatFillTheBlockTakeTurns) {
    std::array<std::unique_ptr<Bell>, 5> bells;
    for (auto& bell : bells) {
        bell = std::make_unique<Bell>(loop_, [&](Bell&) { loop_.input_stopped = true; });
        bell->ring();
    }
    for (int turn = 0; turn < 50; ++turn) {
        loop_.input_stopped = false;
        ASSERT_EQ(loop_.turn(-1), MR_OK);
    }
    for (const auto& bell : bells) EXPECT_EQ(bell->times, 10);
}

TEST_F(LoopTest, readyOnesThatFillTheBlockTakeTurns) {
    std::array<std::unique_ptr<Bell>, 5> bells;
    for (auto& bell : bells) {
        bell = std::make_unique<Bell>(loop_, [&](Bell& self) {
            loop_.input_stopped = true;
            loop_.make_ready(self);
        });
        loop_.make_ready(*bell);
    }
    for (int turn = 0; turn < 50; ++turn) {
        loop_.input_stopped = false;
        ASSERT_EQ(loop_.turn(-1), MR_OK);
    }
    for (const auto& bell : bells) EXPECT_EQ(bell->times, 10);
}

TEST_F(LoopTest, readyOnesAndDescriptorsShareTheBlock) {
    Bell again(loop_, [&](Bell& self) {
        loop_.input_stopped = true;
        loop_.make_ready(self);
    });
    Bell rung(loop_, [&](Bell&) { loop_.input_stopped = true; });
    rung.ring();
    loop_.make_ready(again);
    for (int turn = 0; turn < 40; ++turn) {
        loop_.input_stopped = false;
        ASSERT_EQ(loop_.turn(-1), MR_OK);
    }
    EXPECT_GE(rung.times, 10);
    EXPECT_GE(again.times, 10);
}

TEST_F(LoopTest, aDescriptorThatGoesBetweenTurnsIsNotCalledFromTheOldBatch) {
    auto goes = std::make_unique<Bell>(loop_, [&](Bell&) { loop_.input_stopped = true; });
    auto stays = std::make_unique<Bell>(loop_, [&](Bell&) { loop_.input_stopped = true; });
    goes->ring();
    stays->ring();
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    goes.reset();
    loop_.input_stopped = false;
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_GE(stays->times, 1);
}

TEST(LoopDirectoryTest, mailFindsALoopByItsNumberUntilItLeaves) {
    struct Reader final : MailReader {
        void read_mail(const Mail&) override { ++read; }
        int read = 0;
    } reader;
    std::vector<mr_segment_entry> entries(64);
    Pool pool(system_kernel(), 0, entries.data(), 64);
    mr_loop_counters counters{};
    Loop loop(system_kernel(), pool, 7, counters);
    ASSERT_EQ(loop.open(reader, 1), MR_OK);
    LoopDirectory directory;
    const Mail mail{.command = {}};
    EXPECT_EQ(directory.send(7, mail), MR_STALE);
    directory.enter(7, loop);
    EXPECT_EQ(directory.send(7, mail), MR_OK);
    EXPECT_EQ(directory.send(8, mail), MR_STALE);
    EXPECT_EQ(directory.send(MR_LOOPS_MAX, mail), MR_STALE);
    EXPECT_EQ(directory.send(no_owner, mail), MR_STALE);
    directory.wake(no_owner);
    std::string calls;
    const auto pass = [&] { calls += "pass "; };
    const auto keep = [&] { calls += "keep "; };
    EXPECT_EQ(directory.send_with(7, mail, pass, keep), MR_FULL);
    EXPECT_EQ(calls, "pass keep ");
    loop.take_mail();
    EXPECT_EQ(directory.send_with(7, mail, pass, keep), MR_OK);
    EXPECT_EQ(calls, "pass keep pass ");
    directory.leave(7);
    EXPECT_EQ(directory.send_with(7, mail, pass, keep), MR_STALE);
    EXPECT_EQ(calls, "pass keep pass ") << "what belongs to the mail stays when there is no loop";
    loop.take_mail();
    EXPECT_EQ(reader.read, 2);
}

}  // namespace
}  // namespace millrace
