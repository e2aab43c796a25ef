// Floor 3. What a connection reads from and writes to: a plain socket, counted.
#pragma once

#include <sys/uio.h>

#include <cstdint>

#include "io/socket_address.hpp"
#include "io/system_calls.hpp"
#include "loop/loop.hpp"

namespace millrace {

class Wire {
public:
    explicit Wire(int fd) : fd_(fd) {}

    int fd() const { return fd_; }

    // Bytes received, 0 at the peer's end, or -errno.
    std::int64_t receive(Loop& loop, void* bytes, std::size_t length) {
        const TimedCall call(loop.account(), TimedCall::receive);
        Kernel& kernel = loop.kernel();
        const std::int64_t received =
            kernel.is_system() ? system_calls::receive(fd_, bytes, length) : kernel.receive(fd_, bytes, length);
        if (received > 0) loop.counters().bytes_in += static_cast<std::uint64_t>(received);
        return received;
    }

    // Bytes sent, or -errno.
    std::int64_t send(Loop& loop, const iovec* pieces, std::size_t count) {
        const TimedCall call(loop.account(), TimedCall::send);
        Kernel& kernel = loop.kernel();
        const std::int64_t sent =
            kernel.is_system() ? system_calls::send(fd_, pieces, count) : kernel.send(fd_, pieces, count);
        if (sent > 0) loop.counters().bytes_out += static_cast<std::uint64_t>(sent);
        return sent;
    }

    std::int64_t shutdown_writing(Loop& loop) {
        const TimedCall call(loop.account(), TimedCall::other);
        return loop.kernel().shutdown_writing(fd_);
    }

    // What the socket failed with since it was last asked, as -errno; 0: nothing.
    std::int64_t error(Loop& loop) {
        const TimedCall call(loop.account(), TimedCall::other);
        return loop.kernel().socket_error(fd_);
    }

    // Bytes sent, and not taken by the peer's TCP; or -errno.
    std::int64_t unacknowledged_bytes(Loop& loop) {
        const TimedCall call(loop.account(), TimedCall::other);
        return loop.kernel().unacknowledged_bytes(fd_);
    }

    // Or -errno: there is no peer.
    std::int64_t peer_address(Loop& loop, SocketAddress& peer) {
        const TimedCall call(loop.account(), TimedCall::other);
        return loop.kernel().peer_address(fd_, peer.data(), &peer.length);
    }

    // `reset`: with RST, whatever is unsent.
    void close(Loop& loop, bool reset) {
        if (fd_ < 0) return;
        if (reset) {
            const TimedCall call(loop.account(), TimedCall::other);
            loop.kernel().set_linger_reset(fd_);
        }
        const TimedCall call(loop.account(), TimedCall::other);
        loop.kernel().close_descriptor(fd_);
        fd_ = -1;
    }

private:
    int fd_;
};

}  // namespace millrace
