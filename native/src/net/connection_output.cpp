// Floor 3. See connection.hpp: what is written to it, and how that goes out.
#include <new>

#include "net/connection.hpp"

namespace millrace {

namespace {
constexpr std::uint32_t gather_max = 64;
}

Code Connection::write(Piece&& piece) {
    if ((phase_ != Phase::open && phase_ != Phase::connecting) || finishing_) return MR_WRONG_STATE;
    const std::uint64_t held = outbound_.bytes() + outbound_.pieces() * sizeof(Piece);
    if (held + piece.length > settings_.unsent_bytes_max) {
        end({MR_REASON_LIMIT, MR_BY_LOCAL, settings_.unsent_bytes_max}, true);
        return MR_FULL;
    }
    if (blocked_) loop_->counters().bytes_copied_framing += loop_->gatherer().gather(loop_->pool(), piece);
    const Code code = queue(std::move(piece));
    if (phase_ == Phase::open) loop_->will_flush(*this);
    return code;
}

// Behind what is unsent.
Code Connection::queue(Piece&& piece) {
    if (!outbound_.append(std::move(piece))) {
        end({MR_REASON_LIMIT, MR_BY_SYSTEM, outbound_.bytes()}, true);
        return MR_NO_MEMORY;
    }
    show_unsent();
    if (outbound_.bytes() > settings_.high_water_bytes) crowd();
    return MR_OK;
}

// Of the bytes, so many went out; or the kernel refused.
void Connection::sent_alone(std::int64_t result, Segment& segment, std::uint32_t offset, std::uint32_t length) {
    const std::int64_t taken = sent_now(result, length);
    if (taken < 0 || taken == length) return;
    const auto gone = static_cast<std::uint32_t>(taken);
    static_cast<void>(queue(Piece{SegmentRef::share(&segment), offset + gone, length - gone}));
}

Code Connection::finish() {
    if (phase_ != Phase::open || finishing_) return MR_WRONG_STATE;
    finishing_ = true;
    loop_->will_flush(*this);
    return MR_OK;
}

Code Connection::expect_delivery(std::uint64_t number) {
    if (!delivery_) delivery_.reset(new (std::nothrow) Delivery(*this));
    return delivery_ ? delivery_->expect(number) : MR_NO_MEMORY;
}

void Connection::crowd() {
    if (crowded_) return;
    crowded_ = true;
    if (phase_ == Phase::open) update_interest();
}

// Back at the low-water mark. False: the role could not be told of it yet.
bool Connection::relieve() {
    if (outbound_.bytes() > settings_.low_water_bytes || phase_ != Phase::open) return true;
    if (!role_->drained(*this)) return false;
    const bool held_input = holds_input();
    crowded_ = false;
    if (held_input) begin_reading();
    if (held_input && phase_ == Phase::open && !inbound_.empty()) look_again();
    return true;
}

void Connection::flush() {
    std::uint64_t budget = flush_bytes_max;
    iovec pieces[gather_max];
    while (!outbound_.empty() && !blocked_ && budget > 0) {
        const auto [count, bytes] = outbound_.gather(pieces, gather_max);
        const std::int64_t result = wire_.send(*loop_, pieces, count);
        if (result < 0 && send_failed(result)) return;
        const std::uint64_t taken = result > 0 ? static_cast<std::uint64_t>(result) : 0;
        outbound_.drop(taken);
        sent(taken);
        if (taken < bytes) cut();
        budget -= taken < budget ? taken : budget;
    }
    if ((crowded_ && !relieve()) || (!blocked_ && !outbound_.empty())) loop_->will_flush(*this);
    if (phase_ == Phase::ended) return;
    if (blocked_) return wait_for_peer();
    if (outbound_.empty()) flushed();
}

// The peer takes no more for now. What waits may wait for long.
void Connection::wait_for_peer() {
    loop_->counters().bytes_copied_framing += outbound_.gather_small(loop_->gatherer(), loop_->pool());
    const bool timed = phase_ == Phase::open && !role_->watches_stalls();
    if (timed && (!patience() || !patience_->begin_waiting(loop_->now()))) return end_untimed();
    update_interest();
}

void Connection::sent(std::uint64_t bytes) {
    stats_.bytes_out += bytes;
    show_unsent();
    if (bytes > 0 && patience_) patience_->sent(loop_->now());
}

// The kernel did not take all of it: the peer takes no more for now.
void Connection::cut() {
    ++loop_->counters().sends_cut;
    set_blocked(true);
}

void Connection::set_blocked(bool blocked) {
    if (blocked != blocked_) loop_->counters().blocked += blocked ? 1 : std::uint64_t{0} - 1;
    blocked_ = blocked;
}

// Of the connection, and of all its loop's.
void Connection::show_unsent() {
    if (attached()) loop_->counters().unsent_bytes += outbound_.bytes() - stats_.unsent_bytes;
    stats_.unsent_bytes = outbound_.bytes();
}

bool Connection::send_failed(std::int64_t result) {
    const Ending ending = ending_of_errno(static_cast<int>(-result));
    if (ending) end(ending, false);
    return static_cast<bool>(ending);
}

void Connection::flushed() {
    loop_->gatherer().release_unused();
    if (interest() & interest_write) update_interest();  // it had waited for the peer
    if (phase_ == Phase::flushing) return begin_draining();
    if (phase_ == Phase::open && finishing_) send_fin();
    if (phase_ == Phase::open) role_->writable(*this);
}

void Connection::send_fin() {
    if (!fin_sent_) {
        const std::int64_t result = wire_.shutdown_writing(*loop_);
        if (result < 0) return end({MR_REASON_SYSTEM, MR_BY_SYSTEM, static_cast<std::uint64_t>(-result)}, true);
        fin_sent_ = true;
    }
    if (!finish_told_) finish_told_ = role_->finished(*this);
    if (!finish_told_) return loop_->will_flush(*this);
    if (peer_closed_) end({MR_REASON_PEER_CLOSED, MR_BY_PEER, 0}, false);
}

std::int64_t Connection::send_now(const iovec* pieces, std::uint32_t count, std::uint64_t bytes) {
    MR_CHECK(outbound_.empty() && !blocked_);
    return sent_now(wire_.send(*loop_, pieces, count), bytes);
}

// What the kernel answered, when nothing was unsent before.
std::int64_t Connection::sent_now(std::int64_t result, std::uint64_t bytes) {
    if (result < 0 && send_failed(result)) return -1;
    const std::uint64_t taken = result > 0 ? static_cast<std::uint64_t>(result) : 0;
    sent(taken);
    if (taken < bytes) {
        cut();
        wait_for_peer();
        if (phase_ == Phase::ended) return -1;
    }
    return static_cast<std::int64_t>(taken);
}

}  // namespace millrace
