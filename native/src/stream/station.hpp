// Floor 4. A data loop: a loop, the feeds that live on it, and the connections handed over to it. A native thread turns
// it that is never attached to a JVM and calls nothing but C++. (Tests turn it by hand.)
//
// Objects leave at one point of a turn only, its end: so nothing disappears under the code that is working with it.
#pragma once

#include <atomic>
#include <thread>

#include "loop/loop.hpp"
#include "net/site.hpp"
#include "stream/feed.hpp"
#include "stream/stream_role.hpp"

namespace millrace {

using FeedTable = SlotTable<Feed>;

class Station final : public MailReader {
public:
    Station(Site& site, FeedTable& feeds, mr_feed_stats* feed_stats, Owner number, mr_loop_counters& counters);
    ~Station();

    Code open();  // everything but the thread
    Code start_thread();
    // Ends everything on it with LOOP_CLOSED, and waits for the thread.
    void close();

    // One turn, where no thread does it. Negative: waits until something happens.
    Code turn(std::int64_t timeout_nanos);

    // From any thread: a feed that lives here. Null when the table is full.
    Feed* open_feed(const FeedOptions& options);

    Loop& loop() { return loop_; }
    Owner number() const { return loop_.number(); }

    // By the roles: the connection's part here is over. It returns with its unread bytes, or closes.
    void send_home(Connection& connection, bool returns, mr_reason reason, std::uint64_t bytes, std::uint64_t detail);
    void bury(Connection& connection);
    // By a feed: it has ended, and is forgotten at the end of the turn.
    void retire(Feed& feed);
    void tell(const Home& home, const mr_event& event);

    void read_mail(const Mail& mail) override;

private:
    class Nobody final : public Role {
    public:
        void readable(Connection&) override {}
        void ended(Connection&) override {}
    };

    void run();
    void shut();
    void read_connection_command(const mr_command& command);
    void read_feed_command(const mr_command& command);
    void adopt(const mr_command& command);
    StreamRole* make_role(Connection& connection, Feed& feed, const mr_command& command);
    void turn_away(Connection& connection, Code code);
    void publish(Feed* feed, const mr_command& command);
    void depart();
    void pass_home(Connection& connection, const mr_event& notice);

    Site& site_;
    FeedTable& feeds_;
    mr_feed_stats* const feed_stats_;
    Loop loop_;
    Nobody nobody_;
    IntrusiveList<Watched, ReadyLink> departures_;
    IntrusiveList<Flushable, FlushLink> retired_;
    std::thread thread_;
    std::atomic<bool> stopping_{false};
    bool open_ = false;
};

}  // namespace millrace
