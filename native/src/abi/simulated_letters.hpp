// Floor 5. For tests: datagrams in a simulated world, between a socket of Java's and somebody far away. They may be lost,
// overtake each other and be cut off; but what comes was sent, and no more often than that.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "abi/java_side.hpp"
#include "io/simulated_network.hpp"

namespace millrace {

class SimulatedLetters {
public:
    SimulatedLetters(SimulatedNetwork& network, Dice& dice) : network_(network), dice_(dice) {
        theirs_.port = network.new_port();
        network.bind(theirs_);
    }
    ~SimulatedLetters() { network_.unbind(theirs_); }
    SimulatedLetters(const SimulatedLetters&) = delete;
    SimulatedLetters& operator=(const SimulatedLetters&) = delete;

    // Java's socket on that loop, if it gets one. The other side begins to write.
    void open(JavaSide& java) {
        bytes_max_ = static_cast<std::uint32_t>(dice_.between(20, 300));
        mr_command record = command(MR_CMD_DATAGRAMS);
        name_port(record, 0);
        record.arg = bytes_max_;
        const std::int64_t handle = java.ask(record);
        if (handle <= 0) return;
        java_ = &java;
        handle_ = static_cast<Handle>(handle);
        port_ = java.port_of(handle);
        if (port_ != 0) act();
    }
    bool is_open() const { return java_ != nullptr; }

    // Java writes one.
    void write() {
        const std::string text = new_text();
        const std::int64_t segment = java_->lend(static_cast<std::uint32_t>(text.size()));
        if (segment < 0) return;
        std::memcpy(java_->memory_of(segment), text.data(), text.size());
        mr_command record = command(MR_CMD_SEND_TO, handle_);
        name_port(record, 0);
        record.arg = theirs_.port;
        record.segment = static_cast<std::uint32_t>(segment);
        record.length = static_cast<std::uint32_t>(text.size());
        const std::int64_t answer = java_->ask(record);
        EXPECT_TRUE(answer == MR_OK || answer == MR_FULL || answer == MR_NO_MEMORY) << answer;
        ++asked_;
        if (answer == MR_OK) to_them_.insert(text);
        mr_command release = command(MR_CMD_RELEASE);
        release.segment = record.segment;
        java_->ask(release);
    }

    // Java reads one.
    void read(const mr_event& event) {
        ASSERT_EQ(event.kind, MR_EVENT_DATAGRAM);
        EXPECT_EQ(event.a, theirs_.port);
        const std::string text(java_->bytes_of(event));
        const auto sent = std::find_if(to_us_.begin(), to_us_.end(), [&](const std::string& one) {
            return event.code == 1 ? one.size() > bytes_max_ && one.substr(0, bytes_max_) == text : one == text;
        });
        ASSERT_TRUE(sent != to_us_.end()) << "nobody sent that, or it came twice: " << text;
        to_us_.erase(sent);
        ++read_;
    }
    std::uint64_t came() const { return read_ + read_there_; }

    void close() {
        if (!is_open()) return;
        java_->ask(command(MR_CMD_CLOSE, handle_));
        forget();
    }
    // It is no more. What Java wrote was sent, or counted as dropped.
    void forget() {
        if (!is_open()) return;
        EXPECT_EQ(java_->counters().datagrams_out + java_->counters().datagrams_dropped, asked_);
        EXPECT_EQ(java_->counters().datagrams_in, read_);
        java_ = nullptr;
    }

private:
    static void name_port(mr_command& record, std::uint16_t port) {
        const std::uint8_t loopback[8] = {127, 0, 0, 1};
        std::memcpy(&record.a, loopback, sizeof loopback);
        record.flags = 4;
        record.length = port;
    }
    std::string new_text() {
        std::string text = std::to_string(++written_) + ' ';
        text.resize(text.size() + dice_.below(400), static_cast<char>('a' + written_ % 26));
        return text;
    }

    // The other side reads what has come, writes one, and does so again after a while.
    void act() {
        if (!is_open()) return;
        for (; !theirs_.waiting.empty(); theirs_.waiting.pop_front(), ++read_there_) {
            const auto sent = to_them_.find(theirs_.waiting.front().bytes);
            ASSERT_TRUE(sent != to_them_.end()) << "Java did not send that, or it came twice";
            to_them_.erase(sent);
        }
        const std::string text = new_text();
        to_us_.insert(text);
        network_.send_datagram(theirs_.port, port_, text);
        network_.after(dice_.between(1, 100'000'000), [this] { act(); });
    }

    SimulatedNetwork& network_;
    Dice& dice_;
    SimulatedDatagrams theirs_;
    JavaSide* java_ = nullptr;
    Handle handle_ = 0;
    std::uint16_t port_ = 0;
    std::uint32_t bytes_max_ = 0;
    std::set<std::string> to_us_, to_them_;  // under way, or lost
    std::uint64_t written_ = 0, asked_ = 0, read_ = 0, read_there_ = 0;
};

}  // namespace millrace
