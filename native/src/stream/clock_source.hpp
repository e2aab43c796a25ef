// Floor 4. A source that needs no peer: a time-stamped line at a steady interval, made on the data loop.
#pragma once

#include <cstdint>

#include "timer/timer_heap.hpp"

namespace millrace {

class Feed;

class ClockSource final : public Timer {
public:
    explicit ClockSource(Feed& feed) : feed_(feed) {}

    void start(std::uint64_t interval_nanos);
    bool running() const { return interval_nanos_ != 0; }
    void expired(std::uint64_t now) override;

private:
    void arm(std::uint64_t deadline);
    void publish_line();

    Feed& feed_;
    std::uint64_t interval_nanos_ = 0;
    std::uint64_t lines_ = 0;
};

}  // namespace millrace
