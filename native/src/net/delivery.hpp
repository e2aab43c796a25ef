// Floor 3. Waits until the peer's TCP has acknowledged what a connection had written when that was asked for. The kernel
// does not tell: it is asked, soon at first, and then in steps that grow as long as nothing moves.
#pragma once

#include <cstdint>

#include "base/code.hpp"
#include "base/ring_deque.hpp"
#include "timer/timer_heap.hpp"

namespace millrace {

class Connection;

class Delivery final : public Timer {
public:
    static constexpr std::uint64_t step_nanos_min = 500'000;
    static constexpr std::uint64_t step_nanos_max = 64'000'000;

    explicit Delivery(Connection& connection) : connection_(connection) {}

    // Tells `number` when all is acknowledged that is written now.
    Code expect(std::uint64_t number);
    // Looks at once: in another loop now, or for the last time before the socket is closed.
    [[nodiscard]] bool look();

    void expired(std::uint64_t now) override;

private:
    struct Wanted {
        std::uint64_t bytes = 0;  // of output
        std::uint64_t number = 0;
    };

    void tell();
    [[nodiscard]] bool set_timer();

    Connection& connection_;
    RingDeque<Wanted> wanted_;  // by bytes
    std::uint64_t acknowledged_ = 0;
    std::uint64_t step_nanos_ = step_nanos_min;
};

}  // namespace millrace
