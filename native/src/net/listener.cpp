// Floor 3. See listener.hpp.
#include "net/listener.hpp"

#include <cerrno>
#include <new>

namespace millrace {

namespace {

// The peer was gone before it was accepted, or a signal came: the next one may be there.
bool passing(std::int64_t result) {
    return result == -ECONNABORTED || result == -EINTR || result == -EPROTO || result == -EPERM;
}

}  // namespace

Code Listener::open(const SocketAddress& address, int backlog) {
    if (address.length == 0) return MR_OUT_OF_RANGE;
    const std::int64_t fd = loop_.kernel().open_socket(address.family(), SOCK_STREAM);
    if (fd < 0) return code_of(fd);
    const Code code = bind_and_listen(static_cast<int>(fd), address, backlog);
    if (code != MR_OK) loop_.kernel().close_descriptor(static_cast<int>(fd));
    return code;
}

Code Listener::bind_and_listen(int fd, const SocketAddress& address, int backlog) {
    Kernel& kernel = loop_.kernel();
    if (const Code code = code_of(kernel.set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1)); code != MR_OK) return code;
    if (const Code code = code_of(kernel.bind_socket(fd, address.data(), address.length)); code != MR_OK) return code;
    if (const Code code = code_of(kernel.listen_socket(fd, backlog)); code != MR_OK) return code;
    return begin(fd);
}

Code Listener::adopt(int fd) {
    if (const Code code = code_of(loop_.kernel().adopt_socket(fd, SOCK_STREAM, true)); code != MR_OK) return code;
    const Code code = begin(fd);
    if (code != MR_OK) loop_.kernel().disown_socket(fd);
    return code;
}

Code Listener::begin(int fd) {
    const Code code = loop_.watch(*this, fd, interest_read);
    if (code != MR_OK) return code;
    listening_fd_ = fd;
    spare_fd_ = static_cast<int>(loop_.kernel().open_signal());  // any descriptor will do
    return MR_OK;
}

void Listener::close() {
    if (listening_fd_ < 0) return;
    loop_.unwatch(*this);
    loop_.kernel().close_descriptor(listening_fd_);
    listening_fd_ = -1;
    if (spare_fd_ >= 0) loop_.kernel().close_descriptor(spare_fd_);
    spare_fd_ = -1;
}

std::int64_t Listener::port() const {
    SocketAddress address;
    const std::int64_t result = loop_.kernel().socket_address(listening_fd_, address.data(), &address.length);
    return result < 0 ? code_of(result) : address.port();
}

void Listener::allow(std::uint64_t connections) {
    const bool was_full = allowed_ == 0;
    allowed_ = allowed_ == unlimited || connections > unlimited - 1 - allowed_ ? connections : allowed_ + connections;
    if (was_full && !resting_ && loop_.rewatch(*this, interest_read) != MR_OK) rest();
}

Code Listener::spread(const Home& home) {
    try {
        homes_.push_back(home);
        return MR_OK;
    } catch (const std::bad_alloc&) {
        return MR_NO_MEMORY;
    }
}

Home Listener::next_home() {
    const std::size_t turn = turn_ % (homes_.size() + 1);
    ++turn_;
    return turn == 0 ? Home{} : homes_[turn - 1];
}

void Listener::forget(const Home& home) {
    std::erase_if(homes_, [&](const Home& one) { return one.number == home.number && one.term == home.term; });
}

void Listener::ready(std::uint32_t) {
    if (resting_) {
        resting_ = false;
        if (loop_.rewatch(*this, interest_read) != MR_OK) return rest();
    }
    for (int i = 0; i < accepts_max && !acceptor_.full() && allowed_ > 0; ++i) {
        SocketAddress peer;
        const std::int64_t accepted = accept(peer);
        if (passing(accepted)) continue;
        if (accepted == -EAGAIN) return;
        if ((accepted == -EMFILE || accepted == -ENFILE) && turn_away()) continue;
        if (accepted < 0) return rest();
        if (!acceptor_.accepted(*this, static_cast<int>(accepted), peer)) {
            loop_.kernel().close_descriptor(static_cast<int>(accepted));
            return rest();
        }
        if (allowed_ != unlimited) --allowed_;
    }
    if (allowed_ == 0) loop_.rewatch(*this, interest_none);  // until it is allowed more
}

std::int64_t Listener::accept(SocketAddress& peer) {
    const TimedCall call(loop_.account(), TimedCall::accept);
    return loop_.kernel().accept_socket(listening_fd_, peer.data(), &peer.length);
}

// With the spare descriptor: who would wait for nothing is told so. False when nobody waited, or there is no spare.
bool Listener::turn_away() {
    if (spare_fd_ < 0) return false;
    Kernel& kernel = loop_.kernel();
    kernel.close_descriptor(spare_fd_);
    SocketAddress peer;
    const std::int64_t accepted = accept(peer);
    if (accepted >= 0) {
        kernel.close_descriptor(static_cast<int>(accepted));
        ++loop_.counters().connections_refused;
    }
    spare_fd_ = static_cast<int>(kernel.open_signal());
    return accepted >= 0;
}

void Listener::rest() {
    resting_ = true;
    loop_.rewatch(*this, interest_none);
    loop_.retry_later(*this);
}

}  // namespace millrace
