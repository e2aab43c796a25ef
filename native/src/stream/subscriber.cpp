// Floor 4. See subscriber.hpp.
#include "stream/subscriber.hpp"

#include <algorithm>

#include "stream/feed.hpp"
#include "stream/station.hpp"

namespace millrace {

Subscriber::Subscriber(Station& station, Connection& connection, Feed& feed, const mr_command& hand_over)
    : station_(station),
      connection_(connection),
      feed_(feed),
      chunked_(hand_over.arg == MR_BODY_CHUNKED),
      returns_(hand_over.flags & MR_THEN_RETURN) {
    position_ = feed.join(*this);
    progress_nanos_ = station.loop().now();
    connection.pause_reading();
    connection.watch_for_hangup();  // nothing may be sent for hours, and nobody reads
    connection.stats().feed = feed.handle();
    connection.stats().state = MR_CONN_SUBSCRIBER;
}

void Subscriber::writable(Connection&) {
    if (!joined_) return;
    pump();
    if (joined_) feed_.subscriber_moved();
}

// What it is to have for now: everything, or what ends the open chunk when it is asked back.
std::uint64_t Subscriber::target() const { return leaving_ ? position_ + chunk_.left() : feed_.end(); }

bool Subscriber::pump() {
    iovec pieces[gather_max];
    std::uint64_t budget = pump_bytes_max;
    while (joined_ && !waits() && connection_.open()) {
        std::uint64_t bytes = 0;
        const std::uint32_t count = gather(pieces, bytes);
        if (count == 0) break;
        const std::int64_t sent = connection_.send_now(pieces, count, bytes);
        if (sent < 0) return true;
        advance(static_cast<std::uint64_t>(sent));
        if (budget <= static_cast<std::uint64_t>(sent)) return waits();
        budget -= static_cast<std::uint64_t>(sent);
    }
    if (joined_) {
        connection_.stats().state = waits() ? MR_CONN_BLOCKED : MR_CONN_SUBSCRIBER;
        if (waits() && feed_.watches_stalls()) watch_for_stall();
        if (leaving_ && !waits()) finish_if_done();
    }
    return true;
}

std::uint32_t Subscriber::gather(iovec* out, std::uint64_t& bytes) {
    if (!chunked_) return gather_data(out, gather_max, target() - position_, bytes);
    if (chunk_.complete() && !chunk_.last() && target() > position_) {
        station_.loop().counters().bytes_copied_framing += chunk_.open(target() - position_);
    }
    std::uint32_t count = 0;
    if (chunk_.head_unsent() > 0) {
        out[count++] = {const_cast<char*>(chunk_.head()), chunk_.head_unsent()};
        bytes += chunk_.head_unsent();
    }
    std::uint64_t data = 0;
    count += gather_data(out + count, gather_max - 2, chunk_.left(), data);
    bytes += data;
    if (data == chunk_.left() && chunk_.tail_unsent() > 0) {
        out[count++] = {const_cast<char*>(chunk_.tail()), chunk_.tail_unsent()};
        bytes += chunk_.tail_unsent();
    }
    return count;
}

std::uint32_t Subscriber::gather_data(iovec* out, std::uint32_t room, std::uint64_t wanted, std::uint64_t& bytes) {
    std::uint32_t count = 0;
    std::uint64_t number = piece_number_;
    std::uint64_t position = position_;
    while (count < room && wanted > 0) {
        const Feed::At at = feed_.piece_at(position, number);
        if (count == 0) piece_number_ = number;
        const std::uint64_t length = std::min<std::uint64_t>(at.piece->length - at.offset, wanted);
        out[count++] = {const_cast<std::uint8_t*>(at.piece->data()) + at.offset, length};
        position += length;
        wanted -= length;
        bytes += length;
    }
    return count;
}

void Subscriber::advance(std::uint64_t bytes) {
    const std::uint64_t data = chunked_ ? chunk_.sent(bytes) : bytes;
    position_ += data;
    delivered_ += data;
    feed_.delivered(data);
}

void Subscriber::finish_if_done() {
    if (waits() || position_ != target() || !chunk_.complete() || !connection_.open()) return;
    const bool whole = leaving_ || feed_.whole();
    if (chunked_ && whole && !chunk_.last()) {
        chunk_.open_last();
        pump();
        if (!joined_ || waits()) return;
    }
    if (chunk_.complete()) finish(whole ? MR_REASON_NONE : MR_REASON_FEED_ENDED);
}

void Subscriber::finish(mr_reason reason) {
    if (!joined_) return;
    leave();
    // A chunked stream that was cut short must not look whole: without its last chunk, nothing may follow it.
    const bool whole = reason == MR_REASON_NONE;
    station_.send_home(connection_, returns_ && (whole || !chunked_), whole ? MR_REASON_NONE : reason, delivered_, 0);
}

void Subscriber::end_for(mr_reason reason, std::uint64_t detail) {
    connection_.end({reason, MR_BY_LOCAL, detail}, true);
}

void Subscriber::take_back() {
    leaving_ = returns_ = true;
    if (!waits()) finish_if_done();
}

void Subscriber::leave() {
    if (!joined_) return;
    joined_ = false;
    station_.loop().timers().cancel(stall_);
    feed_.leave(*this);
    feed_.subscriber_moved();
}

void Subscriber::ended(Connection& connection) {
    leave();
    station_.bury(connection);
}

void Subscriber::show_behind(std::uint64_t behind) { connection_.stats().behind_bytes = behind; }

void Subscriber::watch_for_stall() {
    if (!joined_ || !waits() || stall_.pending() || feed_.options().stall_nanos == 0) return;
    Loop& loop = station_.loop();
    progress_nanos_ = loop.now();
    taken_ = connection_.progress();
    // Without memory for the timer nobody would ever end it: then it ends now.
    if (!loop.timers().set(stall_, loop.now() + feed_.options().stall_nanos / 4)) end_for(MR_REASON_LIMIT, 0);
}

// A full send buffer can take a slow reader longer to empty than the time it has: so what counts is what its TCP took.
void Subscriber::check_stall(std::uint64_t now) {
    if (!waits()) return;
    const std::uint64_t taken = connection_.progress();
    if (taken != taken_) {
        taken_ = taken;
        progress_nanos_ = now;
    }
    const std::uint64_t stall = feed_.options().stall_nanos;
    const bool stalled = now - progress_nanos_ >= stall;
    if (stalled || !station_.loop().timers().set(stall_, now + stall / 4)) {
        end_for(stalled ? MR_REASON_STALLED : MR_REASON_LIMIT, now - progress_nanos_);
    }
}

}  // namespace millrace
