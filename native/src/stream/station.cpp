// Floor 4. See station.hpp.
#include "stream/station.hpp"

#include <pthread.h>
#include <signal.h>

#include <new>
#include <system_error>

#include "stream/source.hpp"
#include "stream/subscriber.hpp"

namespace millrace {

namespace {

// A connection can have one move and a few requests under way; feeds their writes.
constexpr std::size_t mails_max = 2 * MR_CONNECTIONS_MAX + MR_FEEDS_MAX;

mr_event notice_of(std::uint16_t kind, const Connection& connection) {
    mr_event event{};
    event.kind = kind;
    event.handle = connection.handle();
    return event;
}

}  // namespace

Station::Station(Site& site, FeedTable& feeds, mr_feed_stats* feed_stats, Owner number, mr_loop_counters& counters)
    : site_(site), feeds_(feeds), feed_stats_(feed_stats), loop_(site.kernel, site.pool, number, counters) {}

Station::~Station() { close(); }

Code Station::open() {
    if (const Code code = loop_.open(*this, mails_max); code != MR_OK) return code;
    site_.loops.enter(number(), loop_);
    open_ = true;
    return MR_OK;
}

Code Station::start_thread() {
    // The JVM's signals are for the JVM's threads: this one takes none.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    Code code = MR_OK;
    try {
        thread_ = std::thread([this] { run(); });
        pthread_setname_np(thread_.native_handle(), "millrace-data");
    } catch (const std::system_error& error) {
        code = system_code(error.code().value());
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return code;
}

void Station::run() {
    while (!stopping_.load(std::memory_order_acquire)) {
        if (turn(-1) != MR_OK) break;
    }
    shut();
}

void Station::close() {
    if (!open_) return;
    open_ = false;
    stopping_.store(true, std::memory_order_release);
    if (thread_.joinable()) {
        loop_.wake();
        thread_.join();
    } else {
        shut();
    }
}

void Station::shut() {
    site_.loops.leave(number());
    loop_.input_stopped = false;
    loop_.take_mail();  // whoever was on the way here ends with the others
    feeds_.for_each(number(), [](Feed& feed) { feed.close(true, false); });
    site_.connections.for_each(number(), [](Connection& connection) {
        if (connection.attached()) connection.end({MR_REASON_LOOP_CLOSED, MR_BY_LOCAL, 0}, true);
    });
    loop_.flush();
    depart();
    loop_.received().release();
}

Code Station::turn(std::int64_t timeout_nanos) {
    loop_.account().begin();
    const Code code = loop_.turn(timeout_nanos);
    depart();
    loop_.account().end(0);
    return code;
}

Feed* Station::open_feed(const FeedOptions& options) {
    return feeds_.take(number(), *this, options, feed_stats_, site_.kernel.realtime_nanos());
}

void Station::read_mail(const Mail& mail) {
    ++loop_.counters().commands;
    if (handle_kind(mail.command.handle) == MR_HANDLE_FEED) return read_feed_command(mail.command);
    read_connection_command(mail.command);
}

void Station::read_connection_command(const mr_command& command) {
    Connection* connection = site_.connections.find(command.handle, number());
    if (!connection) {
        // It has gone home meanwhile: the command follows it.
        const Owner owner = site_.connections.owner_of(command.handle);
        if (owner != no_owner && owner != number()) site_.loops.send(owner, Mail{.command = command});
        return;
    }
    if (command.kind == MR_CMD_HAND_OVER) return adopt(command);
    if (connection->phase() == Phase::ended) return;
    if (!connection->attached()) {
        // It leaves at this turn's end, or its hand-over stands behind this mail: after either, the next turn knows.
        site_.loops.send(number(), Mail{.command = command});
        return;
    }
    switch (command.kind) {
        case MR_CMD_ABORT: return connection->abort();
        case MR_CMD_CLOSE: static_cast<StreamRole&>(connection->role()).leave(); return connection->close();
        case MR_CMD_TAKE_BACK:
            if (connection->open()) static_cast<StreamRole&>(connection->role()).take_back();
            return;
        default: ++loop_.counters().commands_refused;
    }
}

void Station::adopt(const mr_command& command) {
    Connection& connection = *site_.connections.find(command.handle, number());
    Feed* feed = feeds_.find(command.a, number());
    const bool source = (command.flags & ~MR_THEN_RETURN) == MR_ROLE_SOURCE;
    if (!feed || feed->is_closing()) {
        return turn_away(connection, MR_STALE);
    }
    if (source && !feed->accepts_source()) return turn_away(connection, MR_BUSY);
    if (const Code code = connection.attach(loop_, nobody_); code != MR_OK) {
        connection.detach();
        return turn_away(connection, code);
    }
    StreamRole* role = make_role(connection, *feed, command);
    if (!role) {
        connection.detach();
        return turn_away(connection, MR_NO_MEMORY);
    }
    connection.set_role(*role);
    if (connection.phase() == Phase::ended) return role->ended(connection);
    if (source) connection.look_again();  // an empty body ends at once, without input
}

StreamRole* Station::make_role(Connection& connection, Feed& feed, const mr_command& command) {
    if ((command.flags & ~MR_THEN_RETURN) == MR_ROLE_SOURCE) {
        return new (std::nothrow) Source(*this, connection, feed, command);
    }
    return new (std::nothrow) Subscriber(*this, connection, feed, command);
}

void Station::turn_away(Connection& connection, Code code) {
    mr_event event = notice_of(MR_EVENT_RETURNED, connection);
    event.code = MR_REASON_REFUSED;
    event.d = static_cast<std::uint64_t>(-code);
    pass_home(connection, event);
}

void Station::read_feed_command(const mr_command& command) {
    Feed* feed = feeds_.find(command.handle, number());
    switch (command.kind) {
        case MR_CMD_FEED_WRITE: return publish(feed, command);
        case MR_CMD_FEED_CLOSE:
            if (feed) feed->close(command.flags != 0, true);
            return;
        case MR_CMD_FEED_CLOCK:
            if (feed) feed->start_clock(command.a);
            return;
        default: ++loop_.counters().commands_refused;
    }
}

// The sender left a hold on the segment for us.
void Station::publish(Feed* feed, const mr_command& command) {
    SegmentRef segment = SegmentRef::adopt(site_.pool.find(command.segment));
    if (!feed) return;
    const Code code = feed->publish(Piece{std::move(segment), command.offset, command.length});
    // Bytes that are missing in the middle would make the stream a lie.
    if (code == MR_NO_MEMORY) feed->close(true, false);
}

void Station::send_home(Connection& connection, bool returns, mr_reason reason, std::uint64_t bytes,
                        std::uint64_t detail) {
    if (!returns) {
        const bool fault = reason != MR_REASON_NONE;
        return connection.close({fault ? reason : MR_REASON_FEED_ENDED, MR_BY_LOCAL, detail});
    }
    connection.detach();
    mr_event& notice = static_cast<StreamRole&>(connection.role()).notice;
    notice = notice_of(MR_EVENT_RETURNED, connection);
    notice.code = reason;
    notice.a = bytes;
    notice.d = detail;
    departures_.push_back(connection);
    loop_.have_results = true;
}

void Station::bury(Connection& connection) {
    static_cast<StreamRole&>(connection.role()).notice = notice_of(MR_EVENT_ENDED, connection);
    departures_.push_back(connection);
    loop_.have_results = true;
}

void Station::retire(Feed& feed) {
    static_cast<FlushLink&>(feed).unlink();
    retired_.push_back(feed);
    loop_.have_results = true;
}

void Station::tell(const Home& home, const mr_event& event) { site_.loops.send_home(home, Mail{.event = event}); }

void Station::depart() {
    while (Watched* watched = departures_.pop_front()) {
        auto& connection = static_cast<Connection&>(*watched);
        auto* role = static_cast<StreamRole*>(&connection.role());
        const mr_event notice = role->notice;
        connection.stats().feed = 0;
        connection.stats().behind_bytes = 0;
        connection.set_role(nobody_);
        delete role;
        pass_home(connection, notice);
    }
    while (Flushable* flushable = retired_.pop_front()) feeds_.give_back(static_cast<Feed&>(*flushable).handle());
    loop_.have_results = false;
}

void Station::pass_home(Connection& connection, const mr_event& notice) {
    const Handle handle = connection.handle();
    const Code code = site_.loops.send_home(
        connection.home(), Mail{.event = notice}, [&] { site_.connections.pass(handle, connection.home().number); },
        [&] { site_.connections.pass(handle, number()); });
    if (code == MR_OK) return;
    // Its home loop is closed: nobody is left to be told.
    connection.regain(loop_);
    connection.set_role(nobody_);
    connection.end({MR_REASON_LOOP_CLOSED, MR_BY_LOCAL, 0}, true);
    site_.connections.give_back(handle);
}

}  // namespace millrace
