// Floor 1. Timers that look only at what is due: a heap with four children a node, whose members know their place, so
// that setting, moving and cancelling cost O(log n) and nothing is ever scanned.
//
//     heap_[0]                      the earliest
//       ├─ heap_[1] … heap_[4]      parent(i) = (i - 1) / 4
//       │    └─ heap_[5] …          heap_[parent(i)]->deadline <= heap_[i]->deadline
#pragma once

#include <algorithm>
#include <cstdint>
#include <new>
#include <vector>

#include "base/check.hpp"

namespace millrace {

class TimerHeap;

// What is called when its time has come. It lives in its owner, and leaves the heap when it is destroyed.
class Timer {
public:
    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    virtual ~Timer();

    virtual void expired(std::uint64_t now) = 0;

    bool pending() const { return heap_ != nullptr; }
    std::uint64_t deadline() const { return deadline_; }

private:
    friend class TimerHeap;
    TimerHeap* heap_ = nullptr;
    std::uint32_t place_ = 0;
    std::uint64_t deadline_ = 0;
};

class TimerHeap {
public:
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    TimerHeap() = default;
    TimerHeap(const TimerHeap&) = delete;
    TimerHeap& operator=(const TimerHeap&) = delete;
    ~TimerHeap() {
        while (!heap_.empty()) cancel(*heap_.back());
    }

    // Sets or moves the timer; false when there is no memory for one more. What is set while timers run is not due
    // before they have run.
    [[nodiscard]] bool set(Timer& timer, std::uint64_t deadline) {
        deadline = std::max(deadline, earliest_);
        if (timer.heap_ == this) {
            timer.deadline_ = deadline;
            sift_down(sift_up(timer.place_));
        } else {
            MR_CHECK(!timer.heap_);
            try {
                heap_.push_back(&timer);
            } catch (const std::bad_alloc&) {
                return false;
            }
            timer.heap_ = this;
            timer.deadline_ = deadline;
            timer.place_ = static_cast<std::uint32_t>(heap_.size() - 1);
            sift_up(timer.place_);
        }
        check_invariants();
        return true;
    }

    void cancel(Timer& timer) {
        if (timer.heap_ != this) return;
        const std::uint32_t place = timer.place_;
        Timer* last = heap_.back();
        heap_.pop_back();
        timer.heap_ = nullptr;
        if (last != &timer) {
            put(place, last);
            sift_down(sift_up(place));
        }
        check_invariants();
    }

    std::uint64_t next_deadline() const { return heap_.empty() ? never : heap_[0]->deadline_; }
    std::size_t size() const { return heap_.size(); }

    // Runs what was due at `now`, each at most once, even if it sets itself again.
    std::uint32_t run_due(std::uint64_t now) {
        std::uint32_t ran = 0;
        earliest_ = now == never ? never : now + 1;
        while (!heap_.empty() && heap_[0]->deadline_ < earliest_) {
            Timer& timer = *heap_[0];
            cancel(timer);
            timer.expired(now);
            ++ran;
        }
        earliest_ = 0;
        return ran;
    }

private:
    void put(std::uint32_t place, Timer* timer) {
        heap_[place] = timer;
        timer->place_ = place;
    }

    std::uint32_t sift_up(std::uint32_t place) {
        Timer* timer = heap_[place];
        while (place > 0) {
            const std::uint32_t parent = (place - 1) / 4;
            if (heap_[parent]->deadline_ <= timer->deadline_) break;
            put(place, heap_[parent]);
            place = parent;
        }
        put(place, timer);
        return place;
    }

    void sift_down(std::uint32_t place) {
        Timer* timer = heap_[place];
        const std::size_t count = heap_.size();
        for (;;) {
            const std::size_t first = std::size_t{place} * 4 + 1;
            if (first >= count) break;
            std::size_t least = first;
            for (std::size_t child = first + 1; child < first + 4 && child < count; ++child) {
                if (heap_[child]->deadline_ < heap_[least]->deadline_) least = child;
            }
            if (heap_[least]->deadline_ >= timer->deadline_) break;
            put(place, heap_[least]);
            place = static_cast<std::uint32_t>(least);
        }
        put(place, timer);
    }

    void check_invariants() const {
#if MR_CHECKS
        if (heap_.size() > 1000) return;  // the check itself is a scan
        for (std::size_t i = 1; i < heap_.size(); ++i) MR_CHECK(heap_[(i - 1) / 4]->deadline_ <= heap_[i]->deadline_);
#endif
    }

    std::vector<Timer*> heap_;
    std::uint64_t earliest_ = 0;  // the least deadline that can be set now
};

inline Timer::~Timer() {
    if (heap_) heap_->cancel(*this);
}

}  // namespace millrace
