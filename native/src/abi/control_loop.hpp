// Floor 5. A control loop: a loop whose connections speak with Java. It applies the commands that Java wrote, turns the
// loop, and writes events; one call, whatever the load.
//
//     commands → [ mail → flush → wait → mail → input → timers ] → endings → number of events
//
// The events of a turn, and the segments they name, stay until the next turn has applied its commands.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "abi/loop_blocks.hpp"
#include "abi/outgoing.hpp"
#include "fusion/fusion.hpp"
#include "net/datagrams.hpp"
#include "net/listener.hpp"
#include "net/site.hpp"
#include "stream/station.hpp"

namespace millrace {

class Mill;
using ListenerTable = SlotTable<Listener>;
using DatagramsTable = SlotTable<Datagrams>;

class ControlLoop final : public MailReader, public Role, public Acceptor, public DatagramReader, public FusionHost {
public:
    ControlLoop(Mill& mill, Site& site, FeedTable& feeds, Owner number, LoopBlocks& blocks);
    ~ControlLoop() override;

    Code open();
    std::int64_t turn(std::int32_t commands, std::int64_t timeout_nanos);
    std::int64_t ask(std::int32_t index);
    std::int64_t adopt(std::uint32_t kind, int fd);
    std::int64_t receive(Handle connection, std::int64_t address, std::int64_t length);

    void read_mail(const Mail& mail) override;
    void connected(Connection& connection) override;
    void readable(Connection& connection) override;
    bool drained(Connection& connection) override;
    bool finished(Connection& connection) override;
    bool delivered(Connection& connection, std::uint64_t bytes, std::uint64_t number) override;
    bool peer_finished(Connection& connection) override;
    void ended(Connection& connection) override;
    bool accepted(Listener& listener, int fd, const SocketAddress& peer) override;
    bool full() const override { return loop_.input_stopped; }
    Role& java_role() override { return *this; }
    bool has_room() const override { return !loop_.input_stopped; }
    bool tell(Connection& connection, std::uint32_t kind, std::uint64_t number, Piece&& bytes) override;
    void report_fault(Connection& connection, const Found& found) override;
    void over(Fusion& fusion) override { fusions_over_.push_back(fusion); }
    void received(Datagrams& socket, Piece&& datagram, const SocketAddress& from, bool cut) override;
    std::uint32_t room() const override { return loop_.input_stopped ? 0 : MR_EVENTS_MAX - event_count_; }

private:
    // Input stops before the blocks are full, so that what one descriptor can cause always has its place.
    static constexpr std::uint32_t events_reserve = 16;
    static constexpr std::uint32_t frame_ends_reserve = 1024;

    // Commands (control_commands.cpp). Each answers a code, or what was asked for.
    void refuse(const mr_command& command, std::int64_t answer);
    bool stays(const mr_command& command) const;
    std::int64_t apply(const mr_command& command);
    std::int64_t answer(mr_command& question);
    std::int64_t apply_to_connection(const mr_command& command);
    std::int64_t apply_to_own(Connection& connection, const mr_command& command);
    std::int64_t apply_to_feed(const mr_command& command);
    std::int64_t listen(const mr_command& command);
    std::int64_t set_from(const mr_command& command);
    std::int64_t bind(int fd, const SocketAddress& from);
    std::int64_t connect(const mr_command& command);
    std::int64_t apply_to_listener(const mr_command& command);
    std::int64_t apply_to_datagrams(const mr_command& command);
    std::int64_t open_datagrams(const mr_command& command);
    std::int64_t send_to(Datagrams& socket, const mr_command& command);
    std::int64_t adopt_connection(int fd);
    std::int64_t adopt_listener(int fd);
    std::int64_t adopt_datagrams(int fd);
    std::int64_t move(Connection& connection, const mr_command& command);
    std::int64_t close_listener(Handle handle);
    std::int64_t port(Handle handle);
    std::int64_t lend(const mr_command& command);
    std::int64_t retain(std::uint32_t segment);
    std::int64_t release(std::uint32_t segment);
    std::int64_t write(Connection& connection, const mr_command& command);
    std::int64_t close(Connection& connection, const mr_command& command);
    std::int64_t set_framing(Connection& connection, const mr_command& command);
    // Protocols of users' own (control_fusion.cpp).
    std::int64_t load(mr_command& command);
    std::int64_t fuse(Connection& connection, const mr_command& command);
    std::int64_t message(Connection& connection, const mr_command& command);
    void add_message(mr_event& event, const Piece& bytes);
    void begin_fusions();
    bool is_fused(const Connection& connection) const { return &connection.role() != this; }
    Fusion* fusion_of(Handle connection) const;
    void set_out(Handle connection);
    Fusion* welcome(Handle connection);
    bool has_told(Handle connection) const;
    std::int64_t put_off(const mr_command& move);

    std::int64_t put_back(Connection& connection, const mr_command& command);
    std::int64_t go_on(Connection& connection);
    std::int64_t address(Connection& connection, mr_command& question);
    std::int64_t tcp_information(Connection& connection, mr_command& question);
    std::int64_t set_deadline(Connection& connection, std::uint64_t nanos);
    std::int64_t hand_over(Connection& connection, const mr_command& command);
    std::int64_t write_feed(const mr_command& command);
    SegmentRef share_range(const mr_command& command);
    Segment* held_segment(std::uint32_t id);
    SocketAddress address_of(const mr_command& command);

    // Events.
    mr_event& add_event(std::uint16_t kind, Handle handle);
    void name_bytes(mr_event& event, const SegmentRef& segment, std::uint32_t offset, std::uint32_t length);
    void name_received(mr_event& event, std::uint32_t length);
    void hold_for_turn(const SegmentRef& segment);
    bool deliver(Connection& connection);
    void receive_raw(Connection& connection);
    mr_event& add_input(std::uint16_t kind, Connection& connection);
    bool deliver_frames(Connection& connection);
    void report_readable(Connection& connection);
    void end_unwatched(Connection& connection, Code code);
    void report_refusal(const mr_command& command, Code code);
    void report_endings();
    void take_home(const mr_event& notice);
    void take_in(const mr_event& notice);
    void settle(Connection& connection, Fusion* fusion, std::uint64_t deadline);
    bool pass_on(Connection& connection, const Home& to, const mr_event& notice);
    void release_java_holds();

    Mill& mill_;
    Site& site_;
    FeedTable& feeds_;
    LoopBlocks& blocks_;
    Loop loop_;
    ListenerTable& listeners_;
    DatagramsTable& datagrams_;
    std::unordered_map<Handle, std::unique_ptr<Fusion>> fusions_;
    IntrusiveList<Fusion, FusionLink> fusions_over_;
    struct Told {
        mr_event event;
        Piece bytes;
    };
    std::vector<Told> told_early_;     // by protocols between two turns, for the next one
    std::vector<mr_command> put_off_;  // moves of connections whose protocol has told what Java is to hear before
    bool in_turn_ = false;
    SocketAddress from_ = SocketAddress::none();  // of the next connection that is asked for
    IntrusiveList<Watched, ReadyLink> endings_;
    std::vector<SegmentRef> turn_holds_;
    std::vector<SegmentRef> last_holds_;  // of the turn before, until this one has applied its commands
    Outgoing outgoing_;
    std::uint32_t event_count_ = 0;
    std::uint32_t frame_ends_used_ = 0;
};

}  // namespace millrace
