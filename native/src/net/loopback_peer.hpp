// Floor 3. For tests: the other end of a connection, a plain non-blocking socket on 127.0.0.1, or at a UNIX path, that knows
// nothing of the kernel's seam. It never waits: whoever uses it turns the loops meanwhile.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "io/socket_address.hpp"

namespace millrace {

class LoopbackPeer {
public:
    LoopbackPeer() = default;
    // `receive_buffer_bytes`: a small one, so that what is not read soon holds up the sender; 0: the usual one.
    explicit LoopbackPeer(std::uint16_t port, int receive_buffer_bytes = 0) : fd_(new_socket(receive_buffer_bytes)) {
        sockaddr_in address = loopback(port);
        // The connection is made by the kernel, before anybody accepts it.
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) refused = errno;
        ::fcntl(fd_, F_SETFL, O_NONBLOCK);
    }
    static LoopbackPeer accepted_from(int listening_fd) {
        return of(::accept4(listening_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    }
    // At a UNIX path, or a name that begins with a zero byte.
    static LoopbackPeer at_path(std::string_view path) {
        LoopbackPeer peer = of(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const SocketAddress address = SocketAddress::of_path(path);
        if (::connect(peer.fd_, address.data(), address.length) < 0) peer.refused = errno;
        ::fcntl(peer.fd_, F_SETFL, O_NONBLOCK);
        return peer;
    }
    // Around a socket that is the peer's from now on.
    static LoopbackPeer of(int fd) {
        LoopbackPeer peer;
        peer.fd_ = fd;
        return peer;
    }
    LoopbackPeer(LoopbackPeer&& other) noexcept { *this = std::move(other); }
    LoopbackPeer& operator=(LoopbackPeer&& other) noexcept {
        std::swap(fd_, other.fd_);
        std::swap(received, other.received);
        std::swap(closed, other.closed);
        std::swap(reset, other.reset);
        std::swap(refused, other.refused);
        return *this;
    }
    ~LoopbackPeer() { close(); }

    bool is_open() const { return fd_ >= 0; }
    std::uint16_t port() const {
        sockaddr_in address{};
        socklen_t length = sizeof address;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
        return ntohs(address.sin_port);
    }

    // Sends what the socket takes now; answers how much.
    std::size_t send(std::string_view bytes) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) reset = true;
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }

    // Reads what is there, at most `bytes_max`; true when there was something new, be it the end.
    bool receive(std::size_t bytes_max = SIZE_MAX) {
        bool news = false;
        char buffer[65536];
        while (fd_ >= 0 && !closed && !reset && bytes_max > 0) {
            const ssize_t count = ::recv(fd_, buffer, std::min(sizeof buffer, bytes_max), MSG_DONTWAIT);
            if (count < 0 && errno == EAGAIN) break;
            news = true;
            if (count > 0) {
                received.append(buffer, static_cast<std::size_t>(count));
                bytes_max -= static_cast<std::size_t>(count);
            } else if (count == 0) {
                closed = true;
            } else {
                reset = true;
            }
        }
        return news;
    }

    // FIN, and still reading.
    void finish() { ::shutdown(fd_, SHUT_WR); }
    // RST, whatever is under way.
    void abort() {
        const linger now{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

    std::string received;
    bool closed = false;  // the other side sent FIN
    bool reset = false;   // the other side sent RST
    int refused = 0;      // the errno of a connection that was not made

    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

private:
    static int new_socket(int receive_buffer_bytes) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int one = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (receive_buffer_bytes > 0) {
            ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
        }
        return fd;
    }

    int fd_ = -1;
};

// For tests: a listening socket that is nobody's, for connections that a loop makes.
class LoopbackListener {
public:
    // `backlog` negative: it has the port, and does not listen.
    explicit LoopbackListener(int backlog = 16) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address = LoopbackPeer::loopback(0);
        ::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        if (backlog >= 0) ::listen(fd_, backlog);
        ::fcntl(fd_, F_SETFL, O_NONBLOCK);
        socklen_t length = sizeof address;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
    }
    // At a UNIX path, or a name that begins with a zero byte.
    explicit LoopbackListener(std::string_view path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const SocketAddress address = SocketAddress::of_path(path);
        ::bind(fd_, address.data(), address.length);
        ::listen(fd_, 16);
        ::fcntl(fd_, F_SETFL, O_NONBLOCK);
    }
    LoopbackListener(const LoopbackListener&) = delete;
    LoopbackListener& operator=(const LoopbackListener&) = delete;
    ~LoopbackListener() { close(); }

    std::uint16_t port() const { return port_; }
    int fd() const { return fd_; }
    LoopbackPeer accept() { return LoopbackPeer::accepted_from(fd_); }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

private:
    int fd_;
    std::uint16_t port_ = 0;
};

}  // namespace millrace
