// Floor 2. The loop: one text for control loops, which a Java thread turns, and data loops, which a native one does.
//
//     turn:   mail → flush → wait → mail → input → timers
//
// Everything but post() and wake() belongs to the thread that turns it. A turn is bounded: it takes at most
// `ready_max` descriptors, and each of them takes one receive. What a full event block leaves of them is taken in the
// next turns, before any other descriptor is asked for: nobody who fills the block can keep the others waiting.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/code.hpp"
#include "base/intrusive_list.hpp"
#include "base/slot_table.hpp"
#include "buffer/gatherer.hpp"
#include "buffer/pool.hpp"
#include "io/kernel.hpp"
#include "io/poller.hpp"
#include "loop/mailbox.hpp"
#include "loop/receive_buffer.hpp"
#include "loop/time_account.hpp"
#include "millrace/records.h"
#include "timer/timer_heap.hpp"

namespace millrace {

class Loop;

struct ReadyLink : ListLink {};
struct FlushLink : ListLink {};

// What a loop watches: a descriptor and what to do when it is ready.
class Watched : public ReadyLink {
public:
    virtual ~Watched() = default;
    virtual void ready(std::uint32_t events) = 0;

    int fd() const { return fd_; }
    std::uint32_t interest() const { return interest_; }

private:
    friend class Loop;
    int fd_ = -1;
    std::uint32_t interest_ = 0;
    bool watched_ = false;
};

// What has something to write before the loop waits again.
class Flushable : public FlushLink {
public:
    virtual void flush() = 0;

protected:
    ~Flushable() = default;
};

class MailReader {
public:
    virtual void read_mail(const Mail& mail) = 0;

protected:
    ~MailReader() = default;
};

class Loop {
public:
    // So few that what a turn receives is still in the nearer caches when it is sent on: with 256, a thousand busy connections
    // cost a fifth more (compare).
    static constexpr int ready_max = 64;

    Loop(Kernel& kernel, Pool& pool, Owner number, mr_loop_counters& counters)
        : kernel_(kernel),
          pool_(pool),
          number_(number),
          counters_(counters),
          account_(kernel, counters, number),
          poller_(kernel),
          received_(pool) {}
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // `mails_max`: as Mailbox::reserve.
    Code open(MailReader& reader, std::size_t mails_max);

    // One turn. `timeout_nanos` negative: waits until something happens.
    Code turn(std::int64_t timeout_nanos);

    // The flush phase by itself, for whoever closes the loop.
    void flush();

    // Reads the mail that is there.
    void take_mail();

    Code watch(Watched& watched, int fd, std::uint32_t interest);
    Code rewatch(Watched& watched, std::uint32_t interest);
    void unwatch(Watched& watched);

    // Has ready(0) called in the next input phase, without waiting first.
    void make_ready(Watched& watched) {
        if (!static_cast<ReadyLink&>(watched).linked()) ready_.push_back(watched);
    }

    // Has ready(0) called after a moment: for what could not go on for lack of memory or descriptors.
    void retry_later(Watched& watched);
    static constexpr std::uint64_t retry_nanos = 10'000'000;

    void will_flush(Flushable& flushable) {
        if (!static_cast<FlushLink&>(flushable).linked()) flushes_.push_back(flushable);
    }

    // From any thread.
    Code post(const Mail& mail);
    void wake();
    void refuse_mail() { mailbox_.close(); }

    // True while an owner's phase has nothing more to give (a full event block): input is then left where it is.
    bool input_stopped = false;

    // Set by an owner that has results for its caller already: this turn does not wait.
    bool have_results = false;

    std::uint64_t now() const { return now_; }
    std::uint64_t read_clock() {
        return now_ = kernel_.is_system() ? system_calls::nanos_of(CLOCK_MONOTONIC) : kernel_.monotonic_nanos();
    }
    TimerHeap& timers() { return timers_; }
    Kernel& kernel() { return kernel_; }
    Pool& pool() { return pool_; }
    ReceiveBuffer& received() { return received_; }
    Gatherer& gatherer() { return gatherer_; }  // of small pieces that wait for slow peers
    mr_loop_counters& counters() { return counters_; }
    TimeAccount& account() { return account_; }  // its owner says when a turn begins and ends
    Owner number() const { return number_; }

private:
    // The loop's own wake-up descriptor.
    class Signal final : public Watched {
    public:
        explicit Signal(Loop& loop) : loop_(loop) {}
        void ready(std::uint32_t events) override;

    private:
        Loop& loop_;
    };

    class Retry final : public Timer {
    public:
        explicit Retry(Loop& loop) : loop_(loop) {}
        void expired(std::uint64_t) override { loop_.retries_.move_to(loop_.ready_); }

    private:
        Loop& loop_;
    };

    std::int64_t wait_nanos(std::int64_t timeout_nanos) const;
    Code wait(std::int64_t timeout_nanos);
    void take_ready();
    void take_events();
    void raise_signal();

    Kernel& kernel_;
    Pool& pool_;
    const Owner number_;
    mr_loop_counters& counters_;
    TimeAccount account_;
    Poller poller_;
    ReceiveBuffer received_;
    Gatherer gatherer_;
    TimerHeap timers_;
    IntrusiveList<Watched, ReadyLink> ready_;
    IntrusiveList<Watched, ReadyLink> retries_;
    IntrusiveList<Flushable, FlushLink> flushes_;
    Mailbox mailbox_;
    MailReader* reader_ = nullptr;
    Signal signal_{*this};
    Retry retry_{*this};
    std::uint64_t now_ = 0;
    std::atomic<bool> asleep_{false};
    std::atomic<bool> woken_{false};
    epoll_event events_[ready_max];
    int event_count_ = 0;
    int event_next_ = 0;
};

}  // namespace millrace
