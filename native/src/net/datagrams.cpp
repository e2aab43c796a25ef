// Floor 3. See datagrams.hpp.
#include "net/datagrams.hpp"

#include <algorithm>
#include <cerrno>

namespace millrace {

namespace {

// The socket takes no more for now; every other failure is that of one datagram.
bool is_busy(std::int64_t result) {
    return result == -EAGAIN || result == -EINTR || result == -ENOBUFS || result == -ENOMEM;
}

}  // namespace

Code Datagrams::open(const SocketAddress& address, std::uint32_t datagram_bytes_max) {
    if (address.length == 0 || datagram_bytes_max < 1 || datagram_bytes_max > datagram_bytes_limit)
        return MR_OUT_OF_RANGE;
    Kernel& kernel = loop_.kernel();
    const std::int64_t opened = kernel.open_socket(address.family(), SOCK_DGRAM);
    if (opened < 0) return code_of(opened);
    slot_bytes_ = datagram_bytes_max;
    const int fd = static_cast<int>(opened);
    Code code = code_of(kernel.bind_socket(fd, address.data(), address.length));
    if (code == MR_OK) code = begin(fd);
    if (code != MR_OK) kernel.close_descriptor(fd);
    return code;
}

Code Datagrams::adopt(int fd) {
    if (const Code code = code_of(loop_.kernel().adopt_socket(fd, SOCK_DGRAM, false)); code != MR_OK) return code;
    const Code code = begin(fd);
    if (code != MR_OK) loop_.kernel().disown_socket(fd);
    return code;
}

Code Datagrams::begin(int fd) {
    const Code code = loop_.watch(*this, fd, interest_read);
    if (code == MR_OK) socket_ = fd;
    return code;
}

void Datagrams::close() {
    if (socket_ < 0) return;
    loop_.unwatch(*this);
    static_cast<FlushLink&>(*this).unlink();
    loop_.kernel().close_descriptor(socket_);
    socket_ = -1;
    loop_.counters().datagrams_dropped += waiting_.size();
}

std::int64_t Datagrams::port() const {
    SocketAddress address;
    const std::int64_t result = loop_.kernel().socket_address(socket_, address.data(), &address.length);
    return result < 0 ? code_of(result) : address.port();
}

Code Datagrams::send(Piece&& datagram, const SocketAddress& to) {
    if (to.length == 0 || datagram.length > datagram_bytes_limit) return MR_OUT_OF_RANGE;
    const std::uint32_t length = datagram.length;
    const bool full = waiting_.size() == unsent_max || unsent_bytes_ + length > unsent_bytes_max;
    if (full || !waiting_.push_back({std::move(datagram), to})) {
        ++loop_.counters().datagrams_dropped;
        return full ? MR_FULL : MR_NO_MEMORY;
    }
    unsent_bytes_ += length;
    if (!blocked_) loop_.will_flush(*this);
    return MR_OK;
}

void Datagrams::pause() {
    reading_ = false;
    update_interest();
}

void Datagrams::resume() {
    reading_ = true;
    update_interest();
}

void Datagrams::ready(std::uint32_t events) {
    if ((events & EPOLLOUT) && blocked_) {
        blocked_ = false;
        flush();
    }
    if (reading_ && (events == 0 || (events & (EPOLLIN | EPOLLERR)))) {
        receive();
    } else if (events & EPOLLERR) {
        loop_.kernel().socket_error(socket_);  // an answer to what was sent; asking clears it
    }
    update_interest();
}

void Datagrams::receive() {
    const std::uint32_t room = std::min({batch, reader_.room(), std::max<std::uint32_t>(1, 65536 / slot_bytes_)});
    if (room == 0) return loop_.make_ready(*this);
    ReceiveBuffer& buffer = loop_.received();
    if (!buffer.reserve(room * slot_bytes_)) return loop_.retry_later(*this);
    mmsghdr messages[batch]{};
    iovec slots[batch];
    SocketAddress from[batch];
    for (std::uint32_t i = 0; i < room; ++i) {
        slots[i] = {buffer.room() + i * slot_bytes_, slot_bytes_};
        messages[i].msg_hdr = {from[i].data(), from[i].length, &slots[i], 1, nullptr, 0, 0};
    }
    const std::int64_t count = receive(messages, room);
    if (count <= 0) return;  // nothing there, or an answer to what was sent that nobody can act upon
    loop_.counters().datagrams_in += static_cast<std::uint64_t>(count);
    Piece piece = buffer.take(static_cast<std::uint32_t>(count) * slot_bytes_);
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(count); ++i) {
        from[i].length = messages[i].msg_hdr.msg_namelen;
        const std::uint32_t length = std::min(messages[i].msg_len, slot_bytes_);
        loop_.counters().bytes_in += length;
        const bool cut = messages[i].msg_hdr.msg_flags & MSG_TRUNC;
        reader_.received(*this, Piece{piece.segment, piece.offset + i * slot_bytes_, length}, from[i], cut);
    }
}

void Datagrams::flush() {
    for (int call = 0; call < calls_max && !waiting_.empty(); ++call) {
        mmsghdr messages[batch]{};
        iovec pieces[batch];
        const std::uint32_t count = std::min(batch, waiting_.size());
        for (std::uint32_t i = 0; i < count; ++i) {
            Waiting& one = waiting_[i];
            pieces[i] = {const_cast<std::uint8_t*>(one.datagram.data()), one.datagram.length};
            messages[i].msg_hdr = {one.to.data(), one.to.length, &pieces[i], 1, nullptr, 0, 0};
        }
        const std::int64_t sent = send(messages, count);
        if (is_busy(sent)) {
            ++loop_.counters().sends_cut;
            blocked_ = true;
            return update_interest();
        }
        if (sent < 0) {
            ++loop_.counters().datagrams_dropped;
            drop_sent(1);
        } else {
            for (std::int64_t i = 0; i < sent; ++i) loop_.counters().bytes_out += messages[i].msg_len;
            loop_.counters().datagrams_out += static_cast<std::uint64_t>(sent);
            drop_sent(static_cast<std::uint32_t>(sent));
        }
    }
    if (!waiting_.empty()) loop_.will_flush(*this);
}

std::int64_t Datagrams::receive(mmsghdr* messages, std::uint32_t count) {
    const TimedCall call(loop_.account(), TimedCall::receive);
    return loop_.kernel().receive_many(socket_, messages, count);
}

std::int64_t Datagrams::send(mmsghdr* messages, std::uint32_t count) {
    const std::int64_t sent = send_once(messages, count);
    return sent == -ECONNREFUSED ? send_once(messages, count) : sent;
}

// Of a connected socket this may answer what became of an earlier datagram, and then has not looked at these.
std::int64_t Datagrams::send_once(mmsghdr* messages, std::uint32_t count) {
    const TimedCall call(loop_.account(), TimedCall::send);
    return loop_.kernel().send_many(socket_, messages, count);
}

void Datagrams::drop_sent(std::uint32_t count) {
    for (; count > 0; --count) {
        unsent_bytes_ -= waiting_.front().datagram.length;
        waiting_.pop_front();
    }
}

void Datagrams::update_interest() {
    const std::uint32_t interest =
        (reading_ ? interest_read : interest_none) | (blocked_ ? interest_write : interest_none);
    // Where the kernel refuses, it looks again after a moment.
    if (loop_.rewatch(*this, interest) != MR_OK) loop_.retry_later(*this);
}

}  // namespace millrace
