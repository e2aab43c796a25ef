// Floor 5. For tests: a feed with its source and its listeners, as a hub has them, and what goes over their wires.
#pragma once

#include <random>

#include "abi/chunks.hpp"
#include "abi/fault_mill.hpp"

namespace millrace {

class FaultScene : public FaultMill {
public:
    struct Listener {
        Pair pair;
        mr_body body;
        std::string content() const {
            return body == MR_BODY_CHUNKED ? unchunk(pair.peer.received).bytes : pair.peer.received;
        }
    };

    explicit FaultScene(std::uint64_t ceiling_bytes = Pool::default_ceiling, DataLoop data_loop = DataLoop::by_hand)
        : FaultMill(ceiling_bytes, data_loop) {}
    explicit FaultScene(const std::function<void(FaultKernel&)>& prepare) : FaultMill(prepare) {}

    void open(mr_slow slow = MR_SLOW_END, std::uint64_t behind_bytes = 4 << 20, std::uint64_t stall_nanos = 0,
              std::uint64_t linger_nanos = 0, std::uint32_t history_bytes = 0) {
        const std::int64_t answer = open_feed(slow, behind_bytes, stall_nanos, linger_nanos, history_bytes);
        ASSERT_GT(answer, 0);
        feed = static_cast<Handle>(answer);
    }

    Listener& listen(mr_body body = MR_BODY_UNTIL_CLOSE, std::uint32_t flags = 0, int receive_buffer_bytes = 0) {
        listeners.push_back({accept(receive_buffer_bytes), body});
        Listener& listener = listeners.back();
        java->hand_over(listener.pair.handle, MR_ROLE_SUBSCRIBER | flags, feed, body);
        EXPECT_TRUE(until([&] { return on_data_loop(listener.pair.handle); }));
        return listener;
    }

    // The source of the feed; the one before is forgotten.
    void begin(mr_body body, std::uint64_t body_bytes = 0, std::uint32_t flags = 0, std::uint64_t bytes_max = 0) {
        source = accept();
        java->hand_over(source.handle, MR_ROLE_SOURCE | flags, feed, body, body_bytes, bytes_max);
        EXPECT_TRUE(until([&] { return on_data_loop(source.handle); }));
    }

    void receive_all() {
        for (Listener& listener : listeners) listener.pair.peer.receive();
    }

    // Sends in pieces of random length, with a turn after each, while all listeners read.
    bool stream(std::string_view encoded, std::uint64_t seed, std::size_t piece_bytes_max = 20'000) {
        std::mt19937_64 random(seed);
        return until([&] { return encoded.empty() || source.peer.reset; },
                     [&] {
                         encoded.remove_prefix(source.peer.send(encoded.substr(0, 1 + random() % piece_bytes_max)));
                         receive_all();
                     });
    }

    bool until_read(const std::function<bool()>& done) {
        return until(done, [&] { receive_all(); });
    }
    // As clients do, whoever has got FIN closes.
    bool until_ended(Handle handle) {
        return until([&] { return java->ended(handle); },
                     [&] {
                         receive_all();
                         source.peer.receive();
                         if (source.peer.closed) source.peer.close();
                         for (Listener& one : listeners) {
                             if (one.pair.peer.closed) one.pair.peer.close();
                         }
                     });
    }

    Handle feed = 0;
    Pair source;
    std::deque<Listener> listeners;
};

}  // namespace millrace
