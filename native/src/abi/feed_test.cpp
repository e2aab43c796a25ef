// Floor 5. Through the seam: a source, its feed and its subscribers, byte for byte, and what a copy costs: nothing.
#include <gtest/gtest.h>

#include "abi/fault_scene.hpp"

namespace millrace {
namespace {

std::string encoded_as(mr_body body, const std::string& bytes, std::uint64_t seed) {
    return body == MR_BODY_CHUNKED ? chunked(bytes, seed) : bytes;
}

constexpr const char* body_names[] = {"UntilClose", "Length", "Chunked"};

class FeedOf : public testing::TestWithParam<mr_body> {};

TEST_P(FeedOf, ReachesEverySubscriberByteForByte) {
    const mr_body body = GetParam();
    const std::string bytes = patterned_bytes(2'000'000, 21);
    FaultScene scene;
    scene.open();
    for (int i = 0; i < 3; ++i) {
        scene.listen(MR_BODY_UNTIL_CLOSE);
        scene.listen(MR_BODY_CHUNKED);
    }
    scene.begin(body, bytes.size());
    EXPECT_EQ(scene.java->feed_stats(scene.feed).source, scene.source.handle);
    EXPECT_EQ(scene.java->feed_stats(scene.feed).subscribers, 6u);
    ASSERT_TRUE(scene.stream(encoded_as(body, bytes, 22), 23));
    if (body == MR_BODY_UNTIL_CLOSE) scene.source.peer.finish();
    for (FaultScene::Listener& listener : scene.listeners) {
        ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.closed || listener.pair.peer.reset; }));
        EXPECT_FALSE(listener.pair.peer.reset);
        EXPECT_TRUE(listener.content() == bytes);
        if (listener.body == MR_BODY_CHUNKED) {
            const Unchunked seen = unchunk(listener.pair.peer.received);
            EXPECT_TRUE(seen.whole && !seen.wrong);
            EXPECT_EQ(seen.rest, "");
        }
        listener.pair.peer.close();
        ASSERT_TRUE(scene.until_ended(listener.pair.handle));
        EXPECT_EQ(scene.java->reason(listener.pair.handle), MR_REASON_FEED_ENDED);
    }
    scene.source.peer.close();
    ASSERT_TRUE(scene.until_ended(scene.source.handle));
    ASSERT_TRUE(scene.until_read([&] { return scene.counters().feeds == 0; }));
    const Seen& of_feed = scene.java->seen(scene.feed);
    ASSERT_FALSE(of_feed.changed.empty());
    EXPECT_EQ(of_feed.changed.front().code, MR_FEED_LIVE);
    EXPECT_EQ(of_feed.changed.back().code, MR_FEED_ENDED);
    EXPECT_EQ(of_feed.changed.back().a, bytes.size());
}

TEST_P(FeedOf, CopiesNothingButChunkHeads) {
    const mr_body body = GetParam();
    const std::string bytes = patterned_bytes(1'000'000, 24);
    for (const mr_body to : {MR_BODY_UNTIL_CLOSE, MR_BODY_CHUNKED}) {
        FaultScene scene;
        scene.open();
        for (int i = 0; i < 4; ++i) scene.listen(to);
        scene.begin(body, bytes.size());
        ASSERT_TRUE(scene.stream(encoded_as(body, bytes, 25), 26));
        for (FaultScene::Listener& listener : scene.listeners) {
            ASSERT_TRUE(scene.until_read([&] { return listener.content().size() == bytes.size(); }));
        }
        const mr_loop_counters& counters = scene.data_counters();
        EXPECT_EQ(counters.bytes_copied_tails, 0u);
        std::size_t heads = 0;
        for (FaultScene::Listener& listener : scene.listeners) {
            if (to == MR_BODY_CHUNKED) heads += unchunk(listener.pair.peer.received).heads;
        }
        EXPECT_LE(counters.bytes_copied_framing, heads * 10);
        EXPECT_LE(counters.bytes_copied_framing * 4, bytes.size());
        EXPECT_EQ(scene.java->feed_stats(scene.feed).handle == 0 ? bytes.size() * 4
                                                                 : scene.java->feed_stats(scene.feed).delivered_bytes,
                  bytes.size() * 4);
    }
}

INSTANTIATE_TEST_SUITE_P(Bodies, FeedOf, testing::Values(MR_BODY_LENGTH, MR_BODY_CHUNKED, MR_BODY_UNTIL_CLOSE),
                         [](const auto& body) { return body_names[body.param]; });

