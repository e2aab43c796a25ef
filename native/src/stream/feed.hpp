// Floor 4. A feed: one source, many subscribers, each with its own position in the same bytes. Publishing holds the
// source's segments; nothing is copied for a subscriber. Only small pieces that somebody still needs are copied, once,
// behind each other: each would hold a whole segment for a few bytes, and what bounds the bytes would not bound the memory.
//
//     pieces_:   [ p ][ p ][ p ][ p ][ p ]
//                ^ begin_      ^          ^ end_           positions count bytes from the feed's first
//                              subscriber.position
//
// begin_ <= each subscriber's position <= end_;  end_ - begin_ <= behind + what was received at once, plus history.
// It lives on one data loop; nothing of it is touched by another thread but its statistics, which may be read by any.
#pragma once

#include <cstdint>

#include "base/intrusive_list.hpp"
#include "base/ring_deque.hpp"
#include "buffer/gatherer.hpp"
#include "loop/directory.hpp"
#include "loop/loop.hpp"
#include "millrace/records.h"
#include "stream/clock_source.hpp"

namespace millrace {

class Source;
class Subscriber;
class Station;

struct FeedOptions {
    mr_slow slow = MR_SLOW_END;
    std::uint64_t behind_bytes_max = 4 * 1024 * 1024;
    std::uint64_t stall_nanos = 5'000'000'000;
    std::uint64_t linger_nanos = 0;
    std::uint64_t history_bytes = 0;
    Home home;
};

class Feed final : public Flushable {
public:
    Feed(Handle handle, Station& station, const FeedOptions& options, mr_feed_stats* stats,
         std::uint64_t realtime_nanos);
    ~Feed();

    Handle handle() const { return handle_; }
    Station& station() { return station_; }
    const FeedOptions& options() const { return options_; }
    mr_feed_state state() const { return state_; }
    bool is_closing() const { return state_ == MR_FEED_DRAINING || state_ == MR_FEED_ENDED; }
    bool accepts_source() const { return !source_ && !is_closing(); }
    std::uint64_t end() const { return end_; }

    // The source's side. A source that left in good order ends the feed properly: subscribers are told that it is whole.
    void source_came(Source& source);
    void source_left(bool whole);
    Code publish(Piece&& piece);
    void start_clock(std::uint64_t interval_nanos);
    // Ends it as if the source had left for good. `now`: subscribers do not get what is theirs.
    void close(bool now, bool whole);

    // The subscribers' side. `join` starts at the newest byte, or up to history_bytes before it.
    std::uint64_t join(Subscriber& subscriber);
    void leave(Subscriber& subscriber);
    void delivered(std::uint64_t bytes);
    bool whole() const { return whole_; }
    // A subscriber moved: look again at who needs what.
    void subscriber_moved();
    bool watches_stalls() const { return options_.slow == MR_SLOW_PACE || state_ == MR_FEED_DRAINING; }

    // The piece that holds `position` (< end()), found from `hint`, which is then its number.
    struct At {
        const Piece* piece;    // null at end()
        std::uint32_t offset;  // of the position in the piece
    };
    At piece_at(std::uint64_t position, std::uint64_t& hint) const;

    void flush() override;  // fan out, then settle

private:
    struct Held {
        Piece piece;
        std::uint64_t start = 0;
    };
    class Linger final : public Timer {
    public:
        explicit Linger(Feed& feed) : feed_(feed) {}
        void expired(std::uint64_t) override { feed_.close(false, feed_.whole_); }

    private:
        Feed& feed_;
    };

    void settle();
    bool ends_laggards() const;
    void trim(std::uint64_t needed_from);
    void pace(std::uint64_t furthest_behind);
    void go_live();
    void change(mr_feed_state state);
    bool merge(const Piece& piece);
    void gather_small_pieces();

    const Handle handle_;
    Station& station_;
    const FeedOptions options_;
    mr_feed_stats& stats_;
    RingDeque<Held> pieces_;
    Gatherer gatherer_;
    std::uint64_t gathered_until_ = 0;  // number of the first piece that has not been looked at
    std::uint64_t popped_ = 0;          // pieces trimmed so far: piece i of the ring has number popped_ + i
    std::uint64_t begin_ = 0;
    std::uint64_t end_ = 0;
    IntrusiveList<Subscriber> subscribers_;
    Source* source_ = nullptr;
    ClockSource clock_{*this};
    Linger linger_{*this};
    mr_feed_state state_ = MR_FEED_WAITING;
    bool whole_ = true;
    bool source_held_ = false;
};

}  // namespace millrace
