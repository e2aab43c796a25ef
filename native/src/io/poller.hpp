// Floor 1. Readiness behind four names: watch, rewatch, unwatch, wait. This backend is epoll, level-triggered: what is
// not taken now is told again, so a bounded turn loses nothing.
#pragma once

#include <cstdint>

#include "base/code.hpp"
#include "io/kernel.hpp"
#include "io/system_calls.hpp"

namespace millrace {

enum Interest : std::uint32_t {
    interest_none = 0,
    interest_read = EPOLLIN,
    interest_write = EPOLLOUT,
    interest_hangup = EPOLLRDHUP
};

class Poller {
public:
    explicit Poller(Kernel& kernel) : kernel_(kernel) {}
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;
    ~Poller() { close(); }

    Code open() {
        const std::int64_t fd = kernel_.open_poll();
        if (fd < 0) return system_code(static_cast<int>(-fd));
        fd_ = static_cast<int>(fd);
        return MR_OK;
    }

    void close() {
        if (fd_ >= 0) kernel_.close_descriptor(fd_);
        fd_ = -1;
    }

    // `token` comes back with each event of the descriptor.
    Code watch(int fd, std::uint32_t interest, void* token) { return control(EPOLL_CTL_ADD, fd, interest, token); }
    Code rewatch(int fd, std::uint32_t interest, void* token) { return control(EPOLL_CTL_MOD, fd, interest, token); }
    Code unwatch(int fd) { return control(EPOLL_CTL_DEL, fd, 0, nullptr); }

    // How many events were written to `events`, or a code. A negative time-out waits until something happens.
    std::int64_t wait(epoll_event* events, int events_max, std::int64_t timeout_nanos) {
        if (kernel_.is_system() && timeout_nanos <= 0) {
            return system_calls::wait(fd_, events, events_max, timeout_nanos != 0);
        }
        return kernel_.poll_wait(fd_, events, events_max, timeout_nanos);
    }

private:
    Code control(int operation, int fd, std::uint32_t interest, void* token) {
        epoll_event event{};
        event.events = interest;
        event.data.ptr = token;
        const std::int64_t result = kernel_.poll_control(fd_, operation, fd, &event);
        return result < 0 ? system_code(static_cast<int>(-result)) : MR_OK;
    }

    Kernel& kernel_;
    int fd_ = -1;
};

}  // namespace millrace
