// Floor 3. One connection: a wire, what is unread, what is unsent, and the role that decides what becomes of both.
//
//     connecting → open → flushing → draining → ended
//                   │        (close: flush, then FIN, then wait for the peer's)
//                   └── abort, error, deadline ──→ ended
//
// It belongs to one loop at a time. Handing it over detaches it from one loop and attaches it to another, with its
// unread and unsent bytes and its figures; nothing of it is copied.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "base/handle.hpp"
#include "buffer/chain.hpp"
#include "framing/framer.hpp"
#include "loop/directory.hpp"
#include "loop/loop.hpp"
#include "net/delivery.hpp"
#include "net/ending.hpp"
#include "net/inbound.hpp"
#include "net/patience.hpp"
#include "net/settings.hpp"
#include "net/wire.hpp"

namespace millrace {

class Connection;

// Decides for a connection. A control loop has one for all that speak with Java; a stream has one for each.
class Role {
public:
    virtual ~Role() = default;
    virtual void connected(Connection&) {}
    virtual void readable(Connection& connection) = 0;  // there may be input, or unread bytes to look at again
    virtual void writable(Connection&) {}               // nothing is unsent, and the wire takes more
    // What is news for Java. False: it cannot be told now; ask again in the next turn.
    virtual bool drained(Connection&) { return true; }    // little is unsent, after much was
    virtual bool finished(Connection&) { return false; }  // our FIN is out
    virtual bool delivered(Connection&, std::uint64_t, std::uint64_t) { return false; }  // see Delivery
    // The peer sent FIN. False: the role has no use for half a connection, and it closes.
    virtual bool peer_finished(Connection&) { return false; }
    virtual bool watches_stalls() const { return false; }  // ends a peer by itself that takes nothing
    virtual void ended(Connection& connection) = 0;        // its last call; it passes the connection home
};

enum class Phase : std::uint8_t { connecting, open, flushing, draining, ended };

class Connection final : public Watched, public Flushable {
public:
    static constexpr std::uint32_t batch_limit = 0xffff;           // frames
    static constexpr std::uint64_t flush_bytes_max = 1024 * 1024;  // of one connection in one turn
    // While it is closing: without the peer's TCP taking a byte; and for the peer's FIN after it has taken all.
    static constexpr std::uint64_t closing_nanos_max = 30'000'000'000;
    static constexpr std::uint64_t drain_nanos_max = 2'000'000'000;

    // `stats`: the records of all connections; it writes the one at its own index.
    Connection(Handle handle, Home home, int fd, mr_connection_stats* stats, std::uint64_t realtime_nanos);
    ~Connection();

    Handle handle() const { return handle_; }
    const Home& home() const { return home_; }
    void set_home(Home home) { home_ = home; }
    Loop& loop() const { return *loop_; }
    bool attached() const { return loop_ != nullptr; }
    Phase phase() const { return phase_; }
    bool open() const { return phase_ == Phase::open; }
    const Ending& ending() const { return ending_; }
    Role& role() const { return *role_; }
    mr_connection_stats& stats() { return stats_; }
    std::uint64_t bytes_out() const { return stats_.bytes_out; }

    // Attaches it to a loop under a role. What is unread is shown to the role in the loop's next input phase.
    Code attach(Loop& loop, Role& role);
    Code attach_connecting(Loop& loop, Role& role, std::uint64_t timeout_nanos);
    // Lets go of the loop; the caller passes the connection on. regain() undoes it where that failed, for end().
    void detach();
    void regain(Loop& loop) { come_to(loop); }
    void set_role(Role& role) { role_ = &role; }

    // Input, for the role. Bytes received, 0 at the peer's end; negative when there was nothing or the connection ended.
    std::int64_t receive();
    // The same, when nothing is unread and the bytes are passed on at once: they are the loop's to take from its receive
    // buffer, and never the connection's.
    std::int64_t receive_through();
    std::int64_t receive_into(void* bytes, std::size_t length);  // memory of the caller's
    Inbound& inbound() { return inbound_; }
    void pause_reading();
    void resume_reading();
    bool reads() const {
        return reading_ && !peer_closed_ && !starved_ && !holds_input() && phase_ != Phase::connecting;
    }
    // Crowded, and to receive nothing meanwhile.
    bool holds_input() const { return crowded_ && !settings_.crowded_input; }
    // Ends it when its peer closes, though nobody reads: for a role that only writes.
    void watch_for_hangup();
    void look_again() { loop_->make_ready(*this); }  // readable() again, without waiting

