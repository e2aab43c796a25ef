// Floor 5. For tests: a session of a feed. A source that puts a body in chunks and then asks for something else on the same
// connection; one listener with chunks that comes home and is said goodbye to; and one without.
#pragma once

#include "abi/fault_session.hpp"

namespace millrace {

// How a slow listener is treated, and how far it may be behind.
struct FeedShape {
    mr_slow slow;
    std::uint64_t behind_bytes;
};

class FeedSession final : public PartySession {
public:
    static constexpr FeedShape roomy{MR_SLOW_END, 4 << 20};
    static constexpr FeedShape paced{MR_SLOW_PACE, 600};  // holds up its source

    FeedSession(FaultScene& scene, const FeedShape& shape)
        : PartySession(scene, parties), shape_(shape), bytes_(patterned_bytes(3000, 100)) {
        for (Party& party : parties_) {
            party.says = "GET\r\n\r\n";
            party.finishes = false;
        }
        source().says = "PUT\r\n\r\n" + chunked(bytes_, 101, 800) + "GET\r\n\r\n";
    }

    // Whoever was not harmed has all that the source published; whoever was has its beginning.
    void check() override {
        PartySession::check();
        const std::vector<mr_event>& changes = scene_.java->seen(scene_.feed).changed;
        const std::uint64_t published = changes.empty() ? 0 : changes.back().a;
        EXPECT_LE(published, bytes_.size());
        if (whole(source())) {
            EXPECT_EQ(published, bytes_.size());
        }
        const std::string expected = bytes_.substr(0, published);
        const Unchunked chunks = unchunk(party(framed).peer.received);
        EXPECT_FALSE(chunks.wrong);
        EXPECT_TRUE(bytes_.starts_with(chunks.bytes));
        EXPECT_TRUE(bytes_.starts_with(party(raw).peer.received));
        if (whole(party(framed))) {
            EXPECT_EQ(chunks.bytes, expected);
        }
        if (whole(party(raw))) {
            EXPECT_EQ(party(raw).peer.received, expected);
        }
        // A stream that was cut short does not look whole. One that never began is whole, and empty.
        const bool began = !changes.empty() && changes.front().code == MR_FEED_LIVE;
        if (chunks.whole && began) {
            EXPECT_TRUE(chunks.bytes == bytes_);
        }
    }

private:
    enum Role { framed, raw, putting, parties };

    Party& party(Role role) { return parties_[role]; }
    Party& source() { return party(putting); }

    bool begin() override {
        const std::int64_t feed = scene_.open_feed(shape_.slow, shape_.behind_bytes, 60'000'000'000);
        if (feed > 0) scene_.feed = static_cast<Handle>(feed);
        return feed > 0;
    }

    bool settled(const Party& one) {
        return !one.peer.is_open() || (one.handle != 0 && scene_.on_data_loop(one.handle));
    }
    bool listeners_settled() { return settled(party(framed)) && settled(party(raw)); }

    // The source waits for its listeners, so that they get everything.
    std::size_t may_say(const Party& one) override {
        return &one != &source() || listeners_settled() ? one.says.size() : 0;
    }
    void came(Party& one) override { scene_.java->frame(one.handle, "\r\n\r\n", 1000, true); }

    // Without its source the feed ends, for those who have joined it.
    void turn() override {
        if (!source_over_ && (!source().peer.is_open() || source().closed) && listeners_settled()) {
            source_over_ = true;
            scene_.java->tell(command(MR_CMD_FEED_CLOSE, scene_.feed));
        }
        PartySession::turn();
    }

    void decide(Party& one) override {
        const Seen& seen = scene_.java->seen(one.handle);
        const bool is_source = &one == &source();
        if (one.seen == 0 && !seen.frames.empty()) {
            one.seen = 1;
            hand_over(one);
        }
        const bool came_home = !seen.returned.empty() && (!is_source || seen.frames.size() == 2);
        const bool turned_away = !seen.returned.empty() && seen.returned[0].code != MR_REASON_NONE;
        if (!came_home && !turned_away) return;
        if (!turned_away) scene_.java->write(one.handle, "bye");
        close(one);
    }
    void hand_over(const Party& one) {
        JavaSide& java = *scene_.java;
        const std::uint32_t role = &one == &source() ? MR_ROLE_SOURCE : MR_ROLE_SUBSCRIBER;
        if (&one == &party(raw)) return java.hand_over(one.handle, role, scene_.feed, MR_BODY_UNTIL_CLOSE);
        java.hand_over(one.handle, role | MR_THEN_RETURN, scene_.feed, MR_BODY_CHUNKED);
    }

    bool whole(Party& one) override {
        if (one.handle == 0 || one.peer.reset) return false;
        const int why = reason(one);
        if (&one == &party(raw)) return why == MR_REASON_FEED_ENDED;
        // Chunks that were cut short have no other end; else the others came home, and got their goodbye.
        if (&one == &party(framed) && why == MR_REASON_FEED_ENDED) return !whole(source());
        return why == MR_REASON_LOCAL_CLOSE && one.peer.received.ends_with("bye");
    }
    void check_one(Party&) override {}  // what each has depends on what the source published

    const FeedShape shape_;
    const std::string bytes_;
    bool source_over_ = false;
};

}  // namespace millrace
