// Floor 2. See loop.hpp.
#include "loop/loop.hpp"

#include <cerrno>

namespace millrace {

Loop::~Loop() {
    unwatch(signal_);
    if (signal_.fd() >= 0) kernel_.close_descriptor(signal_.fd());
}

Code Loop::open(MailReader& reader, std::size_t mails_max) {
    reader_ = &reader;
    read_clock();
    if (const Code code = mailbox_.reserve(mails_max); code != MR_OK) return code;
    if (const Code code = poller_.open(); code != MR_OK) return code;
    const std::int64_t fd = kernel_.open_signal();
    if (fd < 0) return system_code(static_cast<int>(-fd));
    const Code code = watch(signal_, static_cast<int>(fd), interest_read);
    if (code != MR_OK) kernel_.close_descriptor(static_cast<int>(fd));
    return code;
}

Code Loop::turn(std::int64_t timeout_nanos) {
    ++counters_.turns;
    take_mail();
    flush();
    // What a full event block left of the last batch comes before a new one, which would name the same ones first again.
    take_events();
    if (const Code code = wait(timeout_nanos); code != MR_OK) return code;
    take_mail();
    take_ready();
    take_events();
    // Last, so that after a pause what had come in time is seen before what it was waited for has expired.
    timers_.run_due(now_);
    return MR_OK;
}

void Loop::take_mail() {
    mailbox_.take([this](const Mail& mail) { reader_->read_mail(mail); }, [this] { return input_stopped; });
}

void Loop::retry_later(Watched& watched) {
    if (static_cast<ReadyLink&>(watched).linked()) return;
    const bool timed = retry_.pending() || timers_.set(retry_, now_ + retry_nanos);
    (timed ? retries_ : ready_).push_back(watched);
}

void Loop::flush() {
    IntrusiveList<Flushable, FlushLink> now;
    flushes_.move_to(now);
    while (Flushable* flushable = now.pop_front()) flushable->flush();
}

std::int64_t Loop::wait_nanos(std::int64_t timeout_nanos) const {
    if (have_results || !ready_.empty() || !flushes_.empty()) return 0;
    const std::uint64_t deadline = timers_.next_deadline();
    if (deadline == TimerHeap::never) return timeout_nanos;
    const std::int64_t until = deadline > now_ ? static_cast<std::int64_t>(deadline - now_) : 0;
    return timeout_nanos < 0 || until < timeout_nanos ? until : timeout_nanos;
}

Code Loop::wait(std::int64_t timeout_nanos) {
    const std::uint64_t before = read_clock();
    if (input_stopped) return MR_OK;  // a new batch could not be taken
    std::int64_t nanos = wait_nanos(timeout_nanos);
    if (nanos != 0) {
        // A poster looks at asleep_ after it has posted; we look at its post after we have set asleep_.
        asleep_.store(true, std::memory_order_seq_cst);
        if (mailbox_.waiting() || woken_.load(std::memory_order_seq_cst)) nanos = 0;
    }
    const bool sleeps = nanos != 0;
    account_.begin_wait(before, sleeps);
    ++counters_.waits;
    const std::int64_t count = poller_.wait(events_, ready_max, nanos);
    asleep_.store(false, std::memory_order_release);
    // Before anything is looked at that a wake may be about: what comes from here on counts for the next wait.
    if (woken_.load(std::memory_order_acquire)) woken_.store(false, std::memory_order_seq_cst);
    account_.end_wait(read_clock(), sleeps);
    event_next_ = 0;
    event_count_ = count > 0 ? static_cast<int>(count) : 0;
    return count >= 0 || count == -EINTR ? MR_OK : system_code(static_cast<int>(-count));
}

void Loop::take_ready() {
    IntrusiveList<Watched, ReadyLink> now;
    ready_.move_to(now);
    while (Watched* watched = input_stopped ? nullptr : now.pop_front()) watched->ready(0);
    // Who had no turn comes before who has become ready again.
    ready_.move_to(now);
    now.move_to(ready_);
}

void Loop::take_events() {
    while (event_next_ < event_count_ && !input_stopped) {
        const epoll_event& event = events_[event_next_++];
        if (auto* watched = static_cast<Watched*>(event.data.ptr)) watched->ready(event.events);
    }
}

Code Loop::watch(Watched& watched, int fd, std::uint32_t interest) {
    const TimedCall call(account_, TimedCall::other);
    const Code code = poller_.watch(fd, interest, &watched);
    if (code != MR_OK) return code;
    watched.fd_ = fd;
    watched.interest_ = interest;
    watched.watched_ = true;
    return MR_OK;
}

Code Loop::rewatch(Watched& watched, std::uint32_t interest) {
    if (!watched.watched_ || watched.interest_ == interest) return MR_OK;
    const TimedCall call(account_, TimedCall::other);
    const Code code = poller_.rewatch(watched.fd_, interest, &watched);
    if (code == MR_OK) watched.interest_ = interest;
    return code;
}

void Loop::unwatch(Watched& watched) {
    static_cast<ReadyLink&>(watched).unlink();
    if (!watched.watched_) return;
    {
        const TimedCall call(account_, TimedCall::other);
        poller_.unwatch(watched.fd_);
    }
    watched.watched_ = false;
    // The rest of this batch may still name it.
    for (int i = event_next_; i < event_count_; ++i) {
        if (events_[i].data.ptr == &watched) events_[i].data.ptr = nullptr;
    }
}

Code Loop::post(const Mail& mail) {
    const Code code = mailbox_.post(mail);
    if (code == MR_OK) raise_signal();
    return code;
}

void Loop::wake() {
    woken_.store(true, std::memory_order_seq_cst);
    raise_signal();
}

void Loop::raise_signal() {
    if (!asleep_.exchange(false, std::memory_order_seq_cst)) return;
    __atomic_fetch_add(&counters_.wakeups, 1, __ATOMIC_RELAXED);
    // The only other answer, EAGAIN, says that the signal is up already.
    while (kernel_.raise_signal(signal_.fd()) == -EINTR) {
    }
}

void Loop::Signal::ready(std::uint32_t) { loop_.kernel().clear_signal(fd()); }

}  // namespace millrace
