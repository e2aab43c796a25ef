// Floor 5. For tests: a feed with its source and its listeners, as a hub has them, and what goes over their wires.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "abi/fault_mill.hpp"

namespace millrace {

inline std::string patterned_bytes(std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

// A body in chunks of random length, with now and then an extension, and trailers at the end.
inline std::string chunked(std::string_view bytes, std::uint64_t seed, std::size_t chunk_bytes_max = 5000) {
    std::mt19937_64 random(seed);
    std::string encoded;
    while (!bytes.empty()) {
        const std::size_t length = std::min<std::size_t>(bytes.size(), 1 + random() % chunk_bytes_max);
        char head[32];
        std::snprintf(head, sizeof head, random() % 2 ? "%zx" : "%zX", length);
        encoded += head;
        if (random() % 4 == 0) encoded += ";name=\"value\"";
        encoded += "\r\n";
        encoded += bytes.substr(0, length);
        encoded += "\r\n";
        bytes.remove_prefix(length);
    }
    return encoded + "0\r\n" + (random() % 2 ? "Trailer: of it\r\n" : "") + "\r\n";
}

// What a client makes of chunks that it receives: the bytes, whether they are whole, and what follows them.
struct Unchunked {
    std::string bytes;
    bool whole = false;
    bool wrong = false;
    std::string rest;
    std::size_t heads = 0;
};

inline Unchunked unchunk(std::string_view encoded) {
    Unchunked result;
    for (;;) {
        const std::size_t end = encoded.find("\r\n");
        if (end == std::string_view::npos) break;
        const std::string head(encoded.substr(0, end));
        if (head.empty() || head.find_first_not_of("0123456789abcdef") != std::string::npos) {
            result.wrong = true;
            break;
        }
        const std::size_t length = std::stoul(head, nullptr, 16);
        encoded.remove_prefix(end + 2);
        ++result.heads;
        if (length == 0) {
            result.whole = encoded.substr(0, 2) == "\r\n";
            if (result.whole) result.rest = encoded.substr(2);
            break;
        }
        result.bytes += encoded.substr(0, length);
        if (encoded.size() < length + 2) break;
        if (encoded.substr(length, 2) != "\r\n") result.wrong = true;
        encoded.remove_prefix(length + 2);
    }
    return result;
}

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
