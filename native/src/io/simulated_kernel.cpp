// Floor 1. See simulated_kernel.hpp.
#include "io/simulated_kernel.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "io/fault_allocator.hpp"
#include "io/socket_address.hpp"

namespace millrace {

namespace {

void name(std::uint16_t port, sockaddr* address, socklen_t* length) {
    SocketAddress loopback = SocketAddress::of(4, 0x0100007f, 0, port);
    std::memcpy(address, loopback.data(), std::min(*length, loopback.length));
    *length = loopback.length;
}

// As UNIX sockets are that have connected.
void name_nothing(sockaddr* address, socklen_t* length) {
    address->sa_family = AF_UNIX;
    *length = sizeof address->sa_family;
}

}  // namespace

std::uint16_t SimulatedKernel::port_of_path(const std::string& path) {
    const auto [found, added] = paths_.try_emplace(path, 0);
    if (added) found->second = network_.new_port();
    return found->second;
}

std::uint16_t SimulatedKernel::port_of(const sockaddr* address, socklen_t length) {
    SocketAddress copy;
    std::memcpy(&copy.storage, address, length);
    if (copy.family() != AF_UNIX) return copy.port();
    constexpr std::size_t path_at = offsetof(sockaddr_un, sun_path);
    std::string path(reinterpret_cast<const char*>(address) + path_at, length - path_at);
    if (path[0] != 0) path.pop_back();  // the zero behind it
    return port_of_path(path);
}

SimulatedKernel::Descriptor* SimulatedKernel::find(int fd, Kind kind) {
    const bool there = fd >= 0 && static_cast<std::size_t>(fd) < descriptors_.size();
    if (there && descriptors_[fd].kind == kind) return &descriptors_[fd];
    ++misuses_;
    return nullptr;
}

Endpoint* SimulatedKernel::endpoint(int fd) {
    const bool there = fd >= 0 && static_cast<std::size_t>(fd) < descriptors_.size();
    return there ? descriptors_[fd].endpoint : nullptr;
}

std::int64_t SimulatedKernel::open(Kind kind) {
    const AllocationWatch::Rest rest;
    if (const int error = fault_of(kind == Kind::poll ? Call::open_poll : Call::open_signal)) return -error;
    if (open_ >= descriptors_max) return -EMFILE;
    std::size_t fd = 3;
    while (fd < descriptors_.size() && descriptors_[fd].kind != Kind::none) ++fd;
    if (fd == descriptors_.size()) descriptors_.emplace_back();
    descriptors_[fd] = {};
    descriptors_[fd].kind = kind;
    ++open_;
    return static_cast<std::int64_t>(fd);
}

int SimulatedKernel::fault_of(Call call) {
    if (!dice_.one_in(fault_one_in)) return 0;
    const std::span<const int> errnos = errnos_of(call);
    return errnos.empty() ? 0 : errnos[dice_.below(errnos.size())];
}

void SimulatedKernel::harm(int fd) {
    ++harms_;
    if (Endpoint* harmed = endpoint(fd)) harmed->harmed = true;
}

std::size_t SimulatedKernel::shortened(std::size_t length) {
    return length > 1 && dice_.one_in(short_one_in) ? dice_.between(1, std::min<std::size_t>(length, 100)) : length;
}

std::int64_t SimulatedKernel::receive(int fd, void* bytes, std::size_t length) {
    const AllocationWatch::Rest rest;
    Descriptor* socket = find(fd, Kind::stream);
    if (!socket || !socket->endpoint) return -EBADF;
    switch (const int error = fault_of(Call::receive)) {
        case 0: break;
        case EAGAIN:
        case EINTR:
        case ENOMEM:
        case ENOBUFS: return -error;
        default:
            if (dice_.one_in(4)) return socket->endpoint->break_with(error);
    }
    const std::int64_t received = socket->endpoint->receive(static_cast<char*>(bytes), shortened(length));
    if (received >= 0) note_progress();
    return received;
}

std::int64_t SimulatedKernel::send(int fd, const iovec* pieces, std::size_t count) {
    const AllocationWatch::Rest rest;
    Descriptor* socket = find(fd, Kind::stream);
    if (!socket || !socket->endpoint) return -EBADF;
    switch (const int error = fault_of(Call::send)) {
        case 0: break;
        case EAGAIN:
        case EINTR:
        case ENOMEM:
        case ENOBUFS: return -error;
        default:
            if (dice_.one_in(4)) return socket->endpoint->break_with(error);
    }
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    bytes.resize(shortened(bytes.size()));
    const std::int64_t sent = socket->endpoint->send(bytes);
    if (sent > 0) note_progress();
    return sent;
}

std::int64_t SimulatedKernel::receive_many(int fd, mmsghdr* messages, unsigned count) {
    const AllocationWatch::Rest rest;
    Descriptor* socket = find(fd, Kind::datagrams);
    if (!socket) return -EBADF;
    if (const int error = fault_of(Call::receive_many)) return -error;
    auto& waiting = socket->datagrams->waiting;
    unsigned received = 0;
    for (; received < count && !waiting.empty(); ++received, waiting.pop_front()) {
        msghdr& header = messages[received].msg_hdr;
        const std::string& bytes = waiting.front().bytes;
        const std::size_t length = bytes.copy(static_cast<char*>(header.msg_iov->iov_base), header.msg_iov->iov_len);
        messages[received].msg_len = static_cast<unsigned>(length);
        header.msg_flags = length < bytes.size() ? MSG_TRUNC : 0;
        name(waiting.front().from, static_cast<sockaddr*>(header.msg_name), &header.msg_namelen);
    }
    if (received == 0) return -EAGAIN;
    note_progress();
    return received;
}

std::int64_t SimulatedKernel::send_many(int fd, mmsghdr* messages, unsigned count) {
    const AllocationWatch::Rest rest;
    Descriptor* socket = find(fd, Kind::datagrams);
    if (!socket) return -EBADF;
    if (const int error = fault_of(Call::send_many)) return -error;
    count = static_cast<unsigned>(shortened(count));
    for (unsigned i = 0; i < count; ++i) {
        const msghdr& header = messages[i].msg_hdr;
        const std::string bytes(static_cast<const char*>(header.msg_iov->iov_base), header.msg_iov->iov_len);
        messages[i].msg_len = static_cast<unsigned>(bytes.size());
        const std::uint16_t to = port_of(static_cast<const sockaddr*>(header.msg_name), header.msg_namelen);
        network_.send_datagram(socket->port, to, bytes);
    }
    note_progress();
    return count;
}

std::int64_t SimulatedKernel::open_socket(int family, int type) {
    const AllocationWatch::Rest rest;
    const std::int64_t fd = open(type == SOCK_DGRAM ? Kind::datagrams : Kind::stream);
    if (fd >= 0) descriptors_[fd].local = family == AF_UNIX;
    if (fd >= 0 && type == SOCK_DGRAM) descriptors_[fd].datagrams = std::make_unique<SimulatedDatagrams>();
    return fd;
}

std::int64_t SimulatedKernel::bind_socket(int fd, const sockaddr* address, socklen_t length) {
    const AllocationWatch::Rest rest;
    if (const int error = fault_of(Call::bind_socket)) return -error;
    Descriptor& socket = descriptors_[fd];
    socket.port = port_of(address, length);
    if (socket.port == 0) socket.port = network_.new_port();
    if (!socket.datagrams) return 0;
    socket.datagrams->port = socket.port;
    network_.bind(*socket.datagrams);
    return 0;
}

std::int64_t SimulatedKernel::listen_socket(int fd, int backlog) {
    const AllocationWatch::Rest rest;
    Descriptor* socket = find(fd, Kind::stream);
    if (!socket) return -EBADF;
    if (const int error = fault_of(Call::listen_socket)) return -error;
    socket->kind = Kind::listener;
    network_.listen(socket->port).backlog = static_cast<std::size_t>(backlog);
    return 0;
}

std::int64_t SimulatedKernel::connect_socket(int fd, const sockaddr* address, socklen_t length) {
    const AllocationWatch::Rest rest;
    Descriptor* socket = find(fd, Kind::stream);
    if (!socket) return -EBADF;
    const int error = fault_of(Call::connect_socket);
    if (error != 0 && error != EINTR) return -error;
    const std::uint16_t port = port_of(address, length);
    if (socket->local) return connect_local(*socket, port);
    socket->endpoint = &network_.connect(port);
    return error == EINTR ? -EINTR : -EINPROGRESS;
}

std::int64_t SimulatedKernel::connect_local(Descriptor& socket, std::uint16_t port) {
    int error;
    socket.endpoint = network_.connect_local(port, error);
    return -error;
}

std::int64_t SimulatedKernel::accept_socket(int fd, sockaddr* address, socklen_t* length) {
    const AllocationWatch::Rest rest;
    Descriptor* listener = find(fd, Kind::listener);
    if (!listener) return -EBADF;
    auto& waiting = network_.listen(listener->port).waiting;
    if (waiting.empty()) return -EAGAIN;
    const std::int64_t accepted = open(Kind::stream);
    if (accepted < 0) return accepted;
    Endpoint* endpoint = waiting.front();
    waiting.pop_front();
    descriptors_[accepted].endpoint = endpoint;
    descriptors_[accepted].local = endpoint->local();
    endpoint->local() ? name_nothing(address, length) : name(endpoint->peer()->port(), address, length);
    note_progress();
    return accepted;
}

std::int64_t SimulatedKernel::socket_address(int fd, sockaddr* address, socklen_t* length) {
    if (const int error = fault_of(Call::socket_address)) return -error;
    const Descriptor& socket = descriptors_[fd];
    if (socket.local) {
        name_nothing(address, length);
        return 0;
    }
    name(socket.endpoint ? socket.endpoint->port() : socket.port, address, length);
    return 0;
}

std::int64_t SimulatedKernel::set_option(int fd, int level, int option, int value) {
    const AllocationWatch::Rest rest;
    if (const int error = fault_of(Call::set_option)) return -error;
    if (descriptors_[fd].local && level == IPPROTO_TCP) return -EOPNOTSUPP;
    descriptors_[fd].options[{level, option}] = value;
    return 0;
}

std::int64_t SimulatedKernel::option(int fd, int level, int option) {
    const AllocationWatch::Rest rest;
    if (const int error = fault_of(Call::option)) return -error;
    return descriptors_[fd].options[{level, option}];
}

std::int64_t SimulatedKernel::peer_address(int fd, sockaddr* address, socklen_t* length) {
    const Endpoint* of = endpoint(fd);
    if (!of || !of->established()) return -ENOTCONN;
    of->local() ? name_nothing(address, length) : name(of->peer()->port(), address, length);
    return 0;
}

std::int64_t SimulatedKernel::tcp_information(int fd, TcpInformation& information) {
    information = {};
    const Descriptor* socket = find(fd, Kind::stream);
    if (!socket) return -EBADF;
    return socket->local ? -EOPNOTSUPP : 0;
}

std::int64_t SimulatedKernel::set_linger_reset(int fd) {
    Descriptor* socket = find(fd, Kind::stream);
    if (!socket) return -EBADF;
    if (const int error = fault_of(Call::set_linger_reset)) {
        harm(fd);
        return -error;
    }
    socket->linger_reset = true;
    return 0;
}

std::int64_t SimulatedKernel::socket_error(int fd) {
    Endpoint* of = endpoint(fd);
    return of ? -of->take_error() : -EBADF;
}

std::int64_t SimulatedKernel::unacknowledged_bytes(int fd) {
    const Endpoint* of = endpoint(fd);
    return of ? of->unacknowledged() : -EINVAL;
}

std::int64_t SimulatedKernel::waiting_bytes(int fd) {
    const Endpoint* of = endpoint(fd);
    return of ? of->waiting() : -EINVAL;
}

std::int64_t SimulatedKernel::shutdown_writing(int fd) {
    const AllocationWatch::Rest rest;
    Endpoint* of = endpoint(fd);
    if (!of) return -EBADF;
    if (const int error = fault_of(Call::shutdown_writing)) {
        harm(fd);
        return -error;
    }
    note_progress();
    return of->shut_down();
}

std::int64_t SimulatedKernel::raise_signal(int fd) {
    Descriptor* signal = find(fd, Kind::signal);
    if (!signal) return -EBADF;
    const int error = fault_of(Call::raise_signal);
    if (error == EINTR) return -error;
    signal->raised = true;
    return -error;
}

std::int64_t SimulatedKernel::clear_signal(int fd) {
    Descriptor* signal = find(fd, Kind::signal);
    if (!signal) return -EBADF;
    if (const int error = fault_of(Call::clear_signal)) return -error;
    signal->raised = false;
    return 0;
}

std::int64_t SimulatedKernel::close_descriptor(int fd) {
    const AllocationWatch::Rest rest;
    const bool there = fd >= 0 && static_cast<std::size_t>(fd) < descriptors_.size();
    if (!there || descriptors_[fd].kind == Kind::none) {
        ++misuses_;
        return -EBADF;
    }
    Descriptor& closing = descriptors_[fd];
    if (closing.endpoint) closing.endpoint->close(closing.linger_reset);
    if (closing.kind == Kind::listener) network_.stop_listening(closing.port);
    if (closing.datagrams) network_.unbind(*closing.datagrams);
    for (Descriptor& other : descriptors_) other.watched.erase(fd);
    closing = {};
    --open_;
    const int error = fault_of(Call::close_descriptor);  // it is gone all the same
    return -error;
}

void* SimulatedKernel::map_memory(std::size_t bytes) {
    if (fault_of(Call::map_memory) != 0) {
        ++harms_;
        return nullptr;
    }
    void* memory = system_kernel().map_memory(bytes);
    if (memory) ++mappings_;
    return memory;
}

void SimulatedKernel::unmap_memory(void* memory, std::size_t bytes) {
    --mappings_;
    system_kernel().unmap_memory(memory, bytes);
}

std::int64_t SimulatedKernel::forget_memory(void* memory, std::size_t bytes) {
    if (const int error = fault_of(Call::forget_memory)) return -error;
    return system_kernel().forget_memory(memory, bytes);
}

}  // namespace millrace
