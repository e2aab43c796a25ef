// Floor 5. Through the seam: a source or a listener is gone at any byte, a thousand times, and nothing of it stays.
#include <gtest/gtest.h>

#include "abi/fault_scene.hpp"

namespace millrace {
namespace {

// One session: a source and two listeners, each behind a head in lockstep. The source, or the listener with chunks, goes
// away once so many bytes were sent by it or read by it.
class Session {
public:
    Session(FaultScene& scene, std::uint64_t seed)
        : scene_(scene), random_(seed), bytes_(patterned_bytes(8'000, seed)) {
        encoded_ = "PUT\r\n\r\n" + chunked(bytes_, seed, 700) + "GET\r\n\r\n";
        source_dies_ = random_() % 2 == 0;
        reset_ = random_() % 2 == 0;
        dies_after_bytes_ = random_() % (source_dies_ ? encoded_.size() : bytes_.size());
    }

    void run() {
        scene_.open();
        framed_ = subscribe(MR_ROLE_SUBSCRIBER | MR_THEN_RETURN, MR_BODY_CHUNKED);
        raw_ = subscribe(MR_ROLE_SUBSCRIBER, MR_BODY_UNTIL_CLOSE);
        source_ = scene_.accept();
        scene_.java->frame(source_.handle, "\r\n\r\n", 1000, true);
        ASSERT_TRUE(scene_.until([&] { return source_dies_ ? sent_ == dies_after_bytes_ : listener_is_full(); },
                                 [&] { stream(source_dies_ ? dies_after_bytes_ : encoded_.size()); }));
        FaultMill::Pair& victim = source_dies_ ? source_ : framed_;
        reset_ ? victim.peer.abort() : victim.peer.close();
        source_dies_ ? end_without_source() : end_without_listener();
        clean_up();
    }

private:
    FaultMill::Pair subscribe(std::uint32_t role, mr_body body) {
        FaultMill::Pair pair = scene_.accept();
        scene_.java->frame(pair.handle, "\r\n\r\n", 1000, true);
        scene_.turn();
        pair.peer.send("GET\r\n\r\n");
        EXPECT_TRUE(scene_.until([&] { return !scene_.java->seen(pair.handle).frames.empty(); }));
        scene_.java->hand_over(pair.handle, role, scene_.feed, body);
        EXPECT_TRUE(scene_.until([&] { return scene_.on_data_loop(pair.handle); }));
        return pair;
    }

    // The source sends a little, up to a bound; Java hands it over behind its head; the listeners read.
    void stream(std::size_t bound) {
        const std::size_t piece = std::min<std::size_t>(1 + random_() % 900, bound - sent_);
        if (source_.peer.is_open()) sent_ += source_.peer.send(std::string_view(encoded_).substr(sent_, piece));
        if (!handed_over_ && !scene_.java->seen(source_.handle).frames.empty()) {
            scene_.java->hand_over(source_.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene_.feed, MR_BODY_CHUNKED);
            handed_over_ = true;
        }
        framed_.peer.receive(source_dies_ ? SIZE_MAX : dies_after_bytes_ - framed_.peer.received.size());
        raw_.peer.receive();
    }

    bool listener_is_full() const { return framed_.peer.received.size() == dies_after_bytes_; }

    // What the listeners have got is the source's, as far as it came, and does not look whole unless it is.
    void end_without_source() {
        ASSERT_TRUE(scene_.until([&] { return over(source_.handle); }, [&] { stream(sent_); }));
        scene_.java->tell(command(MR_CMD_FEED_CLOSE, scene_.feed));  // in case it never had its source
        ASSERT_TRUE(scene_.until([&] { return raw_.peer.closed || raw_.peer.reset; }, [&] { stream(sent_); }));
        EXPECT_FALSE(raw_.peer.reset);
        EXPECT_TRUE(bytes_.starts_with(raw_.peer.received));
        const Unchunked seen = unchunk(framed_.peer.received);
        EXPECT_FALSE(seen.wrong);
        if (seen.whole && handed_over_) {
            EXPECT_TRUE(seen.bytes == bytes_);
        }
    }

    // The other listener does not notice.
    void end_without_listener() {
        ASSERT_TRUE(
            scene_.until([&] { return raw_.peer.closed || raw_.peer.reset; }, [&] { stream(encoded_.size()); }));
        EXPECT_FALSE(raw_.peer.reset);
        EXPECT_TRUE(raw_.peer.received == bytes_);
        Seen& seen = scene_.java->seen(source_.handle);
        ASSERT_TRUE(scene_.until([&] { return seen.frames.size() == 2; }));
        EXPECT_EQ(seen.frames[1], "GET");
        EXPECT_EQ(seen.returned.size(), 1u);
    }

    bool over(Handle handle) { return scene_.java->ended(handle) || !scene_.java->seen(handle).returned.empty(); }

    void clean_up() {
        for (FaultMill::Pair* pair : {&source_, &framed_, &raw_}) {
            pair->peer.close();
            scene_.java->tell(command(MR_CMD_CLOSE, pair->handle));
        }
        ASSERT_TRUE(scene_.until([&] { return scene_.counters().connections == 0 && scene_.counters().feeds == 0; }));
    }

    FaultScene& scene_;
    std::mt19937_64 random_;
    const std::string bytes_;
    std::string encoded_;
    std::size_t sent_ = 0;
    bool handed_over_ = false;
    bool source_dies_;
    bool reset_;
    std::size_t dies_after_bytes_;
    FaultMill::Pair source_, framed_, raw_;
};

TEST(Killed, AThousandTimesAtAnyByteLeavesNothing) {
    FaultScene scene;
    Session(scene, 1).run();
    const std::int64_t descriptors = scene.kernel.open_descriptors();
    for (std::uint64_t seed = 2; seed <= 1001 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Session(scene, seed).run();
        EXPECT_EQ(scene.kernel.open_descriptors(), descriptors);
        EXPECT_LE(scene.counters().segments_in_use, 2u);  // what each loop receives into
    }
    EXPECT_EQ(scene.counters().slabs, 1u);
}

}  // namespace
}  // namespace millrace
