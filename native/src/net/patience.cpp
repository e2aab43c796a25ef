// Floor 3. See patience.hpp.
#include "net/patience.hpp"

#include <algorithm>
#include <utility>

#include "base/nanos.hpp"
#include "net/connection.hpp"

namespace millrace {

// What is refused for want of memory changes nothing.
Code Patience::set(std::uint32_t setting, std::uint64_t nanos) {
    if (setting < MR_SET_IDLE_NANOS || setting > MR_SET_WRITE_NANOS) return MR_OUT_OF_RANGE;
    std::uint64_t& kept = setting == MR_SET_IDLE_NANOS   ? idle_nanos_
                          : setting == MR_SET_READ_NANOS ? read_nanos_
                                                         : write_nanos_;
    const std::uint64_t before = std::exchange(kept, bounded_nanos(nanos));
    if (begin(connection_.loop().read_clock())) return MR_OK;
    kept = before;
    return MR_NO_MEMORY;
}

std::uint64_t Patience::get(std::uint32_t setting) const {
    if (setting == MR_SET_IDLE_NANOS) return idle_nanos_;
    return setting == MR_SET_READ_NANOS ? read_nanos_ : write_nanos_;
}

bool Patience::set_deadline(std::uint64_t at) {
    const std::uint64_t before = std::exchange(deadline_, at);
    told_turn_ = 0;
    if (set_timer()) return true;
    deadline_ = before;
    return false;
}

void Patience::stop() {
    connection_.loop().timers().cancel(*this);
    deadline_ = never;
}

bool Patience::begin(std::uint64_t now) {
    last_input_ = last_output_ = last_taken_ = now;
    return set_timer();
}

bool Patience::begin_reading(std::uint64_t now) {
    last_input_ = now;
    return read_nanos_ == 0 || set_timer();
}

bool Patience::begin_waiting(std::uint64_t now) {
    if (write_nanos_ == 0) return true;
    last_taken_ = now;
    taken_ = connection_.progress();
    return set_timer();
}

void Patience::begin_closing(std::uint64_t now) {
    last_taken_ = now;
    taken_ = unknown;
}

std::uint64_t Patience::since_progress(std::uint64_t now) {
    const std::uint64_t taken = connection_.progress();
    if (taken != taken_ && taken_ != unknown) last_taken_ = now;
    taken_ = taken;
    return now - last_taken_;
}

std::uint64_t Patience::idle_end() const {
    return idle_nanos_ == 0 ? never : std::max(last_input_, last_output_) + idle_nanos_;
}

std::uint64_t Patience::read_end() const {
    return read_nanos_ == 0 || !connection_.reads() ? never : last_input_ + read_nanos_;
}

std::uint64_t Patience::write_end() const {
    const bool waits = connection_.blocked() && !connection_.role().watches_stalls();
    return write_nanos_ == 0 || !waits ? never : last_taken_ + write_nanos_;
}

std::uint64_t Patience::earliest() const {
    return connection_.open() ? std::min({deadline_, idle_end(), read_end(), write_end()}) : deadline_;
}

bool Patience::set_timer() {
    TimerHeap& timers = connection_.loop().timers();
    const std::uint64_t at = earliest();
    if (at != never) return timers.set(*this, at);
    timers.cancel(*this);
    return true;
}

// After a pause of the process everything may look late. What has come in the meantime lies in the socket.
void Patience::look_at_socket(std::uint64_t now) {
    Loop& loop = connection_.loop();
    if (std::min(idle_end(), read_end()) <= now) {
        const TimedCall call(loop.account(), TimedCall::other);
        if (loop.kernel().waiting_bytes(connection_.fd()) > 0) last_input_ = now;
    }
    if (write_end() <= now && since_progress(now) == 0) last_output_ = now;
}

// The deadline is over; but after a pause of the process, or where the turn had no room for it, input that had come before
// may not have been told. It is told once, and has the turn after to be answered: no peer can put it off for longer.
bool Patience::may_be_lifted() {
    if (!connection_.open() || !connection_.reads()) return false;
    Loop& loop = connection_.loop();
    if (last_input_ < deadline_) {
        const TimedCall call(loop.account(), TimedCall::other);
        return loop.kernel().waiting_bytes(connection_.fd()) > 0;
    }
    if (told_turn_ == 0) told_turn_ = loop.counters().turns;
    return told_turn_ == loop.counters().turns;
}

void Patience::expired(std::uint64_t now) {
    if (deadline_ <= now && may_be_lifted()) {
        if (!set_timer()) connection_.end_untimed();
        return;
    }
    if (deadline_ <= now) {
        deadline_ = never;
        return connection_.deadline_passed(now);
    }
    look_at_socket(now);
    if (write_end() <= now) return connection_.end({MR_REASON_STALLED, MR_BY_LOCAL, write_nanos_}, true);
    if (idle_end() <= now) return connection_.end({MR_REASON_IDLE, MR_BY_LOCAL, idle_nanos_}, true);
    if (read_end() <= now) return connection_.end({MR_REASON_IDLE, MR_BY_LOCAL, read_nanos_}, true);
    if (!set_timer()) connection_.end_untimed();
}

}  // namespace millrace