TEST(Feed, SubscribersJoinAtTheNewestByte) {
    FaultScene scene;
    scene.open();
    scene.begin(MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(scene.stream("before", 1));
    ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).published_bytes == 6; }));
    FaultScene::Listener& listener = scene.listen();
    ASSERT_TRUE(scene.stream("after", 1));
    ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.received.size() >= 5; }));
    EXPECT_EQ(listener.pair.peer.received, "after");
    EXPECT_LE(scene.java->feed_stats(scene.feed).held_bytes, 0u);
}

TEST(Feed, HistoryIsWhatANewSubscriberGetsFirst) {
    FaultScene scene;
    scene.open(MR_SLOW_END, 4 << 20, 0, 0, 10);
    scene.begin(MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(scene.stream("0123456789abcdefghij", 1, 3));
    ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).published_bytes == 20; }));
    FaultScene::Listener& listener = scene.listen();
    ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.received.size() >= 10; }));
    EXPECT_EQ(listener.pair.peer.received, "abcdefghij");
}

TEST(Feed, IsWrittenByJavaToo) {
    FaultScene scene;
    scene.open();
    FaultScene::Listener& raw = scene.listen();
    FaultScene::Listener& framed = scene.listen(MR_BODY_CHUNKED);
    const std::string bytes = patterned_bytes(300'000, 27);
    ASSERT_TRUE(scene.java->write(scene.feed, bytes));
    mr_command close = command(MR_CMD_FEED_CLOSE, scene.feed);
    scene.java->tell(close);
    ASSERT_TRUE(scene.until_read([&] { return raw.pair.peer.closed && framed.pair.peer.closed; }));
    EXPECT_TRUE(raw.pair.peer.received == bytes);
    EXPECT_TRUE(framed.content() == bytes);
    EXPECT_TRUE(unchunk(framed.pair.peer.received).whole);
    scene.listeners.clear();
    ASSERT_TRUE(scene.until([&] { return scene.counters().feeds == 0 && scene.counters().connections == 0; }));
    EXPECT_EQ(scene.java->ask(close), MR_STALE);
}

TEST(Feed, ClosedAtOnceLeavesNobodyWhole) {
    FaultScene scene;
    scene.open(MR_SLOW_END, 64 << 20);
    FaultScene::Listener& slow = scene.listen(MR_BODY_CHUNKED, 0, 16 * 1024);
    scene.begin(MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(scene.send(scene.source.peer, std::string(8 << 20, 's')));
    mr_command close = command(MR_CMD_FEED_CLOSE, scene.feed);
    close.flags = 1;
    scene.java->tell(close);
    ASSERT_TRUE(scene.until_ended(slow.pair.handle));
    EXPECT_EQ(scene.java->reason(slow.pair.handle), MR_REASON_FEED_ENDED);
    EXPECT_FALSE(unchunk(slow.pair.peer.received).whole);
    scene.source.peer.close();
    ASSERT_TRUE(scene.until_ended(scene.source.handle));
    EXPECT_EQ(scene.java->reason(scene.source.handle), MR_REASON_FEED_ENDED);
    EXPECT_TRUE(scene.until([&] { return scene.counters().feeds == 0; }));
}

TEST(Feed, ClosedWhileLiveGivesSubscribersWhatIsTheirsAndEndsTheSource) {
    for (const std::uint32_t flags : {0u, std::uint32_t{MR_THEN_RETURN}}) {
        FaultScene scene;
        scene.open();
        FaultScene::Listener& listener = scene.listen(MR_BODY_CHUNKED, flags);
        scene.begin(MR_BODY_UNTIL_CLOSE, 0, flags);
        ASSERT_TRUE(scene.stream("all that there was", 1));
        ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).published_bytes == 18; }));
        scene.java->tell(command(MR_CMD_FEED_CLOSE, scene.feed));
        ASSERT_TRUE(scene.until_read([&] { return unchunk(listener.pair.peer.received).whole; }));
        EXPECT_EQ(listener.content(), "all that there was");
        if (flags == 0) {
            scene.source.peer.close();
            listener.pair.peer.close();
            ASSERT_TRUE(scene.until_ended(scene.source.handle));
            ASSERT_TRUE(scene.until_ended(listener.pair.handle));
            EXPECT_EQ(scene.java->reason(scene.source.handle), MR_REASON_FEED_ENDED);
        } else {
            ASSERT_TRUE(scene.until([&] { return !scene.java->seen(listener.pair.handle).returned.empty(); }));
            ASSERT_TRUE(scene.until([&] { return !scene.java->seen(scene.source.handle).returned.empty(); }));
            EXPECT_EQ(scene.java->seen(listener.pair.handle).returned[0].code, MR_REASON_NONE);
            EXPECT_EQ(scene.java->seen(listener.pair.handle).returned[0].a, 18u);
            EXPECT_EQ(scene.java->seen(scene.source.handle).returned[0].code, MR_REASON_FEED_ENDED);
            EXPECT_EQ(scene.java->seen(scene.source.handle).returned[0].a, 18u);
        }
    }
}

