// Floor 3. What a connection reads from and writes to: a plain socket, counted.
#pragma once

#include <sys/uio.h>

#include <cstdint>

#include "io/system_calls.hpp"
#include "loop/loop.hpp"

namespace millrace {

class Wire {
public:
    explicit Wire(int fd) : fd_(fd) {}

    int fd() const { return fd_; }

    // Bytes received, 0 at the peer's end, or -errno.
    std::int64_t receive(Loop& loop, void* bytes, std::size_t length) {
        ++loop.counters().receive_calls;
        Kernel& kernel = loop.kernel();
        const std::int64_t received =
            kernel.is_system() ? system_calls::receive(fd_, bytes, length) : kernel.receive(fd_, bytes, length);
        if (received > 0) loop.counters().bytes_in += static_cast<std::uint64_t>(received);
        return received;
    }

    // Bytes sent, or -errno.
    std::int64_t send(Loop& loop, const iovec* pieces, std::size_t count) {
        ++loop.counters().send_calls;
        Kernel& kernel = loop.kernel();
        const std::int64_t sent =
            kernel.is_system() ? system_calls::send(fd_, pieces, count) : kernel.send(fd_, pieces, count);
        if (sent > 0) loop.counters().bytes_out += static_cast<std::uint64_t>(sent);
        return sent;
    }

    std::int64_t shutdown_writing(Loop& loop) {
        ++loop.counters().other_calls;
        return loop.kernel().shutdown_writing(fd_);
    }

    // `reset`: with RST, whatever is unsent.
    void close(Loop& loop, bool reset) {
        if (fd_ < 0) return;
        if (reset) loop.kernel().set_linger_reset(fd_);
        loop.counters().other_calls += reset ? 2 : 1;
        loop.kernel().close_descriptor(fd_);
        fd_ = -1;
    }

private:
    int fd_;
};

}  // namespace millrace
