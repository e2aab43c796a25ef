// Floor 1. See fault_kernel.hpp.
#include "io/fault_kernel.hpp"

#include <algorithm>
#include <cerrno>

#include "io/fault_allocator.hpp"

namespace millrace {

namespace {

// What man pages of section 2 name, and what the network can leave in a socket.
constexpr int receive_errnos[] = {EAGAIN, EINTR, ENOMEM, ENOBUFS, ECONNRESET, ETIMEDOUT, EHOSTUNREACH};
constexpr int send_errnos[] = {EAGAIN, EINTR, ENOMEM, ENOBUFS, EPIPE, ECONNRESET, ETIMEDOUT, EHOSTUNREACH};
constexpr int receive_many_errnos[] = {EAGAIN, EINTR, ENOMEM, ENOBUFS, ECONNREFUSED};
constexpr int send_many_errnos[] = {EAGAIN, EINTR, ENOBUFS, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EPERM};
constexpr int open_socket_errnos[] = {EMFILE, ENFILE, ENOBUFS, ENOMEM, EAFNOSUPPORT};
constexpr int bind_errnos[] = {EADDRINUSE, EADDRNOTAVAIL, EACCES};
constexpr int listen_errnos[] = {EADDRINUSE};
constexpr int connect_errnos[] = {ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL,
                                  EAGAIN,       EINTR,       EPERM,        ENOBUFS};
constexpr int accept_errnos[] = {EAGAIN, EINTR,  ECONNABORTED, EPROTO,       EPERM,
                                 EMFILE, ENFILE, ENOBUFS,      EHOSTUNREACH, ENOMEM};
constexpr int socket_address_errnos[] = {ENOBUFS};
constexpr int peer_address_errnos[] = {ENOTCONN, ENOBUFS};  // it may be gone
constexpr int set_option_errnos[] = {ENOMEM, ENOBUFS};
constexpr int socket_error_errnos[] = {ECONNREFUSED, ETIMEDOUT, ECONNRESET, EHOSTUNREACH};
constexpr int unacknowledged_errnos[] = {EINVAL};  // in the state LISTEN or CLOSE, so the answer may be missing
constexpr int shutdown_errnos[] = {ENOTCONN, ENOBUFS};
constexpr int open_poll_errnos[] = {EMFILE, ENFILE, ENOMEM};
constexpr int poll_add_errnos[] = {ENOMEM, ENOSPC};
constexpr int poll_modify_errnos[] = {ENOMEM};
constexpr int poll_wait_errnos[] = {EINTR};
constexpr int open_signal_errnos[] = {EMFILE, ENFILE, ENODEV, ENOMEM};
constexpr int raise_signal_errnos[] = {EAGAIN, EINTR};
constexpr int clear_signal_errnos[] = {EAGAIN, EINTR};
constexpr int close_errnos[] = {EINTR, EIO};
constexpr int map_errnos[] = {ENOMEM};
constexpr int forget_errnos[] = {EAGAIN, ENOMEM};

struct Row {
    const char* name;
    std::span<const int> errnos;
};

constexpr Row rows[] = {
    {"receive", receive_errnos},
    {"send", send_errnos},
    {"receive_many", receive_many_errnos},
    {"send_many", send_many_errnos},
    {"open_socket", open_socket_errnos},
    {"adopt_socket", {}},  // it is one, or is not
    {"bind_socket", bind_errnos},
    {"listen_socket", listen_errnos},
    {"connect_socket", connect_errnos},
    {"accept_socket", accept_errnos},
    {"socket_address", socket_address_errnos},
    {"set_option", set_option_errnos},
    {"option", set_option_errnos},
    {"peer_address", peer_address_errnos},
    {"tcp_information", set_option_errnos},
    {"set_linger_reset", set_option_errnos},
    {"socket_error", socket_error_errnos},
    {"unacknowledged_bytes", unacknowledged_errnos},
    {"waiting_bytes", unacknowledged_errnos},
    {"shutdown_writing", shutdown_errnos},
    {"open_poll", open_poll_errnos},
    {"poll_add", poll_add_errnos},
    {"poll_modify", poll_modify_errnos},
    {"poll_remove", {}},  // a descriptor that is watched can always be unwatched
    {"poll_wait", poll_wait_errnos},
    {"open_signal", open_signal_errnos},
    {"raise_signal", raise_signal_errnos},
    {"clear_signal", clear_signal_errnos},
    {"close_descriptor", close_errnos},
    {"map_memory", map_errnos},
    {"forget_memory", forget_errnos},
};
static_assert(std::size(rows) == call_kinds);

Call poll_call(int operation) {
    if (operation == EPOLL_CTL_ADD) return Call::poll_add;
    return operation == EPOLL_CTL_MOD ? Call::poll_modify : Call::poll_remove;
}

}  // namespace

const char* name_of(Call call) { return rows[static_cast<std::size_t>(call)].name; }

std::span<const int> errnos_of(Call call) { return rows[static_cast<std::size_t>(call)].errnos; }

FaultKernel::FaultKernel(Kernel& below) : below_(below), open_(new std::atomic<bool>[fds_max]()) {}

FaultKernel::~FaultKernel() = default;

void FaultKernel::fail(std::uint64_t n, int error) { rule_ = {calls() + n, calls() + n, error}; }

void FaultKernel::fail(Call call, std::uint64_t n, int error, std::uint64_t times) {
    const std::uint64_t first = calls_of(call) + n;
    rules_[index(call)] = {first, first + times - 1, error};
}

void FaultKernel::play(std::uint64_t seed, std::uint32_t one_in) {
    seed_.store(seed);
    one_in_ = one_in;
}

void FaultKernel::forget_rules() {
    rule_ = {};
    rules_ = {};
    bytes_max_ = {};
    one_in_ = 0;
}

void FaultKernel::record() {
    log_.clear();
    log_.reserve(log_max);
    recording_ = true;
    calls_.store(0);
    for (auto& calls : calls_of_) calls.store(0);
    faults_.store(0);
}

// splitmix64: any seed is a good one, and threads can share the state.
std::uint64_t FaultKernel::draw() {
    std::uint64_t z = seed_.fetch_add(0x9e3779b97f4a7c15u, std::memory_order_relaxed) + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int FaultKernel::fault_of(Call call) {
    const std::uint64_t n = calls_.fetch_add(1, std::memory_order_relaxed) + 1;
    const std::uint64_t of_kind = calls_of_[index(call)].fetch_add(1, std::memory_order_relaxed) + 1;
    if (recording_ && log_.size() < log_max) log_.push_back(call);
    int error = 0;
    const std::span<const int> errnos = errnos_of(call);
    if (n == rule_.first && std::find(errnos.begin(), errnos.end(), rule_.error) != errnos.end()) error = rule_.error;
    if (const Rule& rule = rules_[index(call)]; of_kind >= rule.first && of_kind <= rule.last) error = rule.error;
    if (one_in_ != 0 && !errnos.empty() && draw() % one_in_ == 0) {
        error = errnos[draw() % errnos.size()];
    }
    if (error != 0) faults_.fetch_add(1, std::memory_order_relaxed);
    return error;
}

int FaultKernel::fault_of(Call call, int fd) {
    check_open(fd);
    return fault_of(call);
}

std::int64_t FaultKernel::opened(std::int64_t fd) {
    if (fd >= 0 && fd < fds_max) {
        if (open_[fd].exchange(true)) misuses_.fetch_add(1);
        descriptors_.fetch_add(1);
    }
    return fd;
}

void FaultKernel::check_open(int fd) {
    if (fd < 0 || fd >= fds_max || !open_[fd].load(std::memory_order_relaxed)) misuses_.fetch_add(1);
}

void FaultKernel::forget(int fd) {
    if (fd >= 0 && fd < fds_max && open_[fd].exchange(false)) descriptors_.fetch_sub(1);
}

std::size_t FaultKernel::bytes_max(Call call, std::size_t wanted) {
    std::size_t most = wanted;
    if (bytes_max_[index(call)] != 0) most = std::min<std::size_t>(most, bytes_max_[index(call)]);
    if (one_in_ != 0 && draw() % one_in_ == 0) most = std::min<std::size_t>(most, 1 + draw() % 64);
    return most;
}

std::int64_t FaultKernel::receive(int fd, void* bytes, std::size_t length) {
    if (const int error = fault_of(Call::receive, fd)) return -error;
    return below_.receive(fd, bytes, bytes_max(Call::receive, length));
}

std::int64_t FaultKernel::send(int fd, const iovec* pieces, std::size_t count) {
    if (const int error = fault_of(Call::send, fd)) return -error;
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < count; ++i) wanted += pieces[i].iov_len;
    std::size_t most = bytes_max(Call::send, wanted);
    if (most == wanted) return below_.send(fd, pieces, count);
    std::array<iovec, 64> shorter;
    std::size_t used = 0;
    for (; used < std::min(count, shorter.size()) && most > 0; ++used) {
        shorter[used] = {pieces[used].iov_base, std::min(pieces[used].iov_len, most)};
        most -= shorter[used].iov_len;
    }
    return below_.send(fd, shorter.data(), used);
}

std::int64_t FaultKernel::receive_many(int fd, mmsghdr* messages, unsigned count) {
    if (const int error = fault_of(Call::receive_many, fd)) return -error;
    return below_.receive_many(fd, messages, fewer(count));
}

std::int64_t FaultKernel::send_many(int fd, mmsghdr* messages, unsigned count) {
    if (const int error = fault_of(Call::send_many, fd)) return -error;
    return below_.send_many(fd, messages, fewer(count));
}

unsigned FaultKernel::fewer(unsigned count) {
    return one_in_ != 0 && draw() % one_in_ == 0 ? 1 + static_cast<unsigned>(draw() % count) : count;
}

std::int64_t FaultKernel::open_socket(int family, int type) {
    if (const int error = fault_of(Call::open_socket)) return -error;
    return opened(below_.open_socket(family, type));
}

std::int64_t FaultKernel::adopt_socket(int fd, int type, bool listening) {
    if (const int error = fault_of(Call::adopt_socket)) return -error;
    const std::int64_t result = below_.adopt_socket(fd, type, listening);
    if (result >= 0) opened(fd);
    return result;
}

void FaultKernel::disown_socket(int fd) {
    check_open(fd);
    forget(fd);
    below_.disown_socket(fd);
}

std::int64_t FaultKernel::bind_socket(int fd, const sockaddr* address, socklen_t length) {
    if (const int error = fault_of(Call::bind_socket, fd)) return -error;
    return below_.bind_socket(fd, address, length);
}

std::int64_t FaultKernel::listen_socket(int fd, int backlog) {
    if (const int error = fault_of(Call::listen_socket, fd)) return -error;
    return below_.listen_socket(fd, backlog);
}

std::int64_t FaultKernel::connect_socket(int fd, const sockaddr* address, socklen_t length) {
    const int error = fault_of(Call::connect_socket, fd);
    if (error != 0 && error != EINTR) return -error;
    const std::int64_t result = below_.connect_socket(fd, address, length);
    return error == EINTR ? -error : result;  // interrupted, the connection is made all the same
}

std::int64_t FaultKernel::accept_socket(int fd, sockaddr* address, socklen_t* length) {
    if (const int error = fault_of(Call::accept_socket, fd)) return -error;
    return opened(below_.accept_socket(fd, address, length));
}

std::int64_t FaultKernel::socket_address(int fd, sockaddr* address, socklen_t* length) {
    if (const int error = fault_of(Call::socket_address, fd)) return -error;
    return below_.socket_address(fd, address, length);
}

std::int64_t FaultKernel::set_option(int fd, int level, int option, int value) {
    if (const int error = fault_of(Call::set_option, fd)) return -error;
    return below_.set_option(fd, level, option, value);
}

std::int64_t FaultKernel::option(int fd, int level, int option) {
    if (const int error = fault_of(Call::option, fd)) return -error;
    return below_.option(fd, level, option);
}

std::int64_t FaultKernel::peer_address(int fd, sockaddr* address, socklen_t* length) {
    if (const int error = fault_of(Call::peer_address, fd)) return -error;
    return below_.peer_address(fd, address, length);
}

std::int64_t FaultKernel::tcp_information(int fd, TcpInformation& information) {
    if (const int error = fault_of(Call::tcp_information, fd)) return -error;
    return below_.tcp_information(fd, information);
}

std::int64_t FaultKernel::set_linger_reset(int fd) {
    if (const int error = fault_of(Call::set_linger_reset, fd)) return -error;
    return below_.set_linger_reset(fd);
}

std::int64_t FaultKernel::socket_error(int fd) {
    if (const int error = fault_of(Call::socket_error, fd)) return -error;
    return below_.socket_error(fd);
}

std::int64_t FaultKernel::unacknowledged_bytes(int fd) {
    if (const int error = fault_of(Call::unacknowledged_bytes, fd)) return -error;
    return below_.unacknowledged_bytes(fd);
}

std::int64_t FaultKernel::waiting_bytes(int fd) {
    if (const int error = fault_of(Call::waiting_bytes, fd)) return -error;
    return below_.waiting_bytes(fd);
}

std::int64_t FaultKernel::shutdown_writing(int fd) {
    if (const int error = fault_of(Call::shutdown_writing, fd)) return -error;
    return below_.shutdown_writing(fd);
}

std::int64_t FaultKernel::open_poll() {
    if (const int error = fault_of(Call::open_poll)) return -error;
    return opened(below_.open_poll());
}

std::int64_t FaultKernel::poll_control(int poll, int operation, int fd, epoll_event* event) {
    check_open(poll);
    if (const int error = fault_of(poll_call(operation), fd)) return -error;
    return below_.poll_control(poll, operation, fd, event);
}

std::int64_t FaultKernel::poll_wait(int poll, epoll_event* events, int events_max, std::int64_t timeout_nanos) {
    if (const int error = fault_of(Call::poll_wait, poll)) return -error;
    if (meanwhile && timeout_nanos != 0) {
        const AllocationWatch::Rest rest;
        meanwhile();
    }
    return below_.poll_wait(poll, events, events_max, timeout_nanos);
}

std::int64_t FaultKernel::open_signal() {
    if (const int error = fault_of(Call::open_signal)) return -error;
    return opened(below_.open_signal());
}

std::int64_t FaultKernel::raise_signal(int fd) {
    const int error = fault_of(Call::raise_signal, fd);
    if (error == EINTR) return -error;
    const std::int64_t result = below_.raise_signal(fd);
    return error != 0 ? -error : result;  // EAGAIN says that the signal is up, so it must be
}

std::int64_t FaultKernel::clear_signal(int fd) {
    if (const int error = fault_of(Call::clear_signal, fd)) return -error;
    return below_.clear_signal(fd);
}

std::int64_t FaultKernel::close_descriptor(int fd) {
    const int error = fault_of(Call::close_descriptor, fd);
    forget(fd);
    const std::int64_t result = below_.close_descriptor(fd);
    return error != 0 ? -error : result;  // on Linux the descriptor is gone whatever close answers
}

void* FaultKernel::map_memory(std::size_t bytes) {
    if (fault_of(Call::map_memory) != 0) return nullptr;
    void* memory = below_.map_memory(bytes);
    if (memory) mappings_.fetch_add(1);
    return memory;
}

void FaultKernel::unmap_memory(void* memory, std::size_t bytes) {
    mappings_.fetch_sub(1);
    below_.unmap_memory(memory, bytes);
}

std::int64_t FaultKernel::forget_memory(void* memory, std::size_t bytes) {
    if (const int error = fault_of(Call::forget_memory)) return -error;
    return below_.forget_memory(memory, bytes);
}

}  // namespace millrace
