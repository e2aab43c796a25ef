// Floor 4. A connection whose input goes to a protocol of the user's own, in C++: bytes, or frames where a framing is set.
// What that sends goes out with all else; what it tells Java are events of the turn.
//
//     input ──► frame() · received() ──► write · write_received ──► connection
//     Java  ──► message()            ──► tell                   ──► Java
//
// Nothing that the protocol answers or passes is believed: bytes to be sent must lie within what it was given, and a number
// that cannot be ends its own connection. It may be ended in any of its calls; its state is freed behind the outermost.
#pragma once

#include <cstdint>

#include "base/intrusive_list.hpp"
#include "millrace/protocol.h"
#include "net/connection.hpp"
#include "timer/timer_heap.hpp"

namespace millrace {

class Fusion;

struct OverLink : ListLink {};

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

class Fusion final : public Role, public OverLink, private Timer {
public:
    static constexpr std::uint32_t frames_max = 4096;  // given to the protocol in one turn

    Fusion(FusionHost& host, Connection& connection, const mr_protocol& protocol)
        : host_(host), handle_(connection.handle()), connection_(connection), protocol_(protocol) {}
    ~Fusion() override;

    Handle handle() const { return handle_; }

    // The protocol's state is made, and the connection is its own.
    void begin();
    // The connection is Java's again.
    void release();
    // From Java. MR_WRONG_STATE: the protocol takes no messages.
    Code message(std::uint32_t kind, std::uint64_t number, Piece&& bytes);

    // Role.
    void readable(Connection& connection) override;
    bool drained(Connection& connection) override { return host_.java_role().drained(connection); }
    bool finished(Connection& connection) override { return host_.java_role().finished(connection); }
    bool delivered(Connection& connection, std::uint64_t bytes, std::uint64_t number) override {
        return host_.java_role().delivered(connection, bytes, number);
    }
    bool peer_finished(Connection& connection) override { return host_.java_role().peer_finished(connection); }
    void ended(Connection& connection) override;

    // What the protocol asks for (mr_host).
    std::int32_t write(const void* bytes, std::size_t length);
    std::int32_t write_received(const std::uint8_t* bytes, std::size_t length);
    std::int32_t tell(std::uint32_t kind, std::uint64_t number, const void* bytes, std::size_t length);
    std::int32_t close();
    std::int32_t abort();
    std::int32_t set_timer(std::uint64_t nanos_from_now);
    std::uint64_t now() const;

private:
    void expired(std::uint64_t now) override;
    bool take();
    bool take_bytes();
    bool take_frames();
    bool goes_on() const;
    template <typename Call>
    void call(Call&& call);
    void fail(std::int64_t answer);
    void free_state();

    FusionHost& host_;
    const Handle handle_;
    Connection& connection_;  // as long as it is not over
    const mr_protocol& protocol_;
    void* state_ = nullptr;
    Piece input_;  // that the present call was given
    std::uint32_t calls_ = 0;
    bool is_over_ = false;
};

}  // namespace millrace
