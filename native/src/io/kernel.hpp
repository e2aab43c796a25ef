// Floor 1. The one seam to the operating system: every system call and every look at a clock goes through here, so that
// tests can put a kernel there that fails by rule (fault_kernel.hpp). Each call answers zero or more, or -errno.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>

namespace millrace {

// What the kernel's TCP knows of a connection.
struct TcpInformation {
    std::uint32_t round_trip_micros = 0;  // smoothed
    std::uint32_t round_trip_variance_micros = 0;
    std::uint32_t round_trip_min_micros = 0;
    std::uint32_t window_packets = 0;  // that may be under way
    std::uint32_t resent_packets = 0;  // so far
    std::uint64_t delivered_bytes_per_second = 0;
};

class Kernel {
public:
    virtual ~Kernel() = default;

    // Whether nothing stands between: who makes very many calls may make them by system_calls.hpp then.
    bool is_system() const { return system_; }

    // Bytes.
    virtual std::int64_t receive(int fd, void* bytes, std::size_t length) = 0;
    virtual std::int64_t send(int fd, const iovec* pieces, std::size_t count) = 0;  // never raises SIGPIPE

    // Datagrams: how many were received or sent.
    virtual std::int64_t receive_many(int fd, mmsghdr* messages, unsigned count) = 0;
    virtual std::int64_t send_many(int fd, mmsghdr* messages, unsigned count) = 0;

    // Sockets; all are made non-blocking and closed on exec.
    virtual std::int64_t open_socket(int family, int type) = 0;
    // Takes over a socket that others made: of that type, and listening, or a stream that is connected, or a datagram
    // socket. -EINVAL for anything else, -EBUSY for one that is ours already.
    virtual std::int64_t adopt_socket(int fd, int type, bool listening) = 0;
    // Nothing came of it: the socket is theirs again, though it does not block any more.
    virtual void disown_socket(int fd) = 0;
    virtual std::int64_t bind_socket(int fd, const sockaddr* address, socklen_t length) = 0;
    virtual std::int64_t listen_socket(int fd, int backlog) = 0;
    virtual std::int64_t connect_socket(int fd, const sockaddr* address, socklen_t length) = 0;
    virtual std::int64_t accept_socket(int fd, sockaddr* address, socklen_t* length) = 0;
    virtual std::int64_t socket_address(int fd, sockaddr* address, socklen_t* length) = 0;
    virtual std::int64_t set_option(int fd, int level, int option, int value) = 0;
    virtual std::int64_t option(int fd, int level, int option) = 0;  // its value
    virtual std::int64_t peer_address(int fd, sockaddr* address, socklen_t* length) = 0;
    virtual std::int64_t tcp_information(int fd, TcpInformation& information) = 0;
    virtual std::int64_t set_linger_reset(int fd) = 0;      // the next close sends RST
    virtual std::int64_t socket_error(int fd) = 0;          // the pending error, cleared by asking; 0 when none
    virtual std::int64_t unacknowledged_bytes(int fd) = 0;  // sent, and not yet taken by the peer's TCP
    virtual std::int64_t waiting_bytes(int fd) = 0;         // received, and not yet read
    virtual std::int64_t shutdown_writing(int fd) = 0;

    // Waiting.
    virtual std::int64_t open_poll() = 0;
    virtual std::int64_t poll_control(int poll, int operation, int fd, epoll_event* event) = 0;
    virtual std::int64_t poll_wait(int poll, epoll_event* events, int events_max, std::int64_t timeout_nanos) = 0;
    virtual std::int64_t open_signal() = 0;  // an eventfd
    virtual std::int64_t raise_signal(int fd) = 0;
    virtual std::int64_t clear_signal(int fd) = 0;

    virtual std::int64_t close_descriptor(int fd) = 0;

    // Memory for slabs: readable and writable zeros, or null.
    virtual void* map_memory(std::size_t bytes) = 0;
    virtual void unmap_memory(void* memory, std::size_t bytes) = 0;
    virtual std::int64_t forget_memory(void* memory, std::size_t bytes) = 0;  // the pages go back; reads give zeros

    virtual std::uint64_t monotonic_nanos() = 0;
    virtual std::uint64_t realtime_nanos() = 0;

protected:
    explicit Kernel(bool system = false) : system_(system) {}

private:
    const bool system_;
};

// The operating system itself.
Kernel& system_kernel();

}  // namespace millrace
