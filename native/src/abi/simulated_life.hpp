// Floor 5. For tests: what Java knows of one connection in a simulated world, and what has to be true of it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "abi/simulated_peer.hpp"
#include "millrace/millrace.h"

namespace millrace {

struct Life {
    enum class Kind { echo, lines, lockstep, supplied, talker, count };

    // Output is what Java wrote, and what a feed wrote in between: some part of all that the feed had.
    struct Part {
        std::string bytes;
        bool of_feed = false;
        bool open = false;  // of a feed: how much it was is not known yet
        std::uint64_t length = 0;
    };

    std::uint64_t handle = 0;
    Kind kind = Kind::echo;
    SimulatedPeer* peer = nullptr;
    std::size_t loop = 0;
    bool connecting = false, moving = false, streaming = false, source = false;
    bool closed = false, aborted = false, finished = false, halves = false, crowded = false, peer_finished = false;
    bool was_streaming = false;
    bool paused = false, moved = false;
    bool ended = false;
    std::uint64_t idle_nanos = 0, read_nanos = 0, write_nanos = 60'000'000'000, unsent_max = 0;
    bool has_deadline = false;
    std::string heard;
    std::vector<Part> said;
    std::uint64_t talk_bytes = 0;  // that are still to be said
    std::uint64_t deliveries_asked = 0, deliveries_told = 0;
    mr_event ending{};

    void say(std::string_view bytes) {
        if (said.empty() || said.back().of_feed) said.emplace_back();
        said.back().bytes += bytes;
    }

    // `heard_by_peer` is the beginning of what was said; all of it where `whole`. `fed`: all that the feed may have had.
    void check_output(std::string_view bytes, std::string_view fed, bool whole) const {
        for (const Part& part : said) {
            if (bytes.empty() && !whole) return;
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

    // What Java heard is the beginning of what the peer said.
    void check_input() const {
        if (!peer) return;
        ASSERT_TRUE(peer->has_said().substr(0, heard.size()) == heard)
            << "Java heard " << heard.size() << " bytes that the peer did not say so";
        const bool all = ending.code == MR_REASON_PEER_CLOSED && !closed && !was_streaming;
        if (!all) return;
        std::string_view owed = peer->has_said();
        if (kind == Kind::lines || kind == Kind::lockstep) owed = owed.substr(0, owed.rfind('\n') + 1);
        EXPECT_EQ(heard.size(), owed.size()) << "the peer closed, and Java did not hear all that it had said";
    }

    std::string description() const {
        constexpr const char* kinds[] = {"echo", "lines", "lockstep", "supplied", "talker"};
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
        return text + "; ended with reason " + std::to_string(ending.code) + ", detail " + std::to_string(ending.d);
    }

    // The world's history explains the ending. `harmed`: something failed that may end anybody.
    void check_reason(std::uint64_t now, bool harmed) const {
        SCOPED_TRACE(description());
        const Endpoint* mine = peer ? peer->other() : nullptr;
        harmed = harmed || (mine && mine->harmed);
        const bool reset = mine && (mine->was_reset || mine->timed_out);
        switch (ending.code) {
            case MR_REASON_PEER_CLOSED: EXPECT_TRUE(mine && mine->fin_came); break;
            case MR_REASON_PEER_RESET: EXPECT_TRUE(harmed || reset) << "nobody reset it; errno " << ending.d; break;
            case MR_REASON_LOCAL_CLOSE: EXPECT_TRUE(closed); break;
            case MR_REASON_LOCAL_ABORT: EXPECT_TRUE(aborted); break;
            case MR_REASON_IDLE: check_idle(mine); break;
            case MR_REASON_STALLED:
                if (mine && !was_streaming) {
                    EXPECT_GE(now - mine->taken_nanos, write_nanos);
                }
                break;
            case MR_REASON_LIMIT: EXPECT_TRUE(harmed || unsent_max != 0); break;
            case MR_REASON_REFUSED: EXPECT_TRUE(harmed || connecting) << "errno " << ending.d; break;
            case MR_REASON_SYSTEM: EXPECT_TRUE(harmed || reset) << "errno " << ending.d; break;
            case MR_REASON_FEED_ENDED:
            case MR_REASON_LAG: EXPECT_TRUE(was_streaming); break;
            default: ADD_FAILURE() << "ended with reason " << ending.code;
        }
    }

    void check_idle(const Endpoint* mine) const {
        EXPECT_TRUE(closed || has_deadline || idle_nanos != 0 || read_nanos != 0) << "no time-out was set";
        if (closed || has_deadline || !mine) return;
        EXPECT_EQ(mine->waiting(), 0) << "it was not idle: bytes were waiting";
    }
};

}  // namespace millrace
