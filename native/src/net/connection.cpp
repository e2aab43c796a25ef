// Floor 3. See connection.hpp.
#include "net/connection.hpp"

#include <cerrno>
#include <new>

#include "base/nanos.hpp"
#include "io/socket_address.hpp"

namespace millrace {

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

void Connection::come_to(Loop& loop) {
    loop_ = &loop;
    loop.counters().unsent_bytes += stats_.unsent_bytes;
}

Code Connection::attach(Loop& loop, Role& role) {
    come_to(loop);
    role_ = &role;
    stats_.loop = loop.number();
    // Not after the peer's FIN, which would be told again and again.
    const Code code = loop.watch(*this, wire_.fd(), reads() ? interest_read : interest_none);
    if (code != MR_OK) return code;
    if ((patience_ && !patience_->begin(loop.now())) || (delivery_ && !delivery_->look())) return MR_NO_MEMORY;
    if (!outbound_.empty() || phase_ == Phase::flushing) loop.will_flush(*this);
    if (!inbound_.empty()) look_again();
    update_state();
    return MR_OK;
}

Code Connection::attach_connecting(Loop& loop, Role& role, std::uint64_t timeout_nanos) {
    come_to(loop);
    role_ = &role;
    phase_ = Phase::connecting;
    settings_.crowded_input = true;  // who connects may have much to say before it listens
    update_state();
    if (const Code code = loop.watch(*this, wire_.fd(), interest_write); code != MR_OK) return code;
    return timeout_nanos == 0 || set_deadline(timeout_nanos) ? MR_OK : MR_NO_MEMORY;
}

void Connection::detach() {
    loop_->unwatch(*this);
    static_cast<FlushLink&>(*this).unlink();
    cancel_timers();
    set_blocked(false);
    loop_->counters().unsent_bytes -= stats_.unsent_bytes;
    loop_ = nullptr;
    starved_ = hangup_watched_ = hung_up_ = false;
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
        set_blocked(false);
        flush();
        if (attached()) update_interest();
    }
    if (!attached() || phase_ == Phase::ended) return;
    if (phase_ == Phase::draining) return drain();
    const bool input = reset || (events & EPOLLIN);
    if (phase_ == Phase::open && (events == 0 || (input && reading_ && !peer_closed_))) return role_->readable(*this);
    if (reset) lost();
}

// Nobody reads, so nobody else would see that the peer is gone.
void Connection::lost() {
    const std::int64_t error = wire_.error(*loop_);
    // Both have sent FIN, which epoll tells whether it is asked or not, and what came before the peer's is still to be read.
    if (error == 0 && fin_sent_) {
        hung_up_ = phase_ == Phase::open;  // else its flush is still to come, and closes
        if (hung_up_) loop_->unwatch(*this);
        return;
    }
    end({MR_REASON_PEER_RESET, MR_BY_PEER, static_cast<std::uint64_t>(-error)}, true);
}

void Connection::finish_connecting() {
    const std::int64_t error = wire_.error(*loop_);
    if (error < 0) return end({MR_REASON_REFUSED, MR_BY_PEER, static_cast<std::uint64_t>(-error)}, false);
    phase_ = Phase::open;
    update_interest();
    if (phase_ == Phase::ended) return;
    static_cast<void>(set_deadline(0));
    if (patience_ && !patience_->begin(loop_->now())) return end_untimed();
    update_state();
    if (!outbound_.empty()) loop_->will_flush(*this);  // written before it was there
    role_->connected(*this);
}

std::int64_t Connection::receive() {
    const std::int64_t received = inbound_.receive(*loop_, wire_, framing == MR_FRAMING_RAW ? 0 : framer.wanted());
    return received == Inbound::no_room ? starve() : this->received(received);
}

std::int64_t Connection::receive_through() {
    MR_CHECK(inbound_.empty());
    ReceiveBuffer& shared = loop_->received();
    if (!shared.reserve(ReceiveBuffer::least_room)) return starve();
    return received(wire_.receive(*loop_, shared.room(), shared.room_bytes()));
}

