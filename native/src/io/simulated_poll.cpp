// Floor 1. See simulated_kernel.hpp: readiness, waiting, and time.
#include <algorithm>
#include <cerrno>

#include "io/fault_allocator.hpp"
#include "io/simulated_kernel.hpp"

namespace millrace {

namespace {
std::uint32_t input(bool there) { return there ? std::uint32_t{EPOLLIN} : 0; }
}  // namespace

std::int64_t SimulatedKernel::poll_control(int poll, int operation, int fd, epoll_event* event) {
    const AllocationWatch::Rest rest;
    Descriptor* of = find(poll, Kind::poll);
    const bool there = fd >= 0 && static_cast<std::size_t>(fd) < descriptors_.size();
    if (!of || !there || descriptors_[fd].kind == Kind::none) {
        ++misuses_;
        return -EBADF;
    }
    const bool watched = of->watched.count(fd) > 0;
    if (watched == (operation == EPOLL_CTL_ADD)) {
        ++misuses_;
        return watched ? -EEXIST : -ENOENT;
    }
    if (operation == EPOLL_CTL_DEL) {
        of->watched.erase(fd);
        return 0;
    }
    if (const int error = fault_of(operation == EPOLL_CTL_ADD ? Call::poll_add : Call::poll_modify)) {
        harm(fd);
        return -error;
    }
    of->watched[fd] = *event;
    return 0;
}

std::uint32_t SimulatedKernel::ready(const Descriptor& descriptor) const {
    switch (descriptor.kind) {
        case Kind::stream: return descriptor.endpoint ? descriptor.endpoint->ready() : EPOLLHUP | EPOLLOUT;
        case Kind::listener: return input(!network_.listen(descriptor.port).waiting.empty());
        case Kind::datagrams: return EPOLLOUT | input(!descriptor.datagrams->waiting.empty());
        case Kind::signal: return EPOLLOUT | input(descriptor.raised);
        default: return 0;
    }
}

bool SimulatedKernel::any_ready(int poll) const {
    for (const auto& [fd, wanted] : descriptors_[poll].watched) {
        if (ready(descriptors_[fd]) & (wanted.events | EPOLLERR | EPOLLHUP)) return true;
    }
    return false;
}

int SimulatedKernel::take_ready(int poll, epoll_event* events, int events_max) {
    int count = 0;
    for (const auto& [fd, wanted] : descriptors_[poll].watched) {
        const std::uint32_t those = ready(descriptors_[fd]) & (wanted.events | EPOLLERR | EPOLLHUP);
        if (those == 0 || count == events_max) continue;
        events[count] = wanted;
        events[count++].events = those;
    }
    for (int i = count - 1; i > 0; --i) std::swap(events[i], events[dice_.below(static_cast<std::uint64_t>(i) + 1)]);
    return count;
}

// The whole process stands still, and the world goes on.
void SimulatedKernel::pause() { network_.advance_to(network_.now() + dice_.between(1, pause_nanos_max)); }

std::int64_t SimulatedKernel::poll_wait(int poll, epoll_event* events, int events_max, std::int64_t timeout_nanos) {
    const AllocationWatch::Rest rest;
    if (!find(poll, Kind::poll)) return -EBADF;
    if (dice_.one_in(pause_one_in)) pause();
    if (const int error = fault_of(Call::poll_wait)) return -error;
    if (const int count = take_ready(poll, events, events_max); count > 0) {
        ++waits_in_vain_;
        return count;
    }
    if (timeout_nanos == 0) {
        ++waits_in_vain_;
        return 0;
    }
    const std::uint64_t nanos = static_cast<std::uint64_t>(timeout_nanos);
    waiting_.push_back({poll, timeout_nanos < 0 ? SimulatedNetwork::never : network_.now() + nanos});
    const std::int64_t answer = wait(poll, events, events_max, waiting_.back().until);
    waiting_.pop_back();
    return answer;
}

// Until something is ready, or time is up. Whoever waits around it can be ready first: then this wait is interrupted.
std::int64_t SimulatedKernel::wait(int poll, epoll_event* events, int events_max, std::uint64_t until) {
    for (;;) {
        const bool worked = others && others();
        if (const int count = take_ready(poll, events, events_max); count > 0) return count;
        if (network_.now() >= until) return 0;
        if (interrupted || given_up()) return -EINTR;
        for (const Waiting& one : waiting_) {
            if (any_ready(one.poll) || network_.now() >= one.until) return -EINTR;
        }
        if (worked) continue;
        std::uint64_t next = network_.next_event();
        for (const Waiting& one : waiting_) next = std::min(next, one.until);
        if (next == SimulatedNetwork::never) {
            hangs_ = true;
            return -EINTR;
        }
        if (next > network_.now()) note_progress();
        network_.advance_to(next);
    }
}

}  // namespace millrace
