// Floor 2. Where a loop's time goes. Each turn looks at the clock twice, before its wait and after it, so waiting is always
// known whole. What happens between two waits is measured in some turns only (turn_sampler.hpp):
//
//     ── Java ──┬─ commands, mail, flush ─┬──── wait ────┬─ mail, input, timers ─┬── Java ──
//             begin                   begin_wait     end_wait                   end
//               └ measured_nanos ─────────┘              └ measured_nanos ───────┘        of which in system calls:
//                    send_nanos, other_nanos                  receive_nanos, accept_nanos, ...
//
// A turn lasts until the next begins: calls that Java makes in its callbacks are timed with it.
#pragma once

#include <cstdint>

#include "io/kernel.hpp"
#include "loop/turn_sampler.hpp"
#include "millrace/records.h"

namespace millrace {

class TimeAccount {
public:
    // A wait shorter than this has not slept: going to sleep and waking takes longer.
    static constexpr std::uint64_t sleep_nanos_min = 5'000;

    TimeAccount(Kernel& kernel, mr_loop_counters& counters, std::uint64_t seed)
        : kernel_(kernel), counters_(counters), sampler_(seed) {}

    void begin() {
        measures_ = sampler_.take();
        readings_ = waited_nanos_ = 0;
        if (measures_) began_ = read_clock();
    }

    // It has brought so many results, each of which will be measured with two looks at the clock.
    void end(std::uint32_t results) {
        counters_.turn_nanos = measures_ ? read_clock() - began_ : 0;
        if (!measures_) return;
        counters_.measured_nanos += counters_.turn_nanos - waited_nanos_;
        sampler_.paid(readings_ + 2 * results);
    }

    // The clock's time comes from the loop, which needs it anyway.
    void begin_wait(std::uint64_t now, bool sleeps) {
        if (wait_ended_ != 0) sampler_.worked(now - wait_ended_);
        wait_began_ = now;
        counters_.waiting_since = sleeps ? now : 0;
    }

    void end_wait(std::uint64_t now, bool slept) {
        wait_ended_ = now;
        waited_nanos_ = now - wait_began_;
        counters_.waiting_since = 0;
        counters_.wait_nanos += waited_nanos_;
        if (!slept || waited_nanos_ < sleep_nanos_min) {
            counters_.poll_nanos += waited_nanos_;
        } else if (counters_.blocked > 0) {
            counters_.blocked_nanos += waited_nanos_;
        }
    }

    bool measures() const { return measures_; }
    std::uint64_t read_clock() {
        ++readings_;
        return kernel_.monotonic_nanos();
    }
    mr_loop_counters& counters() { return counters_; }

private:
    Kernel& kernel_;
    mr_loop_counters& counters_;
    TurnSampler sampler_;
    bool measures_ = false;
    std::uint64_t readings_ = 0;  // in this turn, for measuring alone
    std::uint64_t began_ = 0;
    std::uint64_t wait_began_ = 0;
    std::uint64_t wait_ended_ = 0;
    std::uint64_t waited_nanos_ = 0;  // in this turn
};

// A system call, while this lives: counted, and in a turn that is measured timed.
class TimedCall {
public:
    enum Kind { receive, send, accept, other };

    TimedCall(TimeAccount& account, Kind kind) : account_(account), kind_(kind), timed_(account.measures()) {
        ++count();
        if (timed_) began_ = account.read_clock();
    }
    TimedCall(const TimedCall&) = delete;
    TimedCall& operator=(const TimedCall&) = delete;
    ~TimedCall() {
        if (timed_) nanos() += account_.read_clock() - began_;
    }

private:
    std::uint64_t& count() {
        mr_loop_counters& counters = account_.counters();
        switch (kind_) {
            case receive: return counters.receive_calls;
            case send: return counters.send_calls;
            case accept: return counters.accept_calls;
            default: return counters.other_calls;
        }
    }

    std::uint64_t& nanos() {
        mr_loop_counters& counters = account_.counters();
        switch (kind_) {
            case receive: return counters.receive_nanos;
            case send: return counters.send_nanos;
            case accept: return counters.accept_nanos;
            default: return counters.other_nanos;
        }
    }

    TimeAccount& account_;
    const Kind kind_;
    const bool timed_;
    std::uint64_t began_ = 0;
};

}  // namespace millrace
