// Floor 4. See feed.hpp.
#include "stream/feed.hpp"

#include <algorithm>

#include "stream/source.hpp"
#include "stream/station.hpp"
#include "stream/subscriber.hpp"

namespace millrace {

Feed::Feed(Handle handle, Station& station, const FeedOptions& options, mr_feed_stats* stats,
           std::uint64_t realtime_nanos)
    : handle_(handle), station_(station), options_(options), stats_(stats[handle_index(handle)]) {
    stats_ = {};
    stats_.opened_nanos = realtime_nanos;
    stats_.handle = handle;
}

Feed::~Feed() {
    MR_CHECK(subscribers_.empty() && !source_);
    stats_.handle = 0;
}

void Feed::source_came(Source& source) {
    MR_CHECK(accepts_source());
    source_ = &source;
    source_held_ = false;
    whole_ = true;
    stats_.source = source.connection().handle();
    go_live();
    settle();
}

void Feed::source_left(bool whole) {
    source_ = nullptr;
    source_held_ = false;
    stats_.source = 0;
    whole_ = whole;
    Loop& loop = station_.loop();
    if (options_.linger_nanos == 0 || !loop.timers().set(linger_, loop.now() + options_.linger_nanos)) {
        return close(false, whole);
    }
    change(MR_FEED_LINGERING);
}

Code Feed::publish(Piece&& piece) {
    if (is_closing()) return MR_WRONG_STATE;
    if (piece.length == 0) return MR_OK;
    const std::uint32_t length = piece.length;
    if (!merge(piece) && !pieces_.push_back(Held{std::move(piece), end_})) return MR_NO_MEMORY;
    end_ += length;
    stats_.published_bytes = end_;
    go_live();
    station_.loop().will_flush(*this);
    return MR_OK;
}

// Looks at the pieces that came since the last time and are still needed. The small ones move together and become one.
void Feed::gather_small_pieces() {
    const std::uint64_t first = std::max(gathered_until_, popped_) - popped_;
    auto kept = static_cast<std::uint32_t>(first);
    for (std::uint32_t i = kept; i < pieces_.size(); ++i) {
        Held held = std::move(pieces_[i]);
        Loop& loop = station_.loop();
        loop.counters().bytes_copied_framing += gatherer_.gather(loop.pool(), held.piece);
        if (kept > 0 && pieces_[kept - 1].piece.is_continued_by(held.piece)) {
            pieces_[kept - 1].piece.length += held.piece.length;
        } else {
            pieces_[kept++] = std::move(held);
        }
    }
    while (pieces_.size() > kept) pieces_.pop_back();
    gathered_until_ = popped_ + kept;
}

bool Feed::merge(const Piece& piece) {
    if (pieces_.empty() || !pieces_.back().piece.is_continued_by(piece)) return false;
    pieces_.back().piece.length += piece.length;
    return true;
}

void Feed::start_clock(std::uint64_t interval_nanos) {
    if (is_closing() || clock_.running()) return;
    go_live();
    clock_.start(interval_nanos);
}

void Feed::close(bool now, bool whole) {
    if (state_ == MR_FEED_ENDED || (state_ == MR_FEED_DRAINING && !now)) return;
    whole_ = whole;
    station_.loop().timers().cancel(linger_);
    station_.loop().timers().cancel(clock_);
    change(MR_FEED_DRAINING);
    if (Source* source = source_) {
        source_ = nullptr;
        stats_.source = 0;
        source->feed_ended();
    }
    subscribers_.for_each([now](Subscriber& subscriber) {
        if (now) {
            subscriber.end_for(MR_REASON_FEED_ENDED, 0);
        } else {
            subscriber.watch_for_stall();
        }
    });
    station_.loop().will_flush(*this);
}

std::uint64_t Feed::join(Subscriber& subscriber) {
    subscribers_.push_back(subscriber);
    ++stats_.subscribers;
    station_.loop().will_flush(*this);
    return std::max(begin_, end_ - std::min(end_, options_.history_bytes));
}

void Feed::leave(Subscriber& subscriber) {
    static_cast<ListLink&>(subscriber).unlink();
    --stats_.subscribers;
    switch (subscriber.connection_ending()) {
        case MR_REASON_LAG: ++stats_.ended_lag; break;
        case MR_REASON_STALLED: ++stats_.ended_stalled; break;
        default: break;
    }
}

void Feed::subscriber_moved() { station_.loop().will_flush(*this); }

void Feed::delivered(std::uint64_t bytes) { stats_.delivered_bytes += bytes; }

Feed::At Feed::piece_at(std::uint64_t position, std::uint64_t& hint) const {
    MR_CHECK(position >= begin_ && position <= end_);
    hint = std::min(std::max(hint, popped_), popped_ + pieces_.size());
    // Pieces that became one have moved the numbers behind them.
    while (hint > popped_ &&
           (hint - popped_ == pieces_.size() || position < pieces_[static_cast<std::uint32_t>(hint - popped_)].start)) {
        --hint;
    }
    for (; hint - popped_ < pieces_.size(); ++hint) {
        const Held& held = pieces_[static_cast<std::uint32_t>(hint - popped_)];
        if (position < held.start + held.piece.length) {
            return {&held.piece, static_cast<std::uint32_t>(position - held.start)};
        }
    }
    return {nullptr, 0};
}

void Feed::flush() {
    bool more = false;
    subscribers_.for_each([&more](Subscriber& subscriber) { more |= !subscriber.pump(); });
    settle();
    if (state_ == MR_FEED_DRAINING) {
        subscribers_.for_each([](Subscriber& subscriber) { subscriber.finish_if_done(); });
        if (subscribers_.empty()) {
            change(MR_FEED_ENDED);
            station_.retire(*this);
            return;
        }
    }
    if (more) station_.loop().will_flush(*this);
}

// Looks at every subscriber once: who is too far behind ends, and what nobody needs any more goes.
void Feed::settle() {
    std::uint64_t needed_from = end_ - std::min(end_, options_.history_bytes);
    std::uint64_t furthest_behind = 0;
    subscribers_.for_each([&](Subscriber& subscriber) {
        const std::uint64_t behind = end_ - subscriber.position();
        subscriber.show_behind(behind);
        if (behind > options_.behind_bytes_max && ends_laggards()) {
            return subscriber.end_for(MR_REASON_LAG, behind);
        }
        needed_from = std::min(needed_from, subscriber.position());
        furthest_behind = std::max(furthest_behind, behind);
    });
    trim(needed_from);
    gather_small_pieces();
    if (options_.slow == MR_SLOW_PACE) pace(furthest_behind);
}

// A source can be paced; Java and the clock cannot, so then it is the subscriber that goes.
bool Feed::ends_laggards() const { return options_.slow == MR_SLOW_END || (state_ == MR_FEED_LIVE && !source_); }

void Feed::trim(std::uint64_t needed_from) {
    while (!pieces_.empty()) {
        const Held& front = pieces_.front();
        if (front.start + front.piece.length > needed_from) break;
        begin_ = front.start + front.piece.length;
        pieces_.pop_front();
        ++popped_;
    }
    if (pieces_.empty()) gatherer_.release();
    stats_.held_bytes = end_ - begin_;
}

void Feed::pace(std::uint64_t furthest_behind) {
    if (!source_) return;
    if (!source_held_ && furthest_behind >= options_.behind_bytes_max) {
        source_held_ = true;
        source_->hold();
    } else if (source_held_ && furthest_behind <= options_.behind_bytes_max / 4 * 3) {
        source_held_ = false;
        source_->go_on();
    }
}

// Whoever publishes now has ended the wait for the one who left.
void Feed::go_live() {
    if (state_ == MR_FEED_LIVE) return;
    station_.loop().timers().cancel(linger_);
    change(MR_FEED_LIVE);
}

void Feed::change(mr_feed_state state) {
    if (state_ == state) return;
    state_ = state;
    stats_.state = state;
    mr_event event{};
    event.kind = MR_EVENT_FEED_CHANGED;
    event.handle = handle_;
    event.code = state;
    event.a = end_;
    event.b = stats_.subscribers;
    station_.tell(options_.home, event);
}

}  // namespace millrace
