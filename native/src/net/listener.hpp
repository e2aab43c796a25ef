// Floor 3. A listener accepts for its loop, a bounded number each turn. When descriptors, memory or the table run out it
// rests for a moment instead of spinning: the connections wait in the kernel's queue.
#pragma once

#include "io/socket_address.hpp"
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
    void close();

    Handle handle() const { return handle_; }
    std::int64_t port() const;  // or a code

    void ready(std::uint32_t events) override;

private:
    Code bind_and_listen(int fd, const SocketAddress& address, int backlog);
    void rest();

    const Handle handle_;
    Loop& loop_;
    Acceptor& acceptor_;
    int listening_fd_ = -1;
    bool resting_ = false;
};

}  // namespace millrace
