// Floor 1. The system calls that every message makes, in line. What mitigates the processor's speculation leaves nothing
// to predict returns with, so each function that a system call returns through costs some nanoseconds.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace millrace::system_calls {

// Zero or more, or -errno.
[[gnu::always_inline]] inline std::int64_t call(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__) && defined(__LP64__)
    long result;
    register long fourth asm("r10") = d;
    register long fifth asm("r8") = e;
    register long sixth asm("r9") = f;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                 : "rcx", "r11", "memory");
    return result;
#else
    const long result = ::syscall(number, a, b, c, d, e, f);
    return result < 0 ? -errno : result;
#endif
}

[[gnu::always_inline]] inline std::int64_t receive(int fd, void* bytes, std::size_t length) {
    return call(SYS_recvfrom, fd, reinterpret_cast<long>(bytes), static_cast<long>(length), MSG_DONTWAIT, 0, 0);
}

// Never raises SIGPIPE.
[[gnu::always_inline]] inline std::int64_t send(int fd, const iovec* pieces, std::size_t count) {
    constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    if (count == 1) {
        return call(SYS_sendto, fd, reinterpret_cast<long>(pieces->iov_base), static_cast<long>(pieces->iov_len), flags,
                    0, 0);
    }
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces);
    message.msg_iovlen = count;
    return call(SYS_sendmsg, fd, reinterpret_cast<long>(&message), flags, 0, 0, 0);
}

// Waits for any time, or not at all.
[[gnu::always_inline]] inline std::int64_t wait(int poll, epoll_event* events, int events_max, bool sleeps) {
    return call(SYS_epoll_pwait, poll, reinterpret_cast<long>(events), events_max, sleeps ? -1 : 0, 0, 0);
}

inline std::uint64_t nanos_of(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace millrace::system_calls
