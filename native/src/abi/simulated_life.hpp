// Floor 5. For tests: what Java knows of one connection in a simulated world, and what has to be true of it.
#pragma once

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "abi/chunks.hpp"
#include "abi/simulated_peer.hpp"
#include "millrace/millrace.h"

namespace millrace {

class SimulatedProtocol;

struct Life {
    enum class Kind { echo, lines, lockstep, supplied, talker, fused, uploader, count };

    // Output is what Java wrote, and what a feed wrote in between: some part of all that the feed had.
    struct Part {
        std::string bytes;
        bool of_feed = false;
        bool open = false;  // of a feed: how much it was is not known yet
        std::uint64_t length = 0;
        bool chunked = false;
    };

    std::uint64_t handle = 0;
    Kind kind = Kind::echo;
    SimulatedPeer* peer = nullptr;
    std::size_t loop = 0;
    bool connecting = false, moving = false, streaming = false, source = false;
    bool closed = false, aborted = false, finished = false, halves = false, crowded = false, peer_finished = false;
    bool was_streaming = false;
    bool cut_short = false;  // it was the source of a body, and came home before its end: where, nobody can say
    bool paused = false, moved = false, local = false;
    bool ended = false;
    bool forsaken = false;  // its loop was closed: nobody is told what becomes of it
    std::uint64_t idle_nanos = 0, read_nanos = 0, write_nanos = 60'000'000'000, unsent_max = 0;
    bool low_marks = false;            // it may receive nothing because much is unsent
    std::uint64_t deadline = 0;        // when, on the network's clock; 0: none
    std::uint64_t received_nanos = 0;  // when Java last heard something
    std::string heard;
    std::string heard_early;  // by its own protocol, once the connection was back from a feed, before Java knew
    SimulatedProtocol* protocol = nullptr;   // fused: the present one
    std::uint64_t moves = 0;                 // that Java was told of, since it has that one
    std::uint64_t told = 0, heard_told = 0;  // messages of its protocols; those that Java has heard
    std::vector<Part> said;
    std::uint64_t talk_bytes = 0;  // that are still to be said
    std::uint64_t deliveries_asked = 0, deliveries_told = 0;
    mr_event ending{};

    void hear(std::string_view bytes, std::uint64_t now) {
        heard += bytes;
        received_nanos = now;
    }

    void say(std::string_view bytes) {
        if (said.empty() || said.back().of_feed) said.emplace_back();
        said.back().bytes += bytes;
    }

    // The peer's end is here, or may be.
    bool input_is_over() const { return halves && peer && peer->other() && peer->other()->fin_came; }

    // The last one; behind it there can be what its own protocol has said already.
    Part& part_of_feed() {
        return *std::find_if(said.rbegin(), said.rend(), [](const Part& part) { return part.of_feed; });
    }

    // `heard_by_peer` is the beginning of what was said; all of it where `whole`. `fed`: all that the feed may have had.
    void check_output(std::string_view bytes, std::string_view fed, bool whole) const {
        for (const Part& part : said) {
            if (bytes.empty() && !whole) return;
            if (part.chunked) {
                bytes = check_chunks(part, bytes, fed, whole);
                continue;
            }
            std::size_t length = part.of_feed ? part.length : part.bytes.size();
            if (part.of_feed && part.open) length = bytes.size();
            const std::string_view got = bytes.substr(0, std::min(length, bytes.size()));
            if (whole) {
                ASSERT_EQ(got.size(), length) << "the peer was told that this is all";
            }
            if (part.of_feed) {
                ASSERT_TRUE(fed.find(got) != std::string_view::npos) << got.size() << " bytes are no part of the feed";
            } else {
                ASSERT_TRUE(part.bytes.compare(0, got.size(), got) == 0) << "the peer heard what was not said";
            }
            bytes.remove_prefix(got.size());
        }
        ASSERT_EQ(bytes.size(), 0u) << "the peer heard more than was said";
    }

    // Some part of the feed in chunks. Answers what is behind them.
    std::string_view check_chunks(const Part& part, std::string_view bytes, std::string_view fed, bool whole) const {
        const Unchunked chunks = unchunk(bytes);
        EXPECT_FALSE(chunks.wrong) << "no chunks: " << bytes;
        EXPECT_TRUE(fed.find(chunks.bytes) != std::string_view::npos) << "the chunks are no part of the feed";
        if (whole && !part.open) {
            EXPECT_TRUE(chunks.whole) << "the peer was told that this is all";
            EXPECT_EQ(chunks.bytes.size(), part.length);
        }
        return bytes.substr(bytes.size() - chunks.rest.size());
    }

