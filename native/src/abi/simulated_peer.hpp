// Floor 5. For tests: somebody at the other end of a simulated connection, who speaks, listens and goes away as a script
// has it, in small pieces and at odd times.
#pragma once

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>

#include "io/simulated_network.hpp"

namespace millrace {

class SimulatedPeer {
public:
    enum class Leaves { once_said, once_said_by_half, after_the_other, with_reset, without_a_word, never, count };

    struct Script {
        std::string says;
        Leaves leaves = Leaves::once_said;
        std::uint64_t leaves_at_bytes = 0;  // said and heard: when it resets or vanishes
        std::uint64_t hears_max = ~std::uint64_t{0};
        std::uint64_t piece_bytes_max = 300;
        std::uint64_t gap_nanos_max = 5'000'000;
        // A body that it puts in chunks, between other things that it says: encoded, from there to there.
        std::string body;
        std::size_t body_from = 0, body_to = 0;
    };

    SimulatedPeer(SimulatedNetwork& network, Dice& dice, Script of_it)
        : script(std::move(of_it)), network_(network), dice_(dice) {}

    // It is at that end, and does something after a while.
    void begin(Endpoint& mine, std::uint64_t nanos = 0) {
        end = &mine;
        acting_ = true;
        network_.after(nanos, [this] { act(); });
    }
    bool begun() const { return end != nullptr; }
    // The other side of its connection, once there is one.
    Endpoint* other() const { return end ? end->peer() : nullptr; }
    bool gone() const { return !end || left || end->dead(); }

    // From now on it hears everything, and leaves after the other.
    void be_kind() {
        script.hears_max = ~std::uint64_t{0};
        if (script.leaves != Leaves::without_a_word) script.leaves = Leaves::after_the_other;
        script.says.resize(said);
        kind_ = true;
        if (end && !acting_) act();
    }

    // At a UNIX socket nobody can vanish: who dies has closed.
    void be_local() {
        if (script.leaves == Leaves::without_a_word) script.leaves = Leaves::once_said;
    }

    std::string_view has_said() const { return std::string_view(script.says).substr(0, said); }

    Script script;
    Endpoint* end = nullptr;
    std::size_t said = 0;
    std::string heard;
    bool heard_fin = false;
    bool was_reset = false;
    bool left = false;

private:
    static constexpr std::uint64_t gap_nanos_limit = 500'000'000;

    void act() {
        acting_ = false;
        if (left) return;
        const bool spoke = speak();
        const bool moved = listen() || spoke;  // both, always
        leave();
        if (left || was_reset) return;
        gap_nanos_ = moved ? script.gap_nanos_max : std::min(2 * gap_nanos_, gap_nanos_limit);
        acting_ = true;
        network_.after(dice_.between(1, gap_nanos_), [this] { act(); });
    }

    bool speak() {
        if (said == script.says.size() || half_left_) return false;
        const auto count =
            end->send(std::string_view(script.says).substr(said, dice_.between(1, script.piece_bytes_max)));
        if (count > 0) said += static_cast<std::size_t>(count);
        if (count < 0 && count != -EAGAIN) was_reset = true;
        return count > 0;
    }

    bool listen() {
        if (heard.size() >= script.hears_max || heard_fin) return false;
        char bytes[1024];
        const std::uint64_t most = std::min<std::uint64_t>(
            {sizeof bytes, script.hears_max - heard.size(), dice_.between(1, 2 * script.piece_bytes_max)});
        const std::int64_t count = end->receive(bytes, most);
        if (count > 0) heard.append(bytes, static_cast<std::size_t>(count));
        if (count == 0) heard_fin = end->fin_came;
        if (count == 0 && !heard_fin) was_reset = true;
        if (count < 0 && count != -EAGAIN) was_reset = true;
        return count > 0;
    }

    void leave() {
        const bool all_said = said == script.says.size();
        const bool at_that_byte = said + heard.size() >= script.leaves_at_bytes;
        if (was_reset) return end->close();
        switch (script.leaves) {
            case Leaves::once_said:
                if (all_said && end->established()) close();
                return;
            case Leaves::once_said_by_half:
                if (all_said && !half_left_ && end->established()) {
                    end->shut_down();
                    half_left_ = true;
                }
                if (half_left_ && heard_fin) close();
                return;
            case Leaves::with_reset:
                if (at_that_byte && end->established()) {
                    end->close(true);
                    left = true;
                }
                return;
            case Leaves::without_a_word:
                if (!at_that_byte && !kind_) return;
                end->vanish();
                left = true;
                return;
            case Leaves::after_the_other:
                if (heard_fin) close();
                return;
            default: return;
        }
    }

    void close() {
        end->close();
        left = true;
    }

    SimulatedNetwork& network_;
    Dice& dice_;
    bool half_left_ = false, acting_ = false, kind_ = false;
    std::uint64_t gap_nanos_ = 1'000'000;
};

}  // namespace millrace
