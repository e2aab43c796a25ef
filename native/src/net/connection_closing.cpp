// Floor 3. See connection.hpp: flush, then FIN, then wait for the peer's.
#include "net/connection.hpp"

namespace millrace {

void Connection::close(Ending ending) {
    if (phase_ == Phase::connecting) return end(ending, true);
    if (phase_ != Phase::open) return;
    phase_ = Phase::flushing;
    ending_ = ending;
    reading_ = crowded_ = false;
    update_state();
    hangup_watched_ = false;
    if (!begin_closing_watch()) return end(ending, true);
    update_interest();
    if (phase_ == Phase::flushing) loop_->will_flush(*this);
}

void Connection::peer_closed() {
    peer_closed_ = true;
    inbound_.clear();
    static_cast<ReadyLink&>(*this).unlink();  // there is nothing more to look at: its end would be told again
    if (settings_.half_close && phase_ == Phase::open && role_->peer_finished(*this)) {
        return fin_sent_ ? end({MR_REASON_PEER_CLOSED, MR_BY_PEER, 0}, false) : update_interest();
    }
    close({MR_REASON_PEER_CLOSED, MR_BY_PEER, 0});
}

bool Connection::begin_closing_watch() {
    if (!set_deadline(drain_nanos_max)) return false;
    patience_->begin_closing(loop_->now());
    return true;
}

// What counts is what the peer's TCP has taken: a full send buffer may take a slow reader long to empty.
void Connection::check_closing(std::uint64_t now) {
    const std::uint64_t silent_nanos = patience_->since_progress(now);
    const std::uint64_t owed = unsent() + bytes_out() - patience_->taken();
    // The peer has everything, and has had its time to answer our FIN.
    const bool delivered = phase_ == Phase::draining && owed == 0;
    if (silent_nanos >= (delivered ? drain_nanos_max : closing_nanos_max)) {
        if (delivered) return end(ending_, true);
        return end({MR_REASON_IDLE, MR_BY_LOCAL, owed}, true);
    }
    if (!set_deadline(drain_nanos_max)) end(ending_, owed > 0);  // what is cut short must not look whole
}

// Closing a socket with unread input would send RST and could destroy what the peer has not read yet. So: our FIN, then
// what the peer still sends is read and forgotten until its FIN, for a while.
void Connection::begin_draining() {
    const Ending ending = ending_;
    if (peer_closed_) return end(ending, false);
    inbound_.clear();
    phase_ = Phase::draining;
    if (!fin_sent_ && wire_.shutdown_writing(*loop_) < 0) return end(ending, false);
    fin_sent_ = true;
    if (!begin_closing_watch()) return end(ending, false);
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

}  // namespace millrace
