// Floor 2. For tests: a loop over the kernel as it is, and what can be on it: a descriptor that is ready when it is raised, a
// timer, something to flush.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <utility>
#include <vector>

#include "loop/loop.hpp"

namespace millrace {

// A descriptor that is ready whenever it is raised.
struct Bell final : Watched {
    Bell(Loop& owner, std::function<void(Bell&)> action = {}) : loop(owner), then(std::move(action)) {
        descriptor = static_cast<int>(system_kernel().open_signal());
        EXPECT_EQ(loop.watch(*this, descriptor, interest_read), MR_OK);
    }
    ~Bell() override {
        loop.unwatch(*this);
        system_kernel().close_descriptor(descriptor);
    }
    void ready(std::uint32_t events) override {
        ++times;
        last_events = events;
        if (then) then(*this);
    }
    void ring() { system_kernel().raise_signal(descriptor); }
    void hush() { system_kernel().clear_signal(descriptor); }

    Loop& loop;
    int descriptor = -1;
    int times = 0;
    std::uint32_t last_events = 0;
    std::function<void(Bell&)> then;
};

struct Alarm final : Timer {
    explicit Alarm(std::function<void()> action) : then(std::move(action)) {}
    void expired(std::uint64_t) override { then(); }
    std::function<void()> then;
};

struct Flush final : Flushable {
    explicit Flush(std::function<void(Flush&)> action) : then(std::move(action)) {}
    void flush() override { then(*this); }
    std::function<void(Flush&)> then;
};

class LoopTest : public testing::Test, protected MailReader {
protected:
    LoopTest()
        : entries_(4096),
          pool_(system_kernel(), 1 << 20, entries_.data(), 4096),
          loop_(system_kernel(), pool_, 0, counters_) {
        EXPECT_EQ(loop_.open(*this, 8), MR_OK);
    }

    void read_mail(const Mail& mail) override {
        read_.push_back(mail.command.a);
        if (on_mail_) on_mail_(mail);
    }

    static Mail mail(std::uint64_t number) {
        Mail mail{.command = {}};
        mail.command.kind = MR_CMD_WRITE;
        mail.command.a = number;
        return mail;
    }

    std::vector<mr_segment_entry> entries_;
    Pool pool_;
    mr_loop_counters counters_{};
    Loop loop_;
    std::vector<std::uint64_t> read_;
    std::function<void(const Mail&)> on_mail_;
};

}  // namespace millrace
