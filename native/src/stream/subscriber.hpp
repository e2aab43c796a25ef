// Floor 4. The role of a connection that receives a feed: it has a position, writes from the feed's pieces straight to
// its wire, and waits when its peer does.
#pragma once

#include "base/intrusive_list.hpp"
#include "net/connection.hpp"
#include "stream/chunk_writer.hpp"
#include "stream/stream_role.hpp"

namespace millrace {

class Feed;
class Station;

class Subscriber final : public StreamRole, public ListLink {
public:
    static constexpr std::uint64_t pump_bytes_max = 1024 * 1024;  // of one subscriber in one turn
    static constexpr std::uint32_t gather_max = 64;

    Subscriber(Station& station, Connection& connection, Feed& feed, const mr_command& hand_over);

    void readable(Connection&) override {}
    void writable(Connection&) override;
    void ended(Connection& connection) override;
    bool watches_stalls() const override { return true; }  // as its feed's options have it

    // By the feed: writes what is there; false when more is left that could be written at once.
    bool pump();
    // By the feed, when no more will come: leaves in good order once everything was delivered.
    void finish_if_done();
    // By the feed: ends the connection, which has not got everything, for that reason.
    void end_for(mr_reason reason, std::uint64_t detail);
    // Ends it, from now on, when its peer takes nothing for as long as the feed allows.
    void watch_for_stall();
    void show_behind(std::uint64_t behind);
    // Home, at the end of the chunk that is open.
    void take_back() override;
    void leave() override;

    std::uint64_t position() const { return position_; }
    mr_reason connection_ending() const { return connection_.ending().reason; }

private:
    class Stall final : public Timer {
    public:
        explicit Stall(Subscriber& subscriber) : subscriber_(subscriber) {}
        void expired(std::uint64_t now) override { subscriber_.check_stall(now); }

    private:
        Subscriber& subscriber_;
    };

    bool waits() const { return connection_.blocked() || connection_.unsent() > 0; }
    std::uint64_t target() const;
    std::uint32_t gather(iovec* out, std::uint64_t& bytes);
    std::uint32_t gather_data(iovec* out, std::uint32_t room, std::uint64_t wanted, std::uint64_t& bytes);
    void advance(std::uint64_t bytes);
    void finish(mr_reason reason);
    void check_stall(std::uint64_t now);

    Station& station_;
    Connection& connection_;
    Feed& feed_;  // there while joined_
    const bool chunked_;
    bool returns_;
    bool joined_ = true;
    bool leaving_ = false;
    ChunkWriter chunk_;
    std::uint64_t position_ = 0;
    std::uint64_t delivered_ = 0;
    std::uint64_t piece_number_ = 0;
    std::uint64_t taken_ = 0;  // by the peer, at the last look
    std::uint64_t progress_nanos_ = 0;
    Stall stall_{*this};
};

}  // namespace millrace
