// Floor 1. The kernel as it is.
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "io/descriptor_set.hpp"
#include "io/kernel.hpp"
#include "io/system_calls.hpp"

namespace millrace {
namespace {

std::int64_t answer(std::int64_t result) { return result < 0 ? -errno : result; }

// The calls of the hot path go around the C library's functions: those are points where a thread can be cancelled, which
// costs each of them some nanoseconds in a process with threads, and no thread of ours ever is.
class SystemKernel final : public Kernel {
public:
    SystemKernel() : Kernel(true) {}

    std::int64_t receive(int fd, void* bytes, std::size_t length) override {
        return system_calls::receive(fd, bytes, length);
    }

    std::int64_t send(int fd, const iovec* pieces, std::size_t count) override {
        return system_calls::send(fd, pieces, count);
    }

    std::int64_t receive_many(int fd, mmsghdr* messages, unsigned count) override {
        return answer(::recvmmsg(fd, messages, count, MSG_DONTWAIT, nullptr));
    }
    std::int64_t send_many(int fd, mmsghdr* messages, unsigned count) override {
        return answer(::sendmmsg(fd, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL));
    }

    std::int64_t open_socket(int family, int type) override {
        return owned(answer(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)));
    }
    std::int64_t adopt_socket(int fd, int type, bool listening) override {
        if (owned_.contains(fd)) return -EBUSY;
        sockaddr_storage peer;
        socklen_t length = sizeof peer;
        const bool connected = ::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &length) == 0;
        const bool wanted = type == SOCK_DGRAM || connected != listening;
        if (option(fd, SOL_SOCKET, SO_TYPE) != type || option(fd, SOL_SOCKET, SO_ACCEPTCONN) != listening || !wanted)
            return -EINVAL;
        const int flags = ::fcntl(fd, F_GETFL);
        if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || ::fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
            return -errno;
        owned_.add(fd);
        return 0;
    }
    void disown_socket(int fd) override { owned_.remove(fd); }
    std::int64_t bind_socket(int fd, const sockaddr* address, socklen_t length) override {
        return answer(::bind(fd, address, length));
    }
    std::int64_t listen_socket(int fd, int backlog) override { return answer(::listen(fd, backlog)); }
    std::int64_t connect_socket(int fd, const sockaddr* address, socklen_t length) override {
        return answer(::connect(fd, address, length));
    }
    std::int64_t accept_socket(int fd, sockaddr* address, socklen_t* length) override {
        return owned(answer(::accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC)));
    }
    std::int64_t socket_address(int fd, sockaddr* address, socklen_t* length) override {
        return answer(::getsockname(fd, address, length));
    }
    std::int64_t set_option(int fd, int level, int option, int value) override {
        return answer(::setsockopt(fd, level, option, &value, sizeof value));
    }
    std::int64_t option(int fd, int level, int option) override {
        int value = 0;
        socklen_t length = sizeof value;
        return ::getsockopt(fd, level, option, &value, &length) < 0 ? -errno : value;
    }
    std::int64_t peer_address(int fd, sockaddr* address, socklen_t* length) override {
        return answer(::getpeername(fd, address, length));
    }
    std::int64_t tcp_information(int fd, TcpInformation& information) override {
        tcp_info info{};  // an older kernel fills less of it
        socklen_t length = sizeof info;
        if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0) return -errno;
        information = {info.tcpi_rtt,      info.tcpi_rttvar,        info.tcpi_min_rtt,
                       info.tcpi_snd_cwnd, info.tcpi_total_retrans, info.tcpi_delivery_rate};
        return 0;
    }
    std::int64_t set_linger_reset(int fd) override {
        const linger reset{1, 0};
        return answer(::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
    }
    std::int64_t socket_error(int fd) override {
        int error = 0;
        socklen_t length = sizeof error;
        return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? -errno : -error;
    }
    std::int64_t unacknowledged_bytes(int fd) override {
        int bytes = 0;
        return ::ioctl(fd, SIOCOUTQ, &bytes) < 0 ? -errno : bytes;
    }
    std::int64_t waiting_bytes(int fd) override {
        int bytes = 0;
        return ::ioctl(fd, FIONREAD, &bytes) < 0 ? -errno : bytes;
    }
    std::int64_t shutdown_writing(int fd) override { return answer(::shutdown(fd, SHUT_WR)); }

    std::int64_t open_poll() override { return answer(::epoll_create1(EPOLL_CLOEXEC)); }
    std::int64_t poll_control(int poll, int operation, int fd, epoll_event* event) override {
        return answer(::epoll_ctl(poll, operation, fd, event));
    }
    std::int64_t poll_wait(int poll, epoll_event* events, int events_max, std::int64_t timeout_nanos) override {
        if (timeout_nanos > 0) return wait_precisely(poll, events, events_max, timeout_nanos);
        return system_calls::wait(poll, events, events_max, timeout_nanos != 0);
    }

    std::int64_t open_signal() override { return answer(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)); }
    std::int64_t raise_signal(int fd) override {
        const std::uint64_t one = 1;
        return answer(::write(fd, &one, sizeof one));
    }
    std::int64_t clear_signal(int fd) override {
        std::uint64_t count;
        return answer(::read(fd, &count, sizeof count));
    }

    std::int64_t close_descriptor(int fd) override {
        owned_.remove(fd);
        return answer(::close(fd));
    }

    void* map_memory(std::size_t bytes) override {
        void* memory =
            ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        return memory == MAP_FAILED ? nullptr : memory;
    }
    void unmap_memory(void* memory, std::size_t bytes) override { ::munmap(memory, bytes); }
    std::int64_t forget_memory(void* memory, std::size_t bytes) override {
        return answer(::madvise(memory, bytes, MADV_DONTNEED));
    }

    std::uint64_t monotonic_nanos() override { return system_calls::nanos_of(CLOCK_MONOTONIC); }
    std::uint64_t realtime_nanos() override { return system_calls::nanos_of(CLOCK_REALTIME); }

private:
    // epoll_pwait2 (Linux 5.11) waits in nanoseconds. Where there is none, or a sandbox refuses it, whole milliseconds,
    // rounded up so that a timer is never waited for in a spin.
    std::int64_t wait_precisely(int poll, epoll_event* events, int events_max, std::int64_t timeout_nanos) {
#ifdef SYS_epoll_pwait2
        if (!coarse_.load(std::memory_order_relaxed)) {
            const timespec timeout{timeout_nanos / 1'000'000'000, timeout_nanos % 1'000'000'000};
            const long result = ::syscall(SYS_epoll_pwait2, poll, events, events_max, &timeout, nullptr, 0);
            if (result >= 0 || (errno != ENOSYS && errno != EPERM)) return answer(result);
            coarse_.store(true, std::memory_order_relaxed);
        }
#endif
        const std::int64_t millis = (timeout_nanos - 1) / 1'000'000 + 1;
        return answer(::epoll_wait(poll, events, events_max, millis > 60'000 ? 60'000 : static_cast<int>(millis)));
    }

    std::int64_t owned(std::int64_t fd) {
        if (fd >= 0) owned_.add(static_cast<int>(fd));
        return fd;
    }

    DescriptorSet owned_;  // our sockets
    std::atomic<bool> coarse_{false};
};

}  // namespace

Kernel& system_kernel() {
    static SystemKernel& kernel = *new SystemKernel;  // never ended: data loops may still run while the process exits
    return kernel;
}

}  // namespace millrace
