// Floor 5. For tests: a mill over a kernel that can fail, with its loops turned by hand, and Java's side of the seam.
#pragma once

#include <gtest/gtest.h>
#include <sched.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "abi/java_side.hpp"
#include "abi/mill.hpp"
#include "io/fault_allocator.hpp"
#include "io/fault_kernel.hpp"
#include "net/loopback_peer.hpp"

namespace millrace {

enum class DataLoop { by_hand, threaded };

// A mill with one control loop and one data loop, which the test turns by hand unless it asks for a thread. What it
// leaves behind is a failure.
class FaultMill {
public:
    explicit FaultMill(std::uint64_t ceiling_bytes = Pool::default_ceiling, DataLoop data_loop = DataLoop::by_hand)
        : FaultMill([](FaultKernel&) {}, ceiling_bytes, data_loop) {}

    // `prepare` sets the kernel's rules before anything else is done.
    explicit FaultMill(const std::function<void(FaultKernel&)>& prepare,
                       std::uint64_t ceiling_bytes = Pool::default_ceiling, DataLoop data_loop = DataLoop::by_hand)
        : threaded_(data_loop == DataLoop::threaded) {
        prepare(kernel);
        open(ceiling_bytes);
        if (!mill_) return;
        java.emplace(*mill_, control_);
        if (java->open()) {
            listening = java->listen();
            port = listening > 0 ? java->port_of(listening) : 0;
        }
    }
    ~FaultMill() {
        close();
        expect_nothing_open();
    }

    // Everything came up: not so where a fault was made on the way.
    bool usable() const { return control_ > 0 && data_ > 0 && port != 0; }

    Mill& mill() { return *mill_; }
    std::int64_t data() const { return data_; }
    mr_loop_counters& data_counters() {
        std::size_t bytes;
        return *static_cast<mr_loop_counters*>(mill_->block(MR_BLOCK_LOOP_COUNTERS, data_, bytes));
    }
    const mr_process_counters& counters() { return mill_->refresh_counters(); }

    void turn_data() {
        if (threaded_) return;
        Station* station = mill_->station(static_cast<Handle>(data_));
        AllocationWatch watch;
        if (station) station->turn(0);
    }
    void turn() {
        java->turn(threaded_ ? 1'000'000 : 0);
        turn_data();
        if (step_nanos != 0) kernel.advance(step_nanos);
    }

    // Turns both loops, with `also` after each turn, until `done` or until far more turns than it can need.
    bool until(const std::function<bool()>& done, const std::function<void()>& also = nullptr) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (int turns = 0; turns < 2'000'000; ++turns) {
            if (done()) return true;
            turn();
            if (also) also();
            if (turns % 64 == 63) {
                ::sched_yield();
                if (std::chrono::steady_clock::now() > give_up) break;
            }
        }
        return done();
    }

    // A connected pair: the peer, and the handle that Java knows it by.
    struct Pair {
        LoopbackPeer peer;
        Handle handle = 0;
    };
    Pair accept(int receive_buffer_bytes = 0) {
        const std::size_t before = java->accepted.size();
        Pair pair{LoopbackPeer(port, receive_buffer_bytes), 0};
        EXPECT_TRUE(until([&] { return java->accepted.size() > before; }));
        if (java->accepted.size() > before) pair.handle = java->accepted.back();
        return pair;
    }

    bool send(LoopbackPeer& peer, std::string_view bytes) {
        return until([&] { return bytes.empty() || peer.reset; }, [&] { bytes.remove_prefix(peer.send(bytes)); });
    }
    bool receive(LoopbackPeer& peer, std::size_t bytes) {
        return until([&] { return peer.received.size() >= bytes || peer.closed || peer.reset; },
                     [&] { peer.receive(); });
    }

    std::int64_t open_feed(mr_slow slow = MR_SLOW_END, std::uint64_t behind_bytes = 4 << 20,
                           std::uint64_t stall_nanos = 0, std::uint64_t linger_nanos = 0,
                           std::uint32_t history_bytes = 0) {
        mr_command record = command(MR_CMD_FEED_OPEN, static_cast<Handle>(data_));
        record.flags = static_cast<std::uint16_t>(slow);
        record.a = behind_bytes;
        record.b = stall_nanos;
        record.c = linger_nanos;
        record.d = static_cast<std::uint64_t>(control_);
        record.length = history_bytes;
        return java->ask(record);
    }
    bool on_data_loop(Handle handle) {
        if (mill_->site().connections.owner_of(handle) != handle_index(static_cast<Handle>(data_))) return false;
        // Mail is read in order: what is told to a loop with a thread from now on comes behind.
        return threaded_ || java->stats(handle).state >= MR_CONN_SOURCE;
    }

    // Closes what is there, in this order; then the mill itself ends.
    void close() {
        if (!mill_) return;
        {
            AllocationWatch watch;
            for (const std::int64_t loop : {control_, data_}) {
                if (loop > 0) mill_->close_loop(static_cast<Handle>(loop));
            }
        }
        const mr_process_counters& left = mill_->refresh_counters();
        EXPECT_EQ(left.connections, 0u);
        EXPECT_EQ(left.listeners, 0u);
        EXPECT_EQ(left.feeds, 0u);
        EXPECT_EQ(left.loops, 0u);
        EXPECT_EQ(left.segments_in_use, 0u);
        end();
    }
    // The mill ends, with whatever is there.
    void end() {
        java.reset();
        mill_.reset();
    }

    FaultKernel kernel;
    std::optional<JavaSide> java;
    std::int64_t listening = 0;
    std::uint16_t port = 0;
    std::uint64_t step_nanos = 0;  // the clock's advance a turn, for tests that wait for timers

private:
    void open(std::uint64_t ceiling_bytes) {
        AllocationWatch watch;
        try {
            mill_.emplace(kernel, ceiling_bytes);
        } catch (const std::bad_alloc&) {
            return;
        }
        control_ = mill_->open_loop(MR_LOOP_CONTROL);
        data_ = mill_->open_loop(MR_LOOP_DATA, threaded_);
    }

    void expect_nothing_open() {
        EXPECT_EQ(kernel.open_descriptors(), 0);
        EXPECT_EQ(kernel.open_mappings(), 0);
        EXPECT_EQ(kernel.misuses(), 0u);
    }

    const bool threaded_;
    std::optional<Mill> mill_;
    std::int64_t control_ = 0;
    std::int64_t data_ = 0;
};

}  // namespace millrace
