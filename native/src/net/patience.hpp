// Floor 3. How long a connection may take, by one timer.
//
//     deadline:  a time that was set; while it is being made or closed, nothing else counts. Who set it may lift it for
//                what had come until then, so it first learns of that
//     idle:      neither received nor sent          counts from the later of the two
//     read:      nothing received, while it reads   counts from the last input, or from when it began to read
//     write:     nothing taken, while bytes wait    what counts is what the peer's TCP took
//
// Bytes only leave a time stamp behind; the timer is set to the earliest end that there can be, and looks then.
#pragma once

#include <cstdint>

#include "base/code.hpp"
#include "millrace/records.h"
#include "timer/timer_heap.hpp"

namespace millrace {

class Connection;

class Patience final : public Timer {
public:
    static constexpr std::uint64_t write_nanos_default = 60'000'000'000;
    static constexpr std::uint64_t never = TimerHeap::never;

    explicit Patience(Connection& connection) : connection_(connection) {}

    Code set(std::uint32_t setting, std::uint64_t nanos);
    std::uint64_t get(std::uint32_t setting) const;
    static std::int64_t default_of(std::uint32_t setting) {
        return setting == MR_SET_WRITE_NANOS ? static_cast<std::int64_t>(write_nanos_default) : 0;
    }

    // False, here and below: no memory for the timer.
    [[nodiscard]] bool set_deadline(std::uint64_t at);  // never: none
    std::uint64_t deadline() const { return deadline_; }

    void received(std::uint64_t now) { last_input_ = now; }
    void sent(std::uint64_t now) { last_output_ = now; }

    // It begins to live on a loop, to read again, or to wait for its peer: from now on.
    [[nodiscard]] bool begin(std::uint64_t now);
    [[nodiscard]] bool begin_reading(std::uint64_t now);
    [[nodiscard]] bool begin_waiting(std::uint64_t now);
    // It begins to close: progress() is counted from now on.
    void begin_closing(std::uint64_t now);
    // Looks; answers how long ago the peer's TCP was last seen to take something.
    std::uint64_t since_progress(std::uint64_t now);
    std::uint64_t taken() const { return taken_; }  // as it was seen then
    // It leaves its loop, and its deadline is lifted.
    void stop();

    void expired(std::uint64_t now) override;

private:
    static constexpr std::uint64_t unknown = ~std::uint64_t{0};

    std::uint64_t earliest() const;
    std::uint64_t idle_end() const;
    std::uint64_t read_end() const;
    std::uint64_t write_end() const;
    [[nodiscard]] bool set_timer();
    void look_at_socket(std::uint64_t now);
    bool may_be_lifted();

    Connection& connection_;
    std::uint64_t deadline_ = never;
    std::uint64_t told_turn_ = 0;  // in which there was input behind the deadline; 0: not yet
    std::uint64_t idle_nanos_ = 0;
    std::uint64_t read_nanos_ = 0;
    std::uint64_t write_nanos_ = write_nanos_default;
    std::uint64_t last_input_ = 0;
    std::uint64_t last_output_ = 0;
    std::uint64_t last_taken_ = 0;  // when the peer's TCP was last seen to take something
    std::uint64_t taken_ = 0;       // and how much it had taken by then
};

}  // namespace millrace
