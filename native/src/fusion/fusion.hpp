// Floor 4. A connection whose input goes to a protocol of the user's own, in C++: bytes, or frames where a framing is set.
// What that sends goes out with all else; what it tells Java are events of the turn.
//
//     input ──► frame() · received() ──► write · write_received ──► connection
//     Java  ──► message()            ──► tell                   ──► Java
//
// Nothing that the protocol answers or passes is believed: bytes to be sent must lie within what it was given, and a number
// that cannot be ends its own connection. It may be ended in any of its calls; its state is freed behind the outermost. The
// connection can leave its loop, for another one or for a feed: leave() and come() are the last and the first that is done here.
#pragma once

#include <cstdint>

#include "base/intrusive_list.hpp"
#include "millrace/protocol.h"
#include "net/connection.hpp"
#include "timer/timer_heap.hpp"

namespace millrace {

class Fusion;

struct FusionLink : ListLink {};

// The loop's side of it.
class FusionHost {
public:
    virtual ~FusionHost() = default;
    virtual Role& java_role() = 0;
    virtual bool has_room() const = 0;  // for what one call of a protocol may tell
    virtual bool tell(Connection& connection, std::uint32_t kind, std::uint64_t number, Piece&& bytes) = 0;
    virtual void report_fault(Connection& connection, const Found& found) = 0;
    virtual void over(Fusion& fusion) = 0;  // it can be destroyed, but not now
};

class Fusion final : public Role, public FusionLink, private Timer {
public:
    static constexpr std::uint32_t frames_max = 4096;  // given to the protocol in one turn; or that often raw bytes

    Fusion(FusionHost& host, Connection& connection, const mr_protocol& protocol)
        : host_(&host), handle_(connection.handle()), connection_(connection), protocol_(protocol) {}
    ~Fusion() override;

    Handle handle() const { return handle_; }
    bool is_over() const { return is_over_; }

    // The protocol's state is made, and the connection is its own.
    void begin();
    // The connection is Java's again.
    void release();
    // The connection is about to leave its loop: what is left of the timer's time goes along.
    void leave();
    // It is back, or on the loop of another host; and then attached there: the timer runs again. MR_NO_MEMORY: it cannot.
    void come(FusionHost& host) { host_ = &host; }
    Code attached();
    // It is on another loop than before, and attached.
    void moved();
    // From Java. MR_WRONG_STATE: the protocol takes no messages.
    Code message(std::uint32_t kind, std::uint64_t number, Piece&& bytes);

    // Role.
    void readable(Connection& connection) override;
    bool drained(Connection& connection) override { return host_->java_role().drained(connection); }
    bool finished(Connection& connection) override { return host_->java_role().finished(connection); }
    bool delivered(Connection& connection, std::uint64_t bytes, std::uint64_t number) override {
        return host_->java_role().delivered(connection, bytes, number);
    }
    bool peer_finished(Connection& connection) override { return host_->java_role().peer_finished(connection); }
    void ended(Connection& connection) override;

    // What the protocol asks for (mr_host).
    std::int32_t write(const void* bytes, std::size_t length);
    std::int32_t write_received(const std::uint8_t* bytes, std::size_t length);
    std::int32_t tell(std::uint32_t kind, std::uint64_t number, const void* bytes, std::size_t length);
    std::int32_t close();
    std::int32_t abort();
    std::int32_t set_timer(std::uint64_t nanos_from_now);
    std::uint64_t now() const;
    std::int32_t set_framing(const mr_protocol_framing* framing);
    std::int32_t next_frame();

private:
    static constexpr std::uint32_t batch_max = 64;  // frames that are found at once

    void expired(std::uint64_t now) override;
    bool take();
    bool take_bytes();
    bool take_frames(std::uint32_t& budget);
    void give(const Found& found, const std::uint32_t* table);
    bool goes_on() const;
    void go_on();
    template <typename Call>
    void call(Call&& call);
    void fail(std::int64_t answer);
    void free_state();

    FusionHost* host_;
    const Handle handle_;
    Connection& connection_;  // as long as it is not over
    const mr_protocol& protocol_;
    void* state_ = nullptr;
    Piece input_;  // that the present call was given
    std::uint32_t calls_ = 0;
    std::uint32_t left_bytes_ = 0;  // unread ones that the protocol has seen, and wants more behind
    std::uint64_t timer_at_ = 0;    // while it is nowhere: when its timer is due; 0: it has none
    bool takes_ = false;            // input is being given to it
    bool reframed_ = false;         // by it, since it was given something
    bool is_over_ = false;
};

}  // namespace millrace