    // Whether its end says that the peer has everything. UNIX sockets have no other end than that of a good one.
    bool ends_in_order() const {
        if (!local) return true;
        const bool closing = ending.code == MR_REASON_LOCAL_CLOSE || ending.code == MR_REASON_PEER_CLOSED;
        return closing && !was_streaming && !connecting;
    }

    // What Java heard is the beginning of what the peer said.
    void check_input() const {
        if (!peer || cut_short) return;
        ASSERT_TRUE(peer->has_said().substr(0, heard.size()) == heard)
            << "Java heard " << heard.size() << " bytes that the peer did not say so";
        const bool all = ending.code == MR_REASON_PEER_CLOSED && !closed && !was_streaming;
        if (!all || kind == Kind::fused) return;
        std::string_view owed = peer->has_said();
        if (kind == Kind::lines || kind == Kind::lockstep || kind == Kind::uploader)
            owed = owed.substr(0, owed.rfind('\n') + 1);
        EXPECT_EQ(heard.size(), owed.size()) << "the peer closed, and Java did not hear all that it had said";
    }

    std::string description() const {
        constexpr const char* kinds[] = {"echo", "lines", "lockstep", "supplied", "talker", "fused", "uploader"};
        std::string text = kinds[static_cast<int>(kind)];
        const auto add = [&text](bool holds, const char* word) { text += holds ? word : ""; };
        add(moved, ", moved");
        add(was_streaming, ", streamed");
        add(streaming, ", streams");
        add(halves, ", half-closes");
        add(peer_finished, ", its peer has finished");
        add(finished, ", has finished");
        add(paused, ", was paused");
        add(closed, ", closed");
        add(aborted, ", aborted");
        add(local, ", local");
        add(forsaken, ", forsaken");
        return text + "; ended with reason " + std::to_string(ending.code) + ", detail " + std::to_string(ending.d);
    }

    // The world's history explains the ending. `harmed`: something failed that may end anybody.
    void check_reason(std::uint64_t now, bool harmed, bool loop_closed) const {
        SCOPED_TRACE(description());
        const Endpoint* mine = peer ? peer->other() : nullptr;
        harmed = harmed || (mine && mine->harmed);
        const bool reset = mine && (mine->was_reset || mine->timed_out);
        switch (ending.code) {
            case MR_REASON_PEER_CLOSED: EXPECT_TRUE(mine && mine->fin_came); break;
            case MR_REASON_PEER_RESET: EXPECT_TRUE(harmed || reset) << "nobody reset it; errno " << ending.d; break;
            case MR_REASON_LOCAL_CLOSE: EXPECT_TRUE(closed); break;
            case MR_REASON_LOCAL_ABORT: EXPECT_TRUE(aborted); break;
            case MR_REASON_IDLE: check_idle(mine, harmed); break;
            case MR_REASON_STALLED:
                if (mine && !was_streaming) {
                    EXPECT_GE(now - mine->taken_nanos, write_nanos);
                }
                break;
            case MR_REASON_LIMIT: EXPECT_TRUE(harmed || unsent_max != 0); break;
            case MR_REASON_REFUSED: check_refused(mine, harmed); break;
            case MR_REASON_SYSTEM: EXPECT_TRUE(harmed || reset) << "errno " << ending.d; break;
            case MR_REASON_FEED_ENDED:
            case MR_REASON_LAG: EXPECT_TRUE(was_streaming); break;
            case MR_REASON_LOOP_CLOSED: EXPECT_TRUE(was_streaming && loop_closed); break;
            default: ADD_FAILURE() << "ended with reason " << ending.code;
        }
    }

    void check_refused(const Endpoint* mine, bool harmed) const {
        EXPECT_TRUE(harmed || connecting) << "errno " << ending.d;
        if (ending.d != ETIMEDOUT || !mine || harmed) return;
        EXPECT_FALSE(mine->established() || mine->sent_reset) << "it was made in time, and nobody looked";
    }

    void check_idle(const Endpoint* mine, bool harmed) const {
        EXPECT_TRUE(closed || deadline != 0 || idle_nanos != 0 || read_nanos != 0) << "no time-out was set";
        if (closed || !mine || mine->waiting() == 0) return;
        EXPECT_TRUE(deadline != 0) << "it was not idle: bytes were waiting";
        // Who could have lifted the deadline for them has heard of it, unless nothing was to be heard at all.
        const bool one_at_a_time = kind == Kind::lockstep || kind == Kind::uploader || kind == Kind::fused;
        if (harmed || paused || low_marks || was_streaming || one_at_a_time) return;
        EXPECT_GE(received_nanos, deadline) << "nothing was told of the bytes that were waiting";
    }
};

}  // namespace millrace
