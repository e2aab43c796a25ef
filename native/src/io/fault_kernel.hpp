// Floor 1. A kernel that fails on purpose, for tests: it passes every call on to another kernel, but for those that a
// rule or a seed picks. It states which errnos each call can have, and knows what is open.
//
//     torture:     run once and count calls();  then for every n, and every errno of log()[n-1]:  fail(n, errno), run
//     simulation:  play(seed, one_in);          print the seed, and play it again
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/kernel.hpp"

namespace millrace {

enum class Call : std::uint8_t {
    receive,
    send,
    receive_many,
    send_many,
    open_socket,
    adopt_socket,
    bind_socket,
    listen_socket,
    connect_socket,
    accept_socket,
    socket_address,
    set_option,
    option,
    peer_address,
    tcp_information,
    set_linger_reset,
    socket_error,
    unacknowledged_bytes,
    waiting_bytes,
    shutdown_writing,
    open_poll,
    poll_add,
    poll_modify,
    poll_remove,
    poll_wait,
    open_signal,
    raise_signal,
    clear_signal,
    close_descriptor,
    map_memory,
    forget_memory,
    count
};

inline constexpr std::size_t call_kinds = static_cast<std::size_t>(Call::count);

const char* name_of(Call call);

// What the call can answer on a machine in trouble; empty when it cannot fail. What only a defect of the caller could
// cause (EBADF, EFAULT, EINVAL) is not in it.
std::span<const int> errnos_of(Call call);

// Rules are set while no other thread makes calls; calls may come from many threads.
class FaultKernel final : public Kernel {
public:
    explicit FaultKernel(Kernel& below = system_kernel());
    ~FaultKernel() override;

    // Fails the n-th call from now on (1: the next one) over all calls, if it can have that errno.
    void fail(std::uint64_t n, int error);
    // Fails the n-th call of one kind, and so many `times` in a row.
    void fail(Call call, std::uint64_t n, int error, std::uint64_t times = 1);
    // Every receive, or every send, moves at most so many bytes; 0: as many as it likes.
    void shorten(Call call, std::uint32_t bytes_max) { bytes_max_[index(call)] = bytes_max; }
    // One call in `one_in` fails or is cut short, as the seed has it.
    void play(std::uint64_t seed, std::uint32_t one_in);
    void forget_rules();

    // Calls since the last record(), and their kinds in order.
    void record();
    std::uint64_t calls() const { return calls_.load(std::memory_order_relaxed); }
    std::uint64_t calls_of(Call call) const { return calls_of_[index(call)].load(std::memory_order_relaxed); }
    const std::vector<Call>& log() const { return log_; }
    std::uint64_t faults() const { return faults_.load(std::memory_order_relaxed); }

    // What is open, and how often a descriptor was used that was not.
    std::int64_t open_descriptors() const { return descriptors_.load(std::memory_order_relaxed); }
    std::int64_t open_mappings() const { return mappings_.load(std::memory_order_relaxed); }
    std::uint64_t misuses() const { return misuses_.load(std::memory_order_relaxed); }

    // Called by a wait that may take its time, before it waits: others have their turn, and may wake who waits.
    std::function<void()> meanwhile;

    // The clocks go on by so much at once. Waiting itself takes the time it takes.
    void advance(std::uint64_t nanos) { advanced_.fetch_add(nanos, std::memory_order_relaxed); }
    std::uint64_t looks_at_clock() const { return looks_.load(std::memory_order_relaxed); }

    std::int64_t receive(int fd, void* bytes, std::size_t length) override;
    std::int64_t send(int fd, const iovec* pieces, std::size_t count) override;
    std::int64_t receive_many(int fd, mmsghdr* messages, unsigned count) override;
    std::int64_t send_many(int fd, mmsghdr* messages, unsigned count) override;
    std::int64_t open_socket(int family, int type) override;
    std::int64_t adopt_socket(int fd, int type, bool listening) override;
    void disown_socket(int fd) override;
    std::int64_t bind_socket(int fd, const sockaddr* address, socklen_t length) override;
    std::int64_t listen_socket(int fd, int backlog) override;
    std::int64_t connect_socket(int fd, const sockaddr* address, socklen_t length) override;
    std::int64_t accept_socket(int fd, sockaddr* address, socklen_t* length) override;
    std::int64_t socket_address(int fd, sockaddr* address, socklen_t* length) override;
    std::int64_t set_option(int fd, int level, int option, int value) override;
    std::int64_t option(int fd, int level, int option) override;
    std::int64_t peer_address(int fd, sockaddr* address, socklen_t* length) override;
    std::int64_t tcp_information(int fd, TcpInformation& information) override;
    std::int64_t set_linger_reset(int fd) override;
    std::int64_t socket_error(int fd) override;
    std::int64_t unacknowledged_bytes(int fd) override;
    std::int64_t waiting_bytes(int fd) override;
    std::int64_t shutdown_writing(int fd) override;
    std::int64_t open_poll() override;
    std::int64_t poll_control(int poll, int operation, int fd, epoll_event* event) override;
    std::int64_t poll_wait(int poll, epoll_event* events, int events_max, std::int64_t timeout_nanos) override;
    std::int64_t open_signal() override;
    std::int64_t raise_signal(int fd) override;
    std::int64_t clear_signal(int fd) override;
    std::int64_t close_descriptor(int fd) override;
    void* map_memory(std::size_t bytes) override;
    void unmap_memory(void* memory, std::size_t bytes) override;
    std::int64_t forget_memory(void* memory, std::size_t bytes) override;
    std::uint64_t monotonic_nanos() override {
        looks_.fetch_add(1, std::memory_order_relaxed);
        return below_.monotonic_nanos() + advanced_.load(std::memory_order_relaxed);
    }
    std::uint64_t realtime_nanos() override {
        return below_.realtime_nanos() + advanced_.load(std::memory_order_relaxed);
    }

private:
    static constexpr int fds_max = 65536;
    static constexpr std::size_t log_max = 1 << 16;

    struct Rule {
        std::uint64_t first = 0;  // 0: no rule
        std::uint64_t last = 0;
        int error = 0;
    };

    static std::size_t index(Call call) { return static_cast<std::size_t>(call); }

    int fault_of(Call call);  // an errno, or 0: the call goes through
    int fault_of(Call call, int fd);
    std::int64_t opened(std::int64_t fd);
    void check_open(int fd);
    void forget(int fd);
    std::uint64_t draw();
    std::size_t bytes_max(Call call, std::size_t wanted);
    unsigned fewer(unsigned count);

    Kernel& below_;
    Rule rule_;
    std::array<Rule, call_kinds> rules_{};
    std::array<std::uint32_t, call_kinds> bytes_max_{};
    std::uint32_t one_in_ = 0;
    bool recording_ = false;
    std::vector<Call> log_;
    std::atomic<std::uint64_t> seed_{0};
    std::atomic<std::uint64_t> calls_{0};
    std::array<std::atomic<std::uint64_t>, call_kinds> calls_of_{};
    std::atomic<std::uint64_t> faults_{0};
    std::atomic<std::int64_t> descriptors_{0};
    std::atomic<std::int64_t> mappings_{0};
    std::atomic<std::uint64_t> misuses_{0};
    std::atomic<std::uint64_t> advanced_{0};
    std::atomic<std::uint64_t> looks_{0};
    std::unique_ptr<std::atomic<bool>[]> open_;
};

}  // namespace millrace
