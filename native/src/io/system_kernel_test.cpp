// Floor 1. Tests of the kernel as it is, and of the poller over it: what succeeds, and that each failure is -errno and
// no signal.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "io/kernel.hpp"
#include "io/poller.hpp"
#include "io/socket_address.hpp"

namespace millrace {
namespace {

Kernel& kernel() { return system_kernel(); }

// A descriptor that is closed with its test.
class Descriptor {
public:
    explicit Descriptor(std::int64_t fd) : fd_(static_cast<int>(fd)) { EXPECT_GE(fd, 0); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    operator int() const { return fd_; }
    void close() {
        if (fd_ >= 0) kernel().close_descriptor(fd_);
        fd_ = -1;
    }

private:
    int fd_;
};

bool closed_on_exec(int fd) { return fcntl(fd, F_GETFD) & FD_CLOEXEC; }
bool non_blocking(int fd) { return fcntl(fd, F_GETFL) & O_NONBLOCK; }

SocketAddress loopback(std::uint32_t port) {
    std::uint64_t words[2] = {};
    inet_pton(AF_INET, "127.0.0.1", words);
    return SocketAddress::of(4, words[0], words[1], port);
}

// A connected pair over the loopback, through the calls of the seam alone.
class KernelPairTest : public testing::Test {
protected:
    KernelPairTest()
        : listener_(kernel().open_socket(AF_INET, SOCK_STREAM)),
          client_(kernel().open_socket(AF_INET, SOCK_STREAM)),
          server_(open()) {}

    std::int64_t open() {
        const SocketAddress any = loopback(0);
        EXPECT_EQ(kernel().bind_socket(listener_, any.data(), any.length), 0);
        EXPECT_EQ(kernel().listen_socket(listener_, 1), 0);
        SocketAddress bound;
        EXPECT_EQ(kernel().socket_address(listener_, bound.data(), &bound.length), 0);
        EXPECT_NE(bound.port(), 0);
        const std::int64_t connected = kernel().connect_socket(client_, bound.data(), bound.length);
        EXPECT_TRUE(connected == 0 || connected == -EINPROGRESS);
        wait_for(listener_, interest_read);
        SocketAddress peer;
        const std::int64_t fd = kernel().accept_socket(listener_, peer.data(), &peer.length);
        SocketAddress own;
        EXPECT_EQ(kernel().socket_address(client_, own.data(), &own.length), 0);
        EXPECT_EQ(peer.port(), own.port());
        return fd;
    }

