// Floor 3. A listener accepts for its loop, a bounded number each turn, and spreads what it accepts over the loops that
// take their turn with it. When memory or the table run out it rests for a moment instead of spinning: the connections
// wait in the kernel's queue. When descriptors run out it uses its spare one to turn them away, so that nobody waits for
// what does not come.
#pragma once

#include <vector>

#include "io/socket_address.hpp"
#include "loop/directory.hpp"
#include "loop/loop.hpp"

namespace millrace {

class Listener;

class Acceptor {
public:
    // The descriptor is the acceptor's if it answers true.
    virtual bool accepted(Listener& listener, int fd, const SocketAddress& peer) = 0;
    // No room for another connection's events in this turn?
    virtual bool full() const = 0;

protected:
    ~Acceptor() = default;
};

class Listener final : public Watched {
public:
    static constexpr int accepts_max = 64;  // in one turn

    Listener(Handle handle, Loop& loop, Acceptor& acceptor) : handle_(handle), loop_(loop), acceptor_(acceptor) {}
    ~Listener() { close(); }

    // Binds and listens; MR_OUT_OF_RANGE for an address that is none.
    Code open(const SocketAddress& address, int backlog);
    // Takes over a socket that listens; on failure it stays the caller's.
    Code adopt(int fd);
    void close();

    Handle handle() const { return handle_; }
    std::int64_t port() const;  // or a code

    // From now on it accepts so many, and after that as many more as it is given.
    void allow(std::uint64_t connections);

    // Another loop takes its turn. False: no memory.
    Code spread(const Home& home);
    // Whose turn it is; nobody: its own loop's.
    Home next_home();
    void forget(const Home& home);  // it is gone

    void ready(std::uint32_t events) override;

private:
    static constexpr std::uint64_t unlimited = ~std::uint64_t{0};

    Code bind_and_listen(int fd, const SocketAddress& address, int backlog);
    Code begin(int fd);
    std::int64_t accept(SocketAddress& peer);
    bool turn_away();
    void rest();

    const Handle handle_;
    Loop& loop_;
    Acceptor& acceptor_;
    int listening_fd_ = -1;
    int spare_fd_ = -1;
    bool resting_ = false;
    std::uint64_t allowed_ = unlimited;
    std::vector<Home> homes_;  // of the other loops
    std::size_t turn_ = 0;
};

}  // namespace millrace