// At the pool's ceiling it reads nothing for a while; the peer's TCP holds the bytes.
std::int64_t Connection::starve() {
    starved_ = true;
    update_interest();
    if (phase_ != Phase::ended) loop_->retry_later(*this);
    return Inbound::no_room;
}

std::int64_t Connection::receive_into(void* bytes, std::size_t length) {
    if (!inbound_.empty()) return inbound_.copy_to(*loop_, bytes, length);
    return received(wire_.receive(*loop_, bytes, length));
}

// What the kernel answered: counted, or the connection's end.
std::int64_t Connection::received(std::int64_t bytes) {
    if (bytes > 0) {
        stats_.bytes_in += static_cast<std::uint64_t>(bytes);
        if (patience_) patience_->received(loop_->now());
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
    hangup_watched_ = !settings_.half_close;
    update_interest();
}

void Connection::resume_reading() {
    if (reading_ || peer_closed_) return;
    reading_ = true;
    begin_reading();
}

void Connection::begin_reading() {
    if (patience_ && !patience_->begin_reading(loop_->now())) return end_untimed();
    update_interest();
}

void Connection::end(Ending ending, bool reset) {
    if (phase_ == Phase::ended) return;
    // What the peer has by now is still told, but not by a look that could itself end it.
    if (attached() && delivery_ && !reset) static_cast<void>(delivery_->look());
    phase_ = Phase::ended;
    ending_ = ending;
    if (attached()) {
        loop_->unwatch(*this);
        static_cast<FlushLink&>(*this).unlink();
        cancel_timers();
        set_blocked(false);
        wire_.close(*loop_, reset);
    }
    inbound_.clear();
    outbound_.clear();
    show_unsent();
    update_state();
    role_->ended(*this);
}

void Connection::cancel_timers() {
    if (patience_) patience_->stop();
    if (delivery_) loop_->timers().cancel(*delivery_);
}

bool Connection::set_deadline(std::uint64_t nanos_from_now) {
    if (nanos_from_now == 0) return !patience_ || patience_->set_deadline(Patience::never);
    // Java may have taken its time since the loop looked at the clock: this counts from now.
    return set_deadline_at(loop_->read_clock() + bounded_nanos(nanos_from_now));
}

bool Connection::set_deadline_at(std::uint64_t nanos) { return patience() && patience_->set_deadline(nanos); }

// Most connections never wait for anything: what it takes is made with the first wait. Null: no memory.
Patience* Connection::patience() {
    if (!patience_) patience_.reset(new (std::nothrow) Patience(*this));
    return patience_.get();
}

void Connection::deadline_passed(std::uint64_t now) {
    if (phase_ == Phase::flushing || phase_ == Phase::draining) return check_closing(now);
    if (phase_ == Phase::connecting) return check_connecting();
    end({MR_REASON_IDLE, MR_BY_LOCAL, 0}, true);
}

// The time is up; but it may have been made by now, and only the loop has not come to see it. (Not here: there may be no
// room for the event.)
void Connection::check_connecting() {
    SocketAddress peer;
    if (wire_.peer_address(*loop_, peer) >= 0) return look_again();
    end({MR_REASON_REFUSED, MR_BY_SYSTEM, ETIMEDOUT}, false);
}

void Connection::update_interest() {
    const bool read = reads();
    const bool write = blocked_ || phase_ == Phase::connecting;
    const std::uint32_t interest = (read ? interest_read : interest_none) | (write ? interest_write : interest_none) |
                                   (hangup_watched_ ? interest_hangup : interest_none);
    // Without its interest the connection could hang for ever: better that it ends.
    const bool again = hung_up_ && read;
    if (again) hung_up_ = false;
    const Code code = again ? loop_->watch(*this, wire_.fd(), interest) : loop_->rewatch(*this, interest);
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