TEST(Clock, WritesALineAtASteadyInterval) {
    FaultScene scene;
    scene.open();
    FaultScene::Listener& listener = scene.listen();
    mr_command clock = command(MR_CMD_FEED_CLOCK, scene.feed);
    EXPECT_EQ(scene.java->ask(clock), MR_OUT_OF_RANGE);
    clock.a = 20'000'000;
    scene.java->tell(clock);
    const auto lines = [&] {
        return std::count(listener.pair.peer.received.begin(), listener.pair.peer.received.end(), '\n');
    };
    ASSERT_TRUE(scene.until_read([&] { return lines() == 1; }));
    for (int i = 2; i <= 10; ++i) {
        scene.kernel.advance(20'000'000);
        ASSERT_TRUE(scene.until_read([&] { return lines() >= i; }));
    }
    EXPECT_NE(listener.pair.peer.received.find("Z line 10\n"), std::string::npos);
    // Missed intervals are skipped, not made up for.
    const auto before = lines();
    scene.kernel.advance(1'000'000'000);
    for (int i = 0; i < 5; ++i) scene.turn();
    scene.receive_all();
    EXPECT_LE(lines() - before, 3);
    scene.java->tell(command(MR_CMD_FEED_CLOSE, scene.feed));
    ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.closed; }));
}

TEST(Feed, OptionsAreChecked) {
    FaultScene scene;
    mr_command record = command(MR_CMD_FEED_OPEN, static_cast<Handle>(scene.data()));
    EXPECT_EQ(scene.java->ask(record), MR_OUT_OF_RANGE);  // behind nothing
    record.a = 1;
    record.flags = 2;
    EXPECT_EQ(scene.java->ask(record), MR_OUT_OF_RANGE);
    record.flags = 0;
    record.handle = static_cast<Handle>(scene.java->handle());
    EXPECT_EQ(scene.java->ask(record), MR_WRONG_KIND);
    record.handle = 12345;
    EXPECT_EQ(scene.java->ask(record), MR_STALE);
    record.handle = static_cast<Handle>(scene.data());
    std::int64_t last = 0;
    int count = 0;
    while ((last = scene.java->ask(record)) > 0) ++count;
    EXPECT_EQ(last, MR_FULL);
    EXPECT_EQ(count, MR_FEEDS_MAX);
}

TEST(Feed, SteadyStreamAllocatesNothing) {
    for (const mr_body to : {MR_BODY_UNTIL_CLOSE, MR_BODY_CHUNKED}) {
        FaultScene scene;
        scene.open();
        for (int i = 0; i < 5; ++i) scene.listen(to);
        scene.begin(MR_BODY_CHUNKED);
        const auto play = [&](int turns) {
            for (int i = 0; i < turns; ++i) {
                scene.source.peer.send("a\r\n0123456789\r\n14\r\n01234567890123456789\r\n");
                scene.turn();
                scene.receive_all();
                for (auto& listener : scene.listeners) listener.pair.peer.received.clear();
            }
        };
        play(300);
        AllocationWatch::reset();
        play(4000);
        EXPECT_EQ(AllocationWatch::count(), 0u);
        EXPECT_EQ(scene.data_counters().bytes_copied_tails, 0u);
        EXPECT_EQ(scene.java->feed_stats(scene.feed).published_bytes, 30u * 4300);
        EXPECT_LE(scene.counters().segments_in_use, 4u);
    }
}

TEST(Source, WhoseBodyIsCutShortStillGetsWhatJavaHadSaid) {
    FaultScene scene;
    scene.open();
    auto pair = scene.accept(16 * 1024);
    const std::string said(8 << 20, 's');
    ASSERT_TRUE(scene.java->write(pair.handle, said));
    scene.java->hand_over(pair.handle, MR_ROLE_SOURCE, scene.feed, MR_BODY_LENGTH, 100);
    ASSERT_TRUE(scene.until([&] { return scene.on_data_loop(pair.handle); }));
    pair.peer.send("ten bytes!");
    pair.peer.finish();
    ASSERT_TRUE(scene.until([&] { return pair.peer.closed || pair.peer.reset; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(pair.peer.received.size(), said.size());
    ASSERT_TRUE(scene.until([&] { return scene.java->ended(pair.handle); }));
    EXPECT_EQ(scene.java->reason(pair.handle), MR_REASON_PEER_CLOSED);
}

}  // namespace
}  // namespace millrace
