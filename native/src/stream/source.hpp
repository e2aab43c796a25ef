// Floor 4. The role of a connection whose body is published: what is received is de-chunked in place and goes to the
// feed as it lies in its segment. When the body ends, the connection goes home with whatever follows it.
#pragma once

#include "framing/body.hpp"
#include "net/connection.hpp"
#include "stream/stream_role.hpp"

namespace millrace {

class Feed;
class Station;

class Source final : public StreamRole {
public:
    Source(Station& station, Connection& connection, Feed& feed, const mr_command& hand_over);

    void readable(Connection& connection) override;
    void ended(Connection& connection) override;

    // By the feed: stop reading for a while; go on; the feed is gone.
    void hold();
    void go_on();
    void feed_ended();
    // Back to its home loop before the body has ended.
    void take_back() override;
    void leave() override;
    Connection& connection() { return connection_; }

private:
    void decode();
    bool publish(const Piece& piece, std::uint32_t offset, std::uint32_t length);
    void leave_feed(bool whole);
    void finish(mr_reason reason, std::uint64_t detail, bool whole);

    Station& station_;
    Connection& connection_;
    Feed* feed_;
    BodyDecoder decoder_;
    bool returns_;
    const std::uint64_t bytes_max_;
    bool held_ = false;
};

}  // namespace millrace
