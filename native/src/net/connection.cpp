// Floor 3. See connection.hpp.
#include "net/connection.hpp"

#include <cerrno>

#include "base/nanos.hpp"

namespace millrace {

namespace {
constexpr std::uint32_t gather_max = 64;
}

Connection::Connection(Handle handle, Home home, int fd, mr_connection_stats* stats, std::uint64_t realtime_nanos)
    : handle_(handle), home_(home), wire_(fd), stats_(stats[handle_index(handle)]) {
    stats_ = {};
    stats_.opened_nanos = realtime_nanos;
    stats_.handle = handle;
    stats_.loop = home.number;
    update_state();
}

Connection::~Connection() {
    MR_CHECK(wire_.fd() < 0);
    stats_.handle = 0;
    stats_.state = MR_CONN_FREE;
}

Code Connection::attach(Loop& loop, Role& role) {
    loop_ = &loop;
    role_ = &role;
    stats_.loop = loop.number();
    blocked_ = false;
    const Code code = loop.watch(*this, wire_.fd(), reading_ ? interest_read : interest_none);
    if (code != MR_OK) return code;
    if (!outbound_.empty() || phase_ == Phase::flushing) loop.will_flush(*this);
    if (!inbound_.empty()) look_again();
    update_state();
    return MR_OK;
}

Code Connection::attach_connecting(Loop& loop, Role& role, std::uint64_t timeout_nanos) {
    loop_ = &loop;
    role_ = &role;
    phase_ = Phase::connecting;
    update_state();
    if (const Code code = loop.watch(*this, wire_.fd(), interest_write); code != MR_OK) return code;
    return timeout_nanos == 0 || set_deadline(timeout_nanos) ? MR_OK : MR_NO_MEMORY;
}

void Connection::detach() {
    loop_->unwatch(*this);
    static_cast<FlushLink&>(*this).unlink();
    loop_->timers().cancel(deadline_);
    loop_ = nullptr;
    starved_ = hangup_watched_ = false;
    reading_ = true;  // whether to read is for the next role to say
}

void Connection::ready(std::uint32_t events) {
    if (phase_ == Phase::connecting) return finish_connecting();
    const bool reset = events & (EPOLLERR | EPOLLHUP);
    if ((events & EPOLLRDHUP) && !reset) return end({MR_REASON_PEER_CLOSED, MR_BY_PEER, 0}, true);
    if (starved_) {
        if (reset) return lost();
        starved_ = false;
        update_interest();
    }
    if ((events & EPOLLOUT) && blocked_) {
        blocked_ = false;
        flush();
        if (attached()) update_interest();
    }
    if (!attached() || phase_ == Phase::ended) return;
    if (phase_ == Phase::draining) return drain();
    const bool input = reset || (events & EPOLLIN);
    if (phase_ == Phase::open && (events == 0 || (input && reading_))) return role_->readable(*this);
    if (reset) lost();
}

// Nobody reads, so nobody else would see that the peer is gone.
void Connection::lost() {
    const std::int64_t error = loop_->kernel().socket_error(wire_.fd());
    ++loop_->counters().other_calls;
    end({MR_REASON_PEER_RESET, MR_BY_PEER, static_cast<std::uint64_t>(-error)}, true);
}

void Connection::finish_connecting() {
    const std::int64_t error = loop_->kernel().socket_error(wire_.fd());
    ++loop_->counters().other_calls;
    if (error < 0) return end({MR_REASON_REFUSED, MR_BY_PEER, static_cast<std::uint64_t>(-error)}, false);
    phase_ = Phase::open;
    loop_->timers().cancel(deadline_);
    update_interest();
    if (phase_ == Phase::ended) return;
    update_state();
    if (!outbound_.empty()) loop_->will_flush(*this);  // written before it was there
    role_->connected(*this);
}

std::int64_t Connection::receive() {
    const std::int64_t received = inbound_.receive(*loop_, wire_);
    if (received == Inbound::no_room) {
        // At the pool's ceiling it reads nothing for a while; the peer's TCP holds the bytes.
        starved_ = true;
        update_interest();
        if (phase_ != Phase::ended) loop_->retry_later(*this);
        return received;
    }
    return this->received(received);
}

std::int64_t Connection::receive_into(void* bytes, std::size_t length) {
    if (!inbound_.empty()) return inbound_.copy_to(*loop_, bytes, length);
    return received(wire_.receive(*loop_, bytes, length));
}

// What the kernel answered: counted, or the connection's end.
std::int64_t Connection::received(std::int64_t bytes) {
    if (bytes > 0) {
        stats_.bytes_in += static_cast<std::uint64_t>(bytes);
    } else if (bytes < 0) {
        if (const Ending ending = ending_of_errno(static_cast<int>(-bytes))) end(ending, false);
    }
    return bytes;
}

void Connection::pause_reading() {
    reading_ = false;
    update_interest();
}

void Connection::watch_for_hangup() {
    hangup_watched_ = true;
    update_interest();
}

void Connection::resume_reading() {
    if (reading_ || peer_closed_) return;
    reading_ = true;
    update_interest();
}

Code Connection::write(Piece&& piece) {
    if (phase_ != Phase::open && phase_ != Phase::connecting) return MR_WRONG_STATE;
    if (outbound_.bytes() + piece.length > unsent_bytes_max) {
        end({MR_REASON_LIMIT, MR_BY_LOCAL, unsent_bytes_max}, true);
        return MR_FULL;
    }
    if (!outbound_.append(std::move(piece))) {
        end({MR_REASON_LIMIT, MR_BY_SYSTEM, outbound_.bytes()}, true);
        return MR_NO_MEMORY;
    }
    stats_.unsent_bytes = outbound_.bytes();
    if (outbound_.bytes() > high_water_bytes) drained_told_ = false;
    if (phase_ == Phase::open) loop_->will_flush(*this);
    return MR_OK;
}

void Connection::flush() {
    std::uint64_t budget = flush_bytes_max;
    iovec pieces[gather_max];
    while (!outbound_.empty() && !blocked_ && budget > 0) {
        const std::uint32_t count = outbound_.gather(pieces, gather_max);
        std::uint64_t bytes = 0;
        for (std::uint32_t i = 0; i < count; ++i) bytes += pieces[i].iov_len;
        const std::int64_t result = wire_.send(*loop_, pieces, count);
        if (result < 0 && send_failed(result)) return;
        const std::uint64_t taken = result > 0 ? static_cast<std::uint64_t>(result) : 0;
        outbound_.drop(taken);
        sent(taken);
        if (taken < bytes) blocked_ = true;
        budget -= taken < budget ? taken : budget;
    }
    if (blocked_) return update_interest();
    if (!outbound_.empty()) return loop_->will_flush(*this);
    flushed();
}

void Connection::sent(std::uint64_t bytes) {
    stats_.bytes_out += bytes;
    stats_.unsent_bytes = outbound_.bytes();
}

bool Connection::send_failed(std::int64_t result) {
    const Ending ending = ending_of_errno(static_cast<int>(-result));
    if (!ending) {
        blocked_ = true;
        return false;
    }
    end(ending, false);
    return true;
}

void Connection::flushed() {
    update_interest();
    if (phase_ == Phase::flushing) return begin_draining();
    if (phase_ != Phase::open) return;
    if (!drained_told_) {
        drained_told_ = role_->drained(*this);
        if (!drained_told_) loop_->will_flush(*this);
    }
    if (phase_ == Phase::open) role_->writable(*this);
}

std::int64_t Connection::send_now(const iovec* pieces, std::uint32_t count, std::uint64_t bytes) {
    MR_CHECK(outbound_.empty() && !blocked_);
    const std::int64_t result = wire_.send(*loop_, pieces, count);
    if (result < 0 && send_failed(result)) return -1;
    const std::uint64_t taken = result > 0 ? static_cast<std::uint64_t>(result) : 0;
    stats_.bytes_out += taken;
    if (taken < bytes) {
        blocked_ = true;
        update_interest();
        if (phase_ == Phase::ended) return -1;
    }
    return static_cast<std::int64_t>(taken);
}

void Connection::close(Ending ending) {
    if (phase_ == Phase::connecting) return end(ending, true);
    if (phase_ != Phase::open) return;
    phase_ = Phase::flushing;
    ending_ = ending;
    reading_ = false;
    update_state();
    hangup_watched_ = false;
    if (!begin_closing_watch()) return end(ending, true);
    update_interest();
    if (phase_ == Phase::flushing) loop_->will_flush(*this);
}

void Connection::peer_closed() {
    peer_closed_ = true;
    inbound_.clear();
    close({MR_REASON_PEER_CLOSED, MR_BY_PEER, 0});
}

bool Connection::begin_closing_watch() {
    owed_bytes_ = ~std::uint64_t{0};
    if (!set_deadline(drain_nanos_max)) return false;
    progress_nanos_ = loop_->now();
    return true;
}

// What counts is what the peer's TCP has taken: a full send buffer may take a slow reader long to empty.
void Connection::check_closing(std::uint64_t now) {
    ++loop_->counters().other_calls;
    const std::int64_t untaken = loop_->kernel().unacknowledged_bytes(wire_.fd());
    const std::uint64_t owed = unsent() + static_cast<std::uint64_t>(untaken > 0 ? untaken : 0);
    if (owed < owed_bytes_) {
        const bool first_look = owed_bytes_ == ~std::uint64_t{0};
        owed_bytes_ = owed;
        if (!first_look) progress_nanos_ = now;
    }
    // Our FIN counts as one byte. When only that is left, the peer has everything, and has had its time to answer.
    const bool delivered = phase_ == Phase::draining && owed <= 1;
    if (now - progress_nanos_ >= (delivered ? drain_nanos_max : closing_nanos_max)) {
        if (delivered) return end(ending_, true);
        return end({MR_REASON_IDLE, MR_BY_LOCAL, owed}, true);
    }
    if (!set_deadline(drain_nanos_max)) end(ending_, false);
}

// Closing a socket with unread input would send RST and could destroy what the peer has not read yet. So: our FIN, then
// what the peer still sends is read and forgotten until its FIN, for a while.
void Connection::begin_draining() {
    const Ending ending = ending_;
    if (peer_closed_) return end(ending, false);
    inbound_.clear();
    phase_ = Phase::draining;
    if (wire_.shutdown_writing(*loop_) < 0 || !begin_closing_watch()) return end(ending, false);
    reading_ = true;
    update_interest();
}

void Connection::drain() {
    const Ending ending = ending_;
    ReceiveBuffer& buffer = loop_->received();
    if (!buffer.reserve(ReceiveBuffer::least_room)) return end(ending, false);
    const std::int64_t received = wire_.receive(*loop_, buffer.room(), buffer.room_bytes());
    if (received > 0) {
        stats_.bytes_in += static_cast<std::uint64_t>(received);
    } else if (received == 0 || ending_of_errno(static_cast<int>(-received))) {
        end(ending, false);
    }
}

void Connection::end(Ending ending, bool reset) {
    if (phase_ == Phase::ended) return;
    phase_ = Phase::ended;
    ending_ = ending;
    if (attached()) {
        loop_->unwatch(*this);
        static_cast<FlushLink&>(*this).unlink();
        loop_->timers().cancel(deadline_);
        wire_.close(*loop_, reset);
    }
    inbound_.clear();
    outbound_.clear();
    stats_.unsent_bytes = 0;
    update_state();
    role_->ended(*this);
}

bool Connection::set_deadline(std::uint64_t nanos_from_now) {
    if (nanos_from_now == 0) {
        loop_->timers().cancel(deadline_);
        return true;
    }
    // Java may have taken its time since the loop looked at the clock: this counts from now.
    return loop_->timers().set(deadline_, loop_->read_clock() + bounded_nanos(nanos_from_now));
}

void Connection::Deadline::expired(std::uint64_t now) {
    Connection& c = connection_;
    if (c.phase_ == Phase::flushing || c.phase_ == Phase::draining) return c.check_closing(now);
    if (c.phase_ == Phase::connecting) return c.end({MR_REASON_REFUSED, MR_BY_SYSTEM, ETIMEDOUT}, false);
    c.end({MR_REASON_IDLE, MR_BY_LOCAL, 0}, true);
}

void Connection::update_interest() {
    const bool read = reading_ && !peer_closed_ && !starved_ && phase_ != Phase::connecting;
    const bool write = blocked_ || phase_ == Phase::connecting;
    const std::uint32_t interest = (read ? interest_read : interest_none) | (write ? interest_write : interest_none) |
                                   (hangup_watched_ ? interest_hangup : interest_none);
    // Without its interest the connection could hang for ever: better that it ends.
    const Code code = loop_->rewatch(*this, interest);
    if (code != MR_OK) end({MR_REASON_SYSTEM, MR_BY_SYSTEM, static_cast<std::uint64_t>(errno_of(code))}, true);
}

void Connection::update_state() {
    switch (phase_) {
        case Phase::connecting: stats_.state = MR_CONN_CONNECTING; break;
        case Phase::open: stats_.state = MR_CONN_OPEN; break;
        case Phase::flushing:
        case Phase::draining: stats_.state = MR_CONN_CLOSING; break;
        case Phase::ended: stats_.state = MR_CONN_ENDED; break;
    }
}

}  // namespace millrace
