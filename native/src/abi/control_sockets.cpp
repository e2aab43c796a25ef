// Floor 5. See control_loop.hpp: listening, connecting, datagrams, and sockets that others made.
#include <cerrno>
#include <utility>

#include "abi/control_loop.hpp"
#include "abi/mill.hpp"

namespace millrace {

namespace {

// The handle of what was made, or why not; then it is no more.
template <typename T>
std::int64_t opened(SlotTable<T>& table, T& made, Code code) {
    if (code == MR_OK) return static_cast<std::int64_t>(made.handle());
    table.give_back(made.handle());
    return code;
}

}  // namespace

SocketAddress ControlLoop::address_of(const mr_command& command) {
    if (command.flags != 1) return SocketAddress::of(command.flags, command.a, command.b, command.length, command.d);
    const SegmentRef segment = share_range(command);
    if (!segment) return SocketAddress::of_path({});
    return SocketAddress::of_path({reinterpret_cast<const char*>(segment->data) + command.offset, command.length});
}

std::int64_t ControlLoop::listen(const mr_command& command) {
    Listener* listener = listeners_.take(loop_.number(), loop_, *this);
    if (!listener) return MR_FULL;
    const SocketAddress address = address_of(command);
    const Code code = listener->open(address, static_cast<int>(command.arg & 0xffff));
    return opened(listeners_, *listener, code);
}

std::int64_t ControlLoop::close_listener(Handle handle) {
    if (!listeners_.find(handle, loop_.number())) return MR_STALE;
    listeners_.give_back(handle);
    return MR_OK;
}

std::int64_t ControlLoop::port(Handle handle) {
    if (const Listener* listener = listeners_.find(handle, loop_.number())) return listener->port();
    if (const Datagrams* socket = datagrams_.find(handle, loop_.number())) return socket->port();
    return MR_STALE;
}

std::int64_t ControlLoop::set_from(const mr_command& command) {
    from_ = command.flags == 1 ? SocketAddress::none() : address_of(command);
    return from_.length == 0 ? MR_OUT_OF_RANGE : MR_OK;
}

// A port of its own choice may be one that it had a moment ago. One that the kernel chooses it chooses once it knows the peer,
// so that connections to several peers can share one; kernels before 4.2 do not know how.
std::int64_t ControlLoop::bind(int fd, const SocketAddress& from) {
    Kernel& kernel = site_.kernel;
    if (from.port() != 0) {
        if (const std::int64_t set = kernel.set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1); set < 0) return set;
    } else {
        static_cast<void>(kernel.set_option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1));
    }
    return kernel.bind_socket(fd, from.data(), from.length);
}

std::int64_t ControlLoop::connect(const mr_command& command) {
    const SocketAddress from = std::exchange(from_, SocketAddress::none());
    const SocketAddress address = address_of(command);
    if (address.length == 0) return MR_OUT_OF_RANGE;
    Kernel& kernel = site_.kernel;
    const std::int64_t fd = kernel.open_socket(address.family(), SOCK_STREAM);
    if (fd < 0) return code_of(fd);
    std::int64_t result = from.length == 0 ? 0 : bind(static_cast<int>(fd), from);
    if (result >= 0) result = kernel.connect_socket(static_cast<int>(fd), address.data(), address.length);
    const bool under_way = result >= 0 || result == -EINPROGRESS || result == -EINTR;
    Connection* connection = under_way ? site_.new_connection(loop_.number(), static_cast<int>(fd)) : nullptr;
    if (!connection) {
        kernel.close_descriptor(static_cast<int>(fd));
        if (under_way) return MR_FULL;
        return code_of(result);
    }
    const Handle handle = connection->handle();
    const Code code = connection->attach_connecting(loop_, *this, command.c);
    if (code != MR_OK) connection->end({MR_REASON_SYSTEM, MR_BY_SYSTEM, 0}, false);
    return static_cast<std::int64_t>(handle);
}

std::int64_t ControlLoop::apply_to_listener(const mr_command& command) {
    Listener* listener = listeners_.find(command.handle, loop_.number());
    if (!listener) return MR_STALE;
    switch (command.kind) {
        case MR_CMD_CLOSE: return close_listener(command.handle);
        case MR_CMD_ACCEPT: listener->allow(command.a); return MR_OK;
        case MR_CMD_SPREAD: {
            const Home home = mill_.control_home(command.a);
            return home.number == no_owner ? MR_STALE : listener->spread(home);
        }
        default: return MR_WRONG_KIND;
    }
}

std::int64_t ControlLoop::open_datagrams(const mr_command& command) {
    if (command.flags == 1) return MR_OUT_OF_RANGE;
    Datagrams* socket = datagrams_.take(loop_.number(), loop_, *this);
    if (!socket) return MR_FULL;
    return opened(datagrams_, *socket, socket->open(address_of(command), command.arg));
}

std::int64_t ControlLoop::apply_to_datagrams(const mr_command& command) {
    Datagrams* socket = datagrams_.find(command.handle, loop_.number());
    if (!socket) return MR_STALE;
    switch (command.kind) {
        case MR_CMD_CLOSE:
            socket->flush();
            datagrams_.give_back(command.handle);
            return MR_OK;
        case MR_CMD_ABORT: datagrams_.give_back(command.handle); return MR_OK;
        case MR_CMD_PAUSE_READING: socket->pause(); return MR_OK;
        case MR_CMD_RESUME_READING: socket->resume(); return MR_OK;
        case MR_CMD_SEND_TO: return send_to(*socket, command);
        default: return MR_WRONG_KIND;
    }
}

std::int64_t ControlLoop::send_to(Datagrams& socket, const mr_command& command) {
    SegmentRef segment = share_range(command);
    if (!segment) return MR_OUT_OF_RANGE;
    return socket.send(Piece{std::move(segment), command.offset, command.length},
                       SocketAddress::of(command.flags, command.a, command.b, command.arg, command.d));
}

std::int64_t ControlLoop::adopt(std::uint32_t kind, int fd) {
    switch (kind) {
        case MR_HANDLE_LISTENER: return adopt_listener(fd);
        case MR_HANDLE_CONNECTION: return adopt_connection(fd);
        case MR_HANDLE_DATAGRAMS: return adopt_datagrams(fd);
        default: return MR_OUT_OF_RANGE;
    }
}

std::int64_t ControlLoop::adopt_listener(int fd) {
    Listener* listener = listeners_.take(loop_.number(), loop_, *this);
    if (!listener) return MR_FULL;
    return opened(listeners_, *listener, listener->adopt(fd));
}

std::int64_t ControlLoop::adopt_datagrams(int fd) {
    Datagrams* socket = datagrams_.take(loop_.number(), loop_, *this);
    if (!socket) return MR_FULL;
    return opened(datagrams_, *socket, socket->adopt(fd));
}

// A stream that is connected.
std::int64_t ControlLoop::adopt_connection(int fd) {
    if (const std::int64_t result = site_.kernel.adopt_socket(fd, SOCK_STREAM, false); result < 0) {
        return code_of(result);
    }
    Connection* connection = site_.new_connection(loop_.number(), fd);
    if (!connection) {
        site_.kernel.disown_socket(fd);
        return MR_FULL;
    }
    if (const Code code = connection->attach(loop_, *this); code != MR_OK) end_unwatched(*connection, code);
    return static_cast<std::int64_t>(connection->handle());
}

}  // namespace millrace
