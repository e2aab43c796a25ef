// Floor 4. See source.hpp.
#include "stream/source.hpp"

#include "stream/feed.hpp"
#include "stream/station.hpp"

namespace millrace {

Source::Source(Station& station, Connection& connection, Feed& feed, const mr_command& hand_over)
    : station_(station),
      connection_(connection),
      feed_(&feed),
      returns_(hand_over.flags & MR_THEN_RETURN),
      bytes_max_(hand_over.c) {
    decoder_.start(static_cast<mr_body>(hand_over.arg), hand_over.b);
    connection.stats().feed = feed.handle();
    connection.stats().state = MR_CONN_SOURCE;
    feed.source_came(*this);
}

void Source::readable(Connection& connection) {
    if (held_) return;
    if (connection.inbound().empty() && !decoder_.done()) {
        const std::int64_t received = connection.receive();
        if (received < 0) return;
        if (received == 0) {
            const bool whole = decoder_.ends_with_peer();
            if (whole) return finish(MR_REASON_PEER_CLOSED, 0, true);
            leave_feed(false);
            // What Java had said before is still sent.
            return connection.close({MR_REASON_PEER_CLOSED, MR_BY_PEER, decoder_.offset()});
        }
    }
    decode();
}

void Source::decode() {
    Piece piece = connection_.inbound().take();
    std::uint32_t at = 0;
    while (!decoder_.done()) {
        const BodyDecoder::Step step =
            decoder_.next(piece.length == at ? nullptr : piece.data() + at, piece.length - at);
        const std::uint32_t data_at = at + step.skipped;
        at = data_at + step.data;
        if (step.malformed) return finish(MR_REASON_PROTOCOL_ERROR, decoder_.offset() - 1, false);
        if (step.data > 0 && !publish(piece, piece.offset + data_at, step.data)) return;
        if (at == piece.length && !step.done) return;
    }
    piece.offset += at;
    piece.length -= at;
    if (piece.length > 0) connection_.inbound().put_back(std::move(piece));
    finish(MR_REASON_NONE, 0, true);
}

// False when that ended the source.
bool Source::publish(const Piece& piece, std::uint32_t offset, std::uint32_t length) {
    if (bytes_max_ != 0 && decoder_.body_bytes() > bytes_max_) {
        finish(MR_REASON_LIMIT, bytes_max_, false);
        return false;
    }
    if (feed_->publish(Piece{piece.segment, offset, length}) == MR_OK) return true;
    connection_.end({MR_REASON_LIMIT, MR_BY_SYSTEM, 0}, true);
    return false;
}

void Source::take_back() {
    returns_ = true;  // that is what was asked for
    finish(MR_REASON_NONE, 0, false);
}

void Source::leave() { leave_feed(false); }

void Source::leave_feed(bool whole) {
    Feed* feed = feed_;
    feed_ = nullptr;
    if (feed) feed->source_left(whole);
}

void Source::finish(mr_reason reason, std::uint64_t detail, bool whole) {
    leave_feed(whole);
    station_.send_home(connection_, returns_, reason, decoder_.body_bytes(), detail);
}

void Source::ended(Connection& connection) {
    leave_feed(decoder_.done());
    station_.bury(connection);
}

void Source::feed_ended() {
    feed_ = nullptr;
    finish(MR_REASON_FEED_ENDED, 0, false);
}

void Source::hold() {
    held_ = true;
    connection_.pause_reading();
    connection_.stats().state = MR_CONN_PAUSED;
}

void Source::go_on() {
    held_ = false;
    connection_.resume_reading();
    connection_.stats().state = MR_CONN_SOURCE;
    if (!connection_.inbound().empty()) connection_.look_again();
}

}  // namespace millrace