    static std::uint32_t wait_for(int fd, std::uint32_t interest) {
        Poller poller(kernel());
        EXPECT_EQ(poller.open(), MR_OK);
        EXPECT_EQ(poller.watch(fd, interest, nullptr), MR_OK);
        epoll_event event{};
        EXPECT_EQ(poller.wait(&event, 1, 10'000'000'000), 1);
        return event.events;
    }

    static std::int64_t send(int fd, const std::string& bytes) {
        const iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
        return kernel().send(fd, &piece, 1);
    }

    Descriptor listener_, client_, server_;
};

TEST_F(KernelPairTest, everyDescriptorIsNonBlockingAndNoChildsBusiness) {
    const Descriptor signal(kernel().open_signal());
    const Descriptor poll(kernel().open_poll());
    for (const int fd : {int{listener_}, int{client_}, int{server_}, int{signal}}) {
        EXPECT_TRUE(non_blocking(fd));
        EXPECT_TRUE(closed_on_exec(fd));
    }
    EXPECT_TRUE(closed_on_exec(poll));
}

TEST_F(KernelPairTest, bytesGoOverInOneCallFromManyPieces) {
    std::vector<std::string> words = {"a", "", "mill", "race"};
    std::vector<iovec> pieces;
    for (std::string& word : words) pieces.push_back({word.data(), word.size()});
    EXPECT_EQ(kernel().send(client_, pieces.data(), pieces.size()), 9);
    wait_for(server_, interest_read);
    char room[100];
    EXPECT_EQ(kernel().receive(server_, room, sizeof room), 9);
    EXPECT_EQ(std::string(room, 9), "amillrace");
    EXPECT_EQ(kernel().receive(server_, room, sizeof room), -EAGAIN);
    EXPECT_EQ(kernel().send(client_, nullptr, 0), 0);
}

TEST_F(KernelPairTest, aFullSocketTakesPartAndThenSaysSo) {
    const std::string much(1 << 20, 'x');
    std::int64_t taken = 0, last = 0;
    while ((last = send(client_, much)) > 0) taken += last;
    EXPECT_EQ(last, -EAGAIN);
    EXPECT_GT(taken, 0);
    EXPECT_GT(kernel().unacknowledged_bytes(client_), 0);
}

TEST_F(KernelPairTest, aFinIsNoughtAndAResetIsAnErrnoNotASignal) {
    EXPECT_EQ(kernel().shutdown_writing(client_), 0);
    wait_for(server_, interest_read);
    char room[10];
    EXPECT_EQ(kernel().receive(server_, room, sizeof room), 0);
    EXPECT_EQ(send(client_, "x"), -EPIPE) << "and the process is still here";
    const iovec two[2] = {{room, 1}, {room, 1}};
    EXPECT_EQ(kernel().send(client_, two, 2), -EPIPE);
    EXPECT_EQ(kernel().set_linger_reset(server_), 0);
    server_.close();
    wait_for(client_, interest_read);
    EXPECT_EQ(kernel().socket_error(client_), -ECONNRESET);
    EXPECT_EQ(kernel().socket_error(client_), 0) << "asking clears it";
}

TEST_F(KernelPairTest, optionsAreSet) {
    EXPECT_EQ(kernel().set_option(client_, IPPROTO_TCP, TCP_NODELAY, 1), 0);
    EXPECT_EQ(kernel().set_option(client_, IPPROTO_TCP, 9999, 1), -ENOPROTOOPT);
}

TEST(SystemKernelTest, failuresAreNegativeErrnos) {
    char byte;
    const iovec piece{&byte, 1};
    const SocketAddress address = loopback(1);
    SocketAddress room;
    epoll_event event{};
    EXPECT_EQ(kernel().receive(-1, &byte, 1), -EBADF);
    EXPECT_EQ(kernel().send(-1, &piece, 1), -EBADF);
    EXPECT_EQ(kernel().send(-1, &piece, 2), -EBADF);
    EXPECT_EQ(kernel().open_socket(-1, SOCK_STREAM), -EAFNOSUPPORT);
    EXPECT_EQ(kernel().bind_socket(-1, address.data(), address.length), -EBADF);
    EXPECT_EQ(kernel().listen_socket(-1, 1), -EBADF);
    EXPECT_EQ(kernel().connect_socket(-1, address.data(), address.length), -EBADF);
    EXPECT_EQ(kernel().accept_socket(-1, room.data(), &room.length), -EBADF);
    EXPECT_EQ(kernel().socket_address(-1, room.data(), &room.length), -EBADF);
    EXPECT_EQ(kernel().set_linger_reset(-1), -EBADF);
    EXPECT_EQ(kernel().socket_error(-1), -EBADF);
    EXPECT_EQ(kernel().unacknowledged_bytes(-1), -EBADF);
    EXPECT_EQ(kernel().shutdown_writing(-1), -EBADF);
    EXPECT_EQ(kernel().poll_control(-1, EPOLL_CTL_ADD, 0, &event), -EBADF);
    EXPECT_EQ(kernel().poll_wait(-1, &event, 1, 0), -EBADF);
    EXPECT_EQ(kernel().poll_wait(-1, &event, 1, 1), -EBADF);
    EXPECT_EQ(kernel().raise_signal(-1), -EBADF);
    EXPECT_EQ(kernel().clear_signal(-1), -EBADF);
    EXPECT_EQ(kernel().close_descriptor(-1), -EBADF);
}

TEST(SystemKernelTest, aSignalIsUpOrDown) {
    const Descriptor signal(kernel().open_signal());
    EXPECT_EQ(kernel().clear_signal(signal), -EAGAIN);
    EXPECT_EQ(kernel().raise_signal(signal), 8);
    EXPECT_EQ(kernel().raise_signal(signal), 8);
    EXPECT_EQ(kernel().clear_signal(signal), 8);
    EXPECT_EQ(kernel().clear_signal(signal), -EAGAIN);
}

TEST(SystemKernelTest, memoryIsZerosAndForgottenMemoryIsZerosAgain) {
    constexpr std::size_t bytes = 1 << 20;
    auto* memory = static_cast<unsigned char*>(kernel().map_memory(bytes));
    ASSERT_TRUE(memory);
    EXPECT_EQ(memory[bytes - 1], 0);
    std::memset(memory, 1, bytes);
    EXPECT_EQ(kernel().forget_memory(memory, bytes), 0);
    EXPECT_EQ(memory[0], 0);
    EXPECT_EQ(memory[bytes - 1], 0);
    EXPECT_EQ(kernel().forget_memory(memory + 1, 4096), -EINVAL);
    kernel().unmap_memory(memory, bytes);
    EXPECT_EQ(kernel().map_memory(std::size_t{1} << 62), nullptr);
}

TEST(SystemKernelTest, clocksGoOn) {
    const std::uint64_t before = kernel().monotonic_nanos();
    EXPECT_GE(kernel().monotonic_nanos(), before);
    EXPECT_GT(kernel().realtime_nanos(), std::uint64_t{1'600'000'000} * 1'000'000'000);
}

class PollerTest : public testing::Test {
protected:
    PollerTest() : signal_(kernel().open_signal()), poller_(kernel()) { EXPECT_EQ(poller_.open(), MR_OK); }

    // The token of the one event there is; null when there is none.
    void* next(std::int64_t timeout_nanos = 0) {
        epoll_event event{};
        const std::int64_t count = poller_.wait(&event, 1, timeout_nanos);
        EXPECT_GE(count, 0);
        return count == 1 ? event.data.ptr : nullptr;
    }

    Descriptor signal_;
    Poller poller_;
    int token_ = 0;
};

TEST_F(PollerTest, tellsAgainWhatWasNotTaken) {
    ASSERT_EQ(poller_.watch(signal_, interest_read, &token_), MR_OK);
    EXPECT_EQ(next(), nullptr);
    kernel().raise_signal(signal_);
    EXPECT_EQ(next(-1), &token_);
    EXPECT_EQ(next(0), &token_);
    EXPECT_EQ(next(1'000'000), &token_);
    kernel().clear_signal(signal_);
    EXPECT_EQ(next(), nullptr);
}

TEST_F(PollerTest, interestAndTokenCanChange) {
    int other = 0;
    kernel().raise_signal(signal_);
    ASSERT_EQ(poller_.watch(signal_, interest_none, &token_), MR_OK);
    EXPECT_EQ(next(), nullptr);
    ASSERT_EQ(poller_.rewatch(signal_, interest_read | interest_write, &other), MR_OK);
    EXPECT_EQ(next(), &other);
    ASSERT_EQ(poller_.unwatch(signal_), MR_OK);
    EXPECT_EQ(next(), nullptr);
}

TEST_F(PollerTest, refusalsAreCodes) {
    EXPECT_EQ(poller_.rewatch(signal_, interest_read, nullptr), system_code(ENOENT));
    EXPECT_EQ(poller_.unwatch(signal_), system_code(ENOENT));
    EXPECT_EQ(poller_.watch(-1, interest_read, nullptr), system_code(EBADF));
    ASSERT_EQ(poller_.watch(signal_, interest_read, nullptr), MR_OK);
    EXPECT_EQ(poller_.watch(signal_, interest_read, nullptr), system_code(EEXIST));
    Poller closed(kernel());
    EXPECT_EQ(closed.watch(signal_, interest_read, nullptr), system_code(EBADF));
}

TEST_F(PollerTest, aWaitLastsAtLeastItsTime) {
    for (const std::int64_t nanos : {1, 100'000, 999'999, 1'000'001}) {
        const std::uint64_t before = kernel().monotonic_nanos();
        EXPECT_EQ(next(nanos), nullptr);
        EXPECT_GE(kernel().monotonic_nanos() - before, static_cast<std::uint64_t>(nanos)) << "no timer is spun for";
    }
}

TEST_F(PollerTest, anotherThreadEndsAWaitThatHasNoEnd) {
    ASSERT_EQ(poller_.watch(signal_, interest_read, &token_), MR_OK);
    std::thread other([&] { kernel().raise_signal(signal_); });
    EXPECT_EQ(next(-1), &token_);
    other.join();
}

TEST_F(PollerTest, theLongestTimeIsATimeToo) {
    ASSERT_EQ(poller_.watch(signal_, interest_read, &token_), MR_OK);
    kernel().raise_signal(signal_);
    EXPECT_EQ(next(std::numeric_limits<std::int64_t>::max()), &token_);
}

#if defined(__x86_64__) && defined(SYS_epoll_pwait2)
// From here on this process's epoll_pwait2 answers `error`, as an older kernel or a sandbox does.
bool refuse_precise_waits(std::uint32_t error) {
    sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_epoll_pwait2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{4, rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int wait_coarsely(std::uint32_t error) {
    constexpr int no_filters_here = 0;
    if (!refuse_precise_waits(error)) return no_filters_here;
    const Descriptor signal(kernel().open_signal());
    Poller poller(kernel());
    int token = 0;
    epoll_event event{};
    if (poller.open() != MR_OK || poller.watch(signal, interest_read, &token) != MR_OK) return 1;
    for (const std::int64_t nanos : {1, 999'999, 1'000'001}) {
        const std::uint64_t before = kernel().monotonic_nanos();
        if (poller.wait(&event, 1, nanos) != 0) return 2;
        if (kernel().monotonic_nanos() - before < static_cast<std::uint64_t>(nanos)) return 3;
    }
    kernel().raise_signal(signal);
    if (poller.wait(&event, 1, std::numeric_limits<std::int64_t>::max()) != 1) return 4;
    return event.data.ptr == &token ? 0 : 5;
}

TEST(CoarseWaitDeathTest, wholeMillisecondsDoWhereNanosecondsAreRefused) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    for (const std::uint32_t error : {ENOSYS, EPERM}) {
        EXPECT_EXIT(_exit(wait_coarsely(error)), testing::ExitedWithCode(0), "");
    }
}
#endif

}  // namespace
}  // namespace millrace
