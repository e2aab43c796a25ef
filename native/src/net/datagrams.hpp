// Floor 3. A datagram socket: a batch with one call, both ways.
//
//     in:   [ slot | slot | slot ... ]    one piece of the receive segment, a datagram in each slot
//     out:  waiting_, by address          sent when the loop flushes; what has no room is dropped, and counted
#pragma once

#include <cstdint>

#include "base/handle.hpp"
#include "base/ring_deque.hpp"
#include "buffer/segment.hpp"
#include "io/socket_address.hpp"
#include "loop/loop.hpp"

namespace millrace {

class Datagrams;

class DatagramReader {
public:
    // `cut`: it was longer than is received whole.
    virtual void received(Datagrams& socket, Piece&& datagram, const SocketAddress& from, bool cut) = 0;
    // How many more it takes in this turn.
    virtual std::uint32_t room() const = 0;

protected:
    ~DatagramReader() = default;
};

class Datagrams final : public Watched, public Flushable {
public:
    static constexpr std::uint32_t batch = 32;  // in one call
    static constexpr std::uint32_t datagram_bytes_limit = 65535;
    static constexpr std::uint64_t unsent_bytes_max = 1024 * 1024;
    static constexpr std::uint32_t unsent_max = 4096;
    static constexpr int calls_max = 16;  // of one flush

    Datagrams(Handle handle, Loop& loop, DatagramReader& reader) : handle_(handle), loop_(loop), reader_(reader) {}
    ~Datagrams() { close(); }

    // Binds. `datagram_bytes_max`: the longest that is received whole.
    Code open(const SocketAddress& address, std::uint32_t datagram_bytes_max);
    // Takes over a socket that is bound; on failure it stays the caller's.
    Code adopt(int fd);
    void close();

    Handle handle() const { return handle_; }
    std::int64_t port() const;  // or a code

    // MR_FULL: dropped, for too much is unsent already.
    Code send(Piece&& datagram, const SocketAddress& to);

    void pause();
    void resume();

    void ready(std::uint32_t events) override;
    void flush() override;

private:
    struct Waiting {
        Piece datagram;
        SocketAddress to;
    };

    Code begin(int fd);
    void receive();
    std::int64_t receive(mmsghdr* messages, std::uint32_t count);
    std::int64_t send(mmsghdr* messages, std::uint32_t count);
    std::int64_t send_once(mmsghdr* messages, std::uint32_t count);
    void drop_sent(std::uint32_t count);
    void update_interest();

    const Handle handle_;
    Loop& loop_;
    DatagramReader& reader_;
    int socket_ = -1;
    RingDeque<Waiting> waiting_;
    std::uint64_t unsent_bytes_ = 0;
    std::uint32_t slot_bytes_ = 2048;
    bool reading_ = true;
    bool blocked_ = false;
};

}  // namespace millrace
