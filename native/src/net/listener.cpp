// Floor 3. See listener.hpp.
#include "net/listener.hpp"

#include <cerrno>

namespace millrace {

namespace {

Code code_of(std::int64_t result) { return result < 0 ? system_code(static_cast<int>(-result)) : MR_OK; }

// The peer was gone before it was accepted, or a signal came: the next one may be there.
bool passing(std::int64_t result) {
    return result == -ECONNABORTED || result == -EINTR || result == -EPROTO || result == -EPERM;
}

}  // namespace

Code Listener::open(const SocketAddress& address, int backlog) {
    if (address.length == 0) return MR_OUT_OF_RANGE;
    const std::int64_t fd = loop_.kernel().open_socket(address.family());
    if (fd < 0) return code_of(fd);
    const Code code = bind_and_listen(static_cast<int>(fd), address, backlog);
    if (code == MR_OK) {
        listening_fd_ = static_cast<int>(fd);
    } else {
        loop_.kernel().close_descriptor(static_cast<int>(fd));
    }
    return code;
}

Code Listener::bind_and_listen(int fd, const SocketAddress& address, int backlog) {
    Kernel& kernel = loop_.kernel();
    if (const Code code = code_of(kernel.set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1)); code != MR_OK) return code;
    if (const Code code = code_of(kernel.bind_socket(fd, address.data(), address.length)); code != MR_OK) return code;
    if (const Code code = code_of(kernel.listen_socket(fd, backlog)); code != MR_OK) return code;
    return loop_.watch(*this, fd, interest_read);
}

void Listener::close() {
    if (listening_fd_ < 0) return;
    loop_.unwatch(*this);
    loop_.kernel().close_descriptor(listening_fd_);
    listening_fd_ = -1;
}

std::int64_t Listener::port() const {
    SocketAddress address;
    const std::int64_t result = loop_.kernel().socket_address(listening_fd_, address.data(), &address.length);
    return result < 0 ? code_of(result) : address.port();
}

void Listener::ready(std::uint32_t) {
    if (resting_) {
        resting_ = false;
        if (loop_.rewatch(*this, interest_read) != MR_OK) return rest();
    }
    for (int i = 0; i < accepts_max && !acceptor_.full(); ++i) {
        SocketAddress peer;
        ++loop_.counters().accept_calls;
        const std::int64_t fd = loop_.kernel().accept_socket(listening_fd_, peer.data(), &peer.length);
        if (passing(fd)) continue;
        if (fd == -EAGAIN) return;
        if (fd < 0) return rest();
        if (!acceptor_.accepted(*this, static_cast<int>(fd), peer)) {
            loop_.kernel().close_descriptor(static_cast<int>(fd));
            return rest();
        }
    }
}

void Listener::rest() {
    resting_ = true;
    loop_.rewatch(*this, interest_none);
    loop_.retry_later(*this);
}

}  // namespace millrace