    // Output. Refused once it is closing; beyond the setting's limit the connection ends with LIMIT.
    Code write(Piece&& piece);
    // What takes_at_once() is sent without being queued; the caller holds the segment meanwhile. What is beyond the mark
    // by itself is queued: whoever wrote it waits to hear that it has drained.
    bool takes_at_once(std::uint32_t length) const {
        const bool nothing_before = phase_ == Phase::open && !finishing_ && !blocked_ && outbound_.empty();
        return nothing_before && length > 0 && length <= settings_.high_water_bytes;
    }
    void send_alone(Segment& segment, std::uint32_t offset, std::uint32_t length) {
        const iovec bytes{segment.data + offset, length};
        const std::int64_t sent = wire_.send(*loop_, &bytes, 1);
        if (sent != length || patience_) [[unlikely]]
            return sent_alone(sent, segment, offset, length);
        stats_.bytes_out += length;
    }
    // Sends FIN behind the last byte; input goes on.
    Code finish();
    // Tells the role `number` when the peer's TCP has acknowledged all that is written now.
    Code expect_delivery(std::uint64_t number);
    std::uint64_t acknowledged();  // bytes of output, by the peer's TCP
    // A number that is another one whenever the peer's TCP has taken something: what was sent and is not the kernel's any
    // more. Of a UNIX socket the kernel counts memory, of which unread bytes take much more than there are.
    std::uint64_t progress();
    std::int64_t tcp_information(TcpInformation& information);  // what its TCP knows; or -errno
    std::uint64_t unsent() const { return outbound_.bytes(); }
    // Sends at once what the role holds itself, when nothing is unsent. Bytes sent; less than asked: blocked() is true and
    // writable() will follow; negative: the connection ended.
    std::int64_t send_now(const iovec* pieces, std::uint32_t count, std::uint64_t bytes);
    bool blocked() const { return blocked_; }

    // See mr_setting. A value, or a code.
    Code set(std::uint32_t setting, std::uint64_t value);
    std::int64_t get(std::uint32_t setting) const;

    // Ends it when the rest is sent, with that reason; idempotent.
    void close(Ending ending = {MR_REASON_LOCAL_CLOSE, MR_BY_LOCAL, 0});
    // Ends it now. With `reset` the peer sees RST.
    void end(Ending ending, bool reset);
    void abort() { end({MR_REASON_LOCAL_ABORT, MR_BY_LOCAL, 0}, true); }
    // There was no memory for a timer that it needs: nobody would ever look after it again.
    void end_untimed() { end({MR_REASON_LIMIT, MR_BY_SYSTEM, 0}, true); }
    bool peer_has_finished() const { return peer_closed_; }
    bool has_finished() const { return finishing_; }
    void peer_closed();  // the role saw the end of input: close after what is owed was sent, or go on with half

    // Ends it with IDLE unless moved or lifted (0) before. False: no memory for the timer.
    [[nodiscard]] bool set_deadline(std::uint64_t nanos_from_now);
    // On the monotonic clock; 0: none.
    std::uint64_t deadline() const {
        return !patience_ || patience_->deadline() == Patience::never ? 0 : patience_->deadline();
    }
    [[nodiscard]] bool set_deadline_at(std::uint64_t nanos);
    void deadline_passed(std::uint64_t now);  // by its patience

    // The role's own notes.
    Framer framer;
    mr_framing framing = MR_FRAMING_RAW;
    bool lockstep = false;
    bool holding = false;                   // in lockstep, a frame is with Java; or input is refused for good
    bool paused = false;                    // Java asked for no input
    std::uint16_t batch_max = batch_limit;  // frames that Java is given at once
    std::uint16_t outgoing = 0;             // its place in the loop's Outgoing, from 1 on
    std::uint64_t told_turn = 0;  // of this loop, in which Java was given it or its input: it may want another framing
    // Java had a use for so few of a batch: the next one has hardly more, those behind it twice as many each.
    void shorten_batch(std::uint32_t frames) {
        batch_max = static_cast<std::uint16_t>(std::clamp<std::uint32_t>(frames, 1, batch_limit));
    }
    void lengthen_batch() {
        batch_max = static_cast<std::uint16_t>(std::min<std::uint32_t>(2u * batch_max, batch_limit));
    }

    void ready(std::uint32_t events) override;
    void flush() override;

private:
    std::int64_t received(std::int64_t bytes);
    std::int64_t starve();
    std::int64_t held_by_kernel();
    Code queue(Piece&& piece);
    std::int64_t sent_now(std::int64_t result, std::uint64_t bytes);
    void sent_alone(std::int64_t result, Segment& segment, std::uint32_t offset, std::uint32_t length);
    void finish_connecting();
    void check_connecting();
    void lost();
    void update_interest();
    void begin_reading();
    Patience* patience();
    void cancel_timers();
    void come_to(Loop& loop);
    void sent(std::uint64_t bytes);
    void cut();
    void set_blocked(bool blocked);
    void show_unsent();
    bool send_failed(std::int64_t result);  // true when the connection ended
    void flushed();
    void crowd();
    bool relieve();
    void wait_for_peer();
    void send_fin();
    bool begin_closing_watch();
    void check_closing(std::uint64_t now);
    void begin_draining();
    void drain();
    void update_state();

    const Handle handle_;
    Home home_;
    Wire wire_;
    Phase phase_ = Phase::open;
    bool reading_ = true;
    bool blocked_ = false;
    bool peer_closed_ = false;
    Loop* loop_ = nullptr;
    Role* role_ = nullptr;
    mr_connection_stats& stats_;
    Chain outbound_;
    Inbound inbound_;
    std::unique_ptr<Patience> patience_;  // once there was something to wait for
    std::unique_ptr<Delivery> delivery_;  // once it was asked for
    Settings settings_;
    Ending ending_;
    bool crowded_ = false;  // past the high-water mark, and not yet back at the low one
    bool finishing_ = false;
    bool fin_sent_ = false;
    bool finish_told_ = false;
    bool starved_ = false;  // waits for memory to receive into
    bool hangup_watched_ = false;
    bool hung_up_ = false;  // both have sent FIN, and nobody reads: it is not watched until somebody does
};

}  // namespace millrace
