// Floor 5. See control_loop.hpp: the turn and its events. (Those of input: control_input.cpp.)
#include "abi/control_loop.hpp"

#include <algorithm>

#include "abi/mill.hpp"

namespace millrace {

namespace {
// A connection can have one ending or return under way to its home; each feed a few changes.
constexpr std::size_t mails_max = 2 * MR_CONNECTIONS_MAX + 8 * MR_FEEDS_MAX;
}  // namespace

ControlLoop::ControlLoop(Mill& mill, Site& site, FeedTable& feeds, Owner number, LoopBlocks& blocks)
    : mill_(mill),
      site_(site),
      feeds_(feeds),
      blocks_(blocks),
      loop_(site.kernel, site.pool, number, blocks.counters),
      listeners_(mill.listeners()),
      datagrams_(mill.datagrams()) {
    turn_holds_.reserve(MR_EVENTS_MAX);
    last_holds_.reserve(MR_EVENTS_MAX);
}

Code ControlLoop::open() {
    if (const Code code = loop_.open(*this, mails_max); code != MR_OK) return code;
    site_.loops.enter(loop_.number(), loop_);
    return MR_OK;
}

ControlLoop::~ControlLoop() {
    fusions_.clear();  // their connections end below
    // From here on nothing more comes home; what is on its way is ours already, and ends with the others.
    site_.loops.leave(loop_.number());
    site_.connections.for_each(loop_.number(), [this](Connection& connection) {
        if (connection.phase() == Phase::ended) return;
        if (!connection.attached()) {
            mill_.passage().take(connection.handle());
            connection.regain(loop_);
        }
        connection.set_role(*this);
        connection.end({MR_REASON_LOOP_CLOSED, MR_BY_LOCAL, 0}, true);
    });
    site_.connections.for_each(loop_.number(),
                               [this](Connection& connection) { site_.connections.give_back(connection.handle()); });
    listeners_.for_each(loop_.number(), [this](Listener& listener) { listeners_.give_back(listener.handle()); });
    datagrams_.for_each(loop_.number(), [this](Datagrams& socket) { datagrams_.give_back(socket.handle()); });
    release_java_holds();
}

void ControlLoop::release_java_holds() {
    for (std::uint32_t id = 0; id < MR_SEGMENTS_MAX; ++id) {
        for (; blocks_.java_holds[id] > 0; --blocks_.java_holds[id]) SegmentRef::adopt(site_.pool.find(id));
    }
}

std::int64_t ControlLoop::turn(std::int32_t commands, std::int64_t timeout_nanos) {
    if (commands < 0 || commands > MR_COMMANDS_MAX) return MR_OUT_OF_RANGE;
    loop_.account().begin();
    // The events of the last turn are over, but for what the commands hold on to.
    event_count_ = frame_ends_used_ = 0;
    loop_.input_stopped = loop_.have_results = false;
    last_holds_.swap(turn_holds_);
    begin_fusions();
    for (std::int32_t i = 0; i < commands; ++i) {
        const mr_command command = blocks_.commands[i];  // read once: Java could write to it again
        ++loop_.counters().commands;
        if (const std::int64_t answer = apply(command); answer < 0) refuse(command, answer);
    }
    outgoing_.send();
    last_holds_.clear();
    loop_.received().turn_over();
    report_endings();
    const Code code = loop_.turn(timeout_nanos);
    in_turn_ = false;
    if (code != MR_OK) return code;
    report_endings();
    mill_.refresh_counters();
    loop_.counters().events += event_count_;
    loop_.account().end(event_count_);
    return event_count_;
}

void ControlLoop::refuse(const mr_command& command, std::int64_t answer) {
    ++loop_.counters().commands_refused;
    // A connection may have ended before Java knew: that is no news. That the loop has to which it was to move is.
    if (answer != MR_STALE || stays(command)) report_refusal(command, static_cast<Code>(answer));
}

// It was to move, and is still here.
bool ControlLoop::stays(const mr_command& command) const {
    if (command.kind != MR_CMD_MOVE) return false;
    const Connection* connection = site_.connections.find(command.handle, loop_.number());
    return connection && connection->phase() != Phase::ended;
}

void ControlLoop::report_refusal(const mr_command& command, Code code) {
    mr_event refusal{};
    refusal.kind = MR_EVENT_REFUSED;
    refusal.handle = command.handle;
    refusal.code = code;
    refusal.a = command.kind;
    // When the block is full, it comes as mail to ourselves: Java may wait for it, as after a hand-over.
    if (loop_.input_stopped) {
        static_cast<void>(loop_.post(Mail{.event = refusal}));
    } else {
        add_event(refusal.kind, refusal.handle) = refusal;
    }
}

std::int64_t ControlLoop::ask(std::int32_t index) {
    if (index < 0 || index >= MR_COMMANDS_MAX) return MR_OUT_OF_RANGE;
    mr_command command = blocks_.commands[index];
    ++loop_.counters().commands;
    const bool question =
        (command.kind >= MR_CMD_GET && command.kind <= MR_CMD_TCP_INFO) || command.kind == MR_CMD_LOAD;
    const std::int64_t result = question ? answer(command) : apply(command);
    outgoing_.settle();
    if (question) blocks_.commands[index] = command;
    if (result < 0) ++loop_.counters().commands_refused;
    return result;
}

mr_event& ControlLoop::add_event(std::uint16_t kind, Handle handle) {
    MR_CHECK(event_count_ < MR_EVENTS_MAX);
    mr_event& event = blocks_.events[event_count_++];
    event = {};
    event.kind = kind;
    event.handle = handle;
    loop_.have_results = true;
    loop_.input_stopped =
        event_count_ + events_reserve > MR_EVENTS_MAX || frame_ends_used_ + frame_ends_reserve > MR_FRAME_ENDS_MAX;
    return event;
}

namespace {

void name_bytes(mr_event& event, const Segment& segment, std::uint32_t offset, std::uint32_t length) {
    event.segment = segment.id;
    event.slab = segment.slab;
    event.offset = segment.slab_offset + offset;
    event.length = length;
}

}  // namespace

void ControlLoop::name_bytes(mr_event& event, const SegmentRef& segment, std::uint32_t offset, std::uint32_t length) {
    millrace::name_bytes(event, *segment.get(), offset, length);
    hold_for_turn(segment);
}

// What was received last, and will be nobody else's.
void ControlLoop::name_received(mr_event& event, std::uint32_t length) {
    ReceiveBuffer& received = loop_.received();
    millrace::name_bytes(event, *received.segment().get(), received.pass(length), length);
    received.hold_for_turn();
}

void ControlLoop::hold_for_turn(const SegmentRef& segment) {
    if (!turn_holds_.empty() && turn_holds_.back().get() == segment.get()) return;
    turn_holds_.push_back(segment);  // within what was reserved: one for each event at most
}

void ControlLoop::read_mail(const Mail& mail) {
    if (mail.kind < first_notice_kind) {
        if (apply(mail.command) < 0) ++loop_.counters().commands_refused;
        return;
    }
    const mr_event& notice = mail.event;
    if (notice.kind == MR_EVENT_RETURNED || notice.kind == MR_EVENT_ENDED) return take_home(notice);
    if (notice.kind == MR_EVENT_ACCEPTED || notice.kind == MR_EVENT_MOVED) return take_in(notice);
    add_event(notice.kind, notice.handle) = notice;
}

void ControlLoop::take_home(const mr_event& notice) {
    Connection* connection = site_.connections.find(notice.handle, loop_.number());
    if (!connection) return;
    Fusion* fusion = fusion_of(notice.handle);
    if (connection->phase() == Phase::ended) return fusion ? fusion->ended(*connection) : ended(*connection);
    connection->holding = connection->paused = false;
    connection->framer.restart();  // the data loop may have consumed what was scanned here
    if (event_count_ < MR_EVENTS_MAX) add_event(MR_EVENT_RETURNED, notice.handle) = notice;
    settle(*connection, fusion, 0);
}

// A connection comes that another loop has accepted, or had until now; then its deadline is the time that stands in d.
void ControlLoop::take_in(const mr_event& notice) {
    Connection* connection = site_.connections.find(notice.handle, loop_.number());
    if (!connection) return;
    mr_event& event = add_event(notice.kind, notice.handle);
    event = notice;
    if (notice.kind == MR_EVENT_ACCEPTED) {
        connection->told_turn = loop_.counters().turns;
        return settle(*connection, nullptr, 0);
    }
    connection->told_turn = 0;  // it was a turn of the other loop
    event.a = event.d = 0;
    if (notice.a == 0) return settle(*connection, nullptr, notice.d);
    Fusion* fusion = welcome(notice.handle);
    if (!fusion) {
        connection->regain(loop_);
        connection->set_role(*this);
        return connection->end_untimed();
    }
    settle(*connection, fusion, notice.d);
    fusion->moved();
}

// It lives here from now on, with its own protocol if it has one, and with the deadline that it has on the monotonic clock;
// 0: none.
void ControlLoop::settle(Connection& connection, Fusion* fusion, std::uint64_t deadline) {
    if (fusion) fusion->come(*this);
    Code code = connection.attach(loop_, fusion ? static_cast<Role&>(*fusion) : *this);
    if (code == MR_OK && deadline != 0 && !connection.set_deadline_at(deadline)) code = MR_NO_MEMORY;
    if (code == MR_OK && fusion) code = fusion->attached();
    if (code != MR_OK) end_unwatched(connection, code);
}

void ControlLoop::end_unwatched(Connection& connection, Code code) {
    connection.end({MR_REASON_SYSTEM, MR_BY_SYSTEM, static_cast<std::uint64_t>(errno_of(code))}, true);
}

void ControlLoop::report_endings() {
    while (event_count_ < MR_EVENTS_MAX) {
        auto* connection = static_cast<Connection*>(endings_.pop_front());
        if (!connection) return;
        mr_event& event = add_event(MR_EVENT_ENDED, connection->handle());
        const Ending& ending = connection->ending();
        const mr_connection_stats& stats = connection->stats();
        event.code = ending.reason;
        event.flags = ending.by;
        event.a = stats.bytes_in;
        event.b = stats.bytes_out;
        const std::uint64_t now = site_.kernel.realtime_nanos();
        event.c = now > stats.opened_nanos ? now - stats.opened_nanos : 0;
        event.d = ending.detail;
        site_.connections.give_back(connection->handle());
    }
}

void ControlLoop::ended(Connection& connection) {
    endings_.push_back(connection);
    loop_.have_results = true;
}

bool ControlLoop::accepted(Listener& listener, int fd, const SocketAddress& peer) {
    Connection* connection = site_.new_connection(loop_.number(), fd);
    if (!connection) return false;
    mr_event notice{};
    notice.kind = MR_EVENT_ACCEPTED;
    notice.handle = connection->handle();
    notice.a = listener.handle();
    peer.words(notice.b, notice.c);
    notice.length = peer.port();
    notice.d = peer.zone();
    notice.flags = peer.family_number();
    const Home to = listener.next_home();
    if (to.number != no_owner) {
        if (pass_on(*connection, to, notice)) return true;
        listener.forget(to);
    }
    take_in(notice);
    return true;
}

// To another control loop. False: that loop is gone, or has no room, and the connection is still ours.
bool ControlLoop::pass_on(Connection& connection, const Home& to, const mr_event& notice) {
    const Home from = connection.home();
    connection.set_home(to);
    const Code code = site_.loops.send_home(
        to, Mail{.event = notice}, [&] { site_.connections.pass(notice.handle, to.number); },
        [&] { site_.connections.pass(notice.handle, from.number); });
    if (code == MR_OK) return true;
    connection.set_home(from);
    return false;
}

void ControlLoop::received(Datagrams& socket, Piece&& datagram, const SocketAddress& from, bool cut) {
    mr_event& event = add_event(MR_EVENT_DATAGRAM, socket.handle());
    name_bytes(event, datagram.segment, datagram.offset, datagram.length);
    from.words(event.b, event.c);
    event.a = from.port();
    event.d = from.zone();
    event.flags = from.family_number();
    event.code = cut;
}

void ControlLoop::connected(Connection& connection) { add_event(MR_EVENT_CONNECTED, connection.handle()); }

// The phases of flushes and timers have no bound of their own: where the block is full, Java learns it in the next turn.
bool ControlLoop::drained(Connection& connection) {
    if (event_count_ == MR_EVENTS_MAX) return false;
    add_event(MR_EVENT_DRAINED, connection.handle());
    return true;
}

bool ControlLoop::finished(Connection& connection) {
    if (event_count_ == MR_EVENTS_MAX) return false;
    add_event(MR_EVENT_FINISHED, connection.handle());
    return true;
}

bool ControlLoop::delivered(Connection& connection, std::uint64_t bytes, std::uint64_t number) {
    if (event_count_ == MR_EVENTS_MAX) return false;
    mr_event& event = add_event(MR_EVENT_DELIVERED, connection.handle());
    event.a = bytes;
    event.b = number;
    return true;
}

bool ControlLoop::peer_finished(Connection& connection) {
    add_event(MR_EVENT_PEER_FINISHED, connection.handle());
    return true;
}

}  // namespace millrace
