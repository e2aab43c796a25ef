// Floor 5. Through the seam: listeners that are too slow, sources that stop, and what that means for the others.
#include <gtest/gtest.h>

#include "abi/fault_scene.hpp"

namespace millrace {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
constexpr int small_buffer = 16 * 1024;

// Sends it all, while everybody but the first listener reads.
bool stream_past_the_first(FaultScene& scene, std::string_view bytes) {
    return scene.until([&] { return bytes.empty() || scene.source.peer.reset; },
                       [&] {
                           bytes.remove_prefix(scene.source.peer.send(bytes.substr(0, 50'000)));
                           for (std::size_t i = 1; i < scene.listeners.size(); ++i)
                               scene.listeners[i].pair.peer.receive();
                       });
}

TEST(SlowEnd, EndsOnlyTheOneThatIsTooFarBehind) {
    const std::string bytes = patterned_bytes(16 << 20, 71);
    for (const mr_body body : {MR_BODY_UNTIL_CLOSE, MR_BODY_CHUNKED}) {
        FaultScene scene;
        scene.open(MR_SLOW_END, 1 << 20);
        FaultScene::Listener& slow = scene.listen(body, MR_THEN_RETURN, small_buffer);
        FaultScene::Listener& first = scene.listen(body);
        FaultScene::Listener& second_one = scene.listen(MR_BODY_CHUNKED);
        scene.begin(MR_BODY_LENGTH, bytes.size());
        ASSERT_TRUE(stream_past_the_first(scene, bytes));
        // It may not read at all any more: it is told, and ended, even if it would return.
        ASSERT_TRUE(scene.java->ended(slow.pair.handle));
        EXPECT_EQ(scene.java->reason(slow.pair.handle), MR_REASON_LAG);
        EXPECT_GT(scene.java->seen(slow.pair.handle).ended[0].d, 1u << 20);
        EXPECT_EQ(scene.java->feed_stats(scene.feed).ended_lag, 1u);
        slow.pair.peer.receive();
        EXPECT_TRUE(bytes.starts_with(slow.content()));
        EXPECT_FALSE(unchunk(slow.pair.peer.received).whole);
        ASSERT_TRUE(scene.until_read([&] { return first.pair.peer.closed && second_one.pair.peer.closed; }));
        EXPECT_TRUE(first.content() == bytes);
        EXPECT_TRUE(second_one.content() == bytes);
    }
}

TEST(SlowEnd, HoldsNoMoreThanWhatIsAllowed) {
    FaultScene scene;
    scene.open(MR_SLOW_END, 1 << 20);
    scene.listen(MR_BODY_UNTIL_CLOSE, 0, small_buffer);
    scene.begin(MR_BODY_UNTIL_CLOSE);
    std::uint64_t most = 0;
    std::string_view left;
    const std::string bytes(12 << 20, 'b');
    left = bytes;
    ASSERT_TRUE(scene.until([&] { return left.empty(); },
                            [&] {
                                left.remove_prefix(scene.source.peer.send(left.substr(0, 50'000)));
                                most = std::max(most, scene.java->feed_stats(scene.feed).held_bytes);
                            }));
    EXPECT_LE(most, (1u << 20) + 65'536u);
    EXPECT_EQ(scene.java->reason(scene.listeners[0].pair.handle), MR_REASON_LAG);
    scene.turn();
    EXPECT_EQ(scene.java->feed_stats(scene.feed).held_bytes, 0u);
}

TEST(SlowPace, PausesTheSourceAndNobodyLosesAByte) {
    const std::string bytes = patterned_bytes(12 << 20, 72);
    FaultScene scene;
    scene.open(MR_SLOW_PACE, 256 * 1024, 5 * second);
    FaultScene::Listener& slow = scene.listen(MR_BODY_UNTIL_CLOSE, 0, small_buffer);
    FaultScene::Listener& fast = scene.listen(MR_BODY_CHUNKED);
    scene.begin(MR_BODY_LENGTH, bytes.size());
    std::string_view left = bytes;
    bool was_paused = false;
    std::uint64_t most = 0;
    int turns = 0;
    ASSERT_TRUE(scene.until([&] { return slow.pair.peer.received.size() == bytes.size(); },
                            [&] {
                                left.remove_prefix(scene.source.peer.send(left.substr(0, 100'000)));
                                fast.pair.peer.receive();
                                if (++turns % 4 == 0) slow.pair.peer.receive(8'000);
                                was_paused |= scene.java->stats(scene.source.handle).state == MR_CONN_PAUSED;
                                most = std::max(most, scene.java->feed_stats(scene.feed).held_bytes);
                            }));
    EXPECT_TRUE(was_paused);
    EXPECT_LE(most, 256u * 1024 + 65'536);
    EXPECT_TRUE(slow.pair.peer.received == bytes);
    ASSERT_TRUE(scene.until_read([&] { return fast.content().size() == bytes.size(); }));
    EXPECT_TRUE(fast.content() == bytes);
}

TEST(SlowPace, ASlowSourceIsNeverPaused) {
    FaultScene scene;
    scene.open(MR_SLOW_PACE, 100'000, 5 * second);
    FaultScene::Listener& listener = scene.listen();
    scene.begin(MR_BODY_UNTIL_CLOSE);
    std::string expected;
    for (int i = 0; i < 200; ++i) {
        const std::string line = "line " + std::to_string(i) + "\n";
        ASSERT_TRUE(scene.stream(line, 1));
        expected += line;
        scene.turn();
        EXPECT_EQ(scene.java->stats(scene.source.handle).state, MR_CONN_SOURCE);
    }
    ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.received.size() == expected.size(); }));
    EXPECT_EQ(listener.pair.peer.received, expected);
}

TEST(SlowPace, OneThatTakesNothingIsEndedAsStalledAndTheOthersGoOn) {
    const std::string bytes = patterned_bytes(12 << 20, 73);
    FaultScene scene;
    scene.open(MR_SLOW_PACE, 256 * 1024, 5 * second);
    FaultScene::Listener& dead = scene.listen(MR_BODY_UNTIL_CLOSE, MR_THEN_RETURN, small_buffer);
    FaultScene::Listener& live = scene.listen();
    scene.begin(MR_BODY_LENGTH, bytes.size());
    std::string_view left = bytes;
    scene.step_nanos = 1'000'000;
    const auto also = [&] {
        left.remove_prefix(scene.source.peer.send(left.substr(0, 100'000)));
        live.pair.peer.receive();
    };
    ASSERT_TRUE(scene.until([&] { return scene.java->stats(scene.source.handle).state == MR_CONN_PAUSED; }, also));
    const std::size_t paused_at = live.pair.peer.received.size();
    EXPECT_LT(paused_at, bytes.size());
    EXPECT_FALSE(scene.java->ended(dead.pair.handle));
    ASSERT_TRUE(scene.until([&] { return scene.java->ended(dead.pair.handle); }, also));
    EXPECT_EQ(scene.java->reason(dead.pair.handle), MR_REASON_STALLED);
    EXPECT_EQ(scene.java->feed_stats(scene.feed).ended_stalled, 1u);
    EXPECT_EQ(scene.java->feed_stats(scene.feed).ended_lag, 0u);
    ASSERT_TRUE(scene.until([&] { return live.pair.peer.received.size() == bytes.size(); }, also));
    EXPECT_TRUE(live.pair.peer.received == bytes);
}

TEST(SlowPace, OneThatTakesLittleIsNotStalled) {
    const std::string bytes = patterned_bytes(12 << 20, 74);
    FaultScene scene;
    scene.open(MR_SLOW_PACE, 256 * 1024, 5 * second);
    FaultScene::Listener& listener = scene.listen(MR_BODY_UNTIL_CLOSE, 0, small_buffer);
    scene.begin(MR_BODY_LENGTH, bytes.size());
    std::string_view left = bytes;
    const auto send = [&] { left.remove_prefix(scene.source.peer.send(left.substr(0, 100'000))); };
    ASSERT_TRUE(scene.until([&] { return scene.java->stats(scene.source.handle).state == MR_CONN_PAUSED; }, send));
    // A little every four seconds of its clock; which is four times as long, in all, as it might take nothing.
    for (int i = 0; i < 5; ++i) {
        const std::size_t before = listener.pair.peer.received.size();
        ASSERT_TRUE(scene.until([&] { return listener.pair.peer.received.size() >= before + 100'000; },
                                [&] { listener.pair.peer.receive(8'000); }));
        scene.turn();
        for (int step = 0; step < 40; ++step) {
            scene.kernel.advance(second / 10);
            scene.turn();
        }
        ASSERT_FALSE(scene.java->ended(listener.pair.handle));
    }
    ASSERT_TRUE(scene.until([&] { return listener.pair.peer.received.size() == bytes.size(); },
                            [&] {
                                send();
                                listener.pair.peer.receive();
                            }));
    EXPECT_TRUE(listener.pair.peer.received == bytes);
}

TEST(Draining, ASubscriberThatTakesNothingCannotKeepAFeedThatHasEnded) {
    for (const mr_slow slow : {MR_SLOW_END, MR_SLOW_PACE}) {
        FaultScene scene;
        scene.open(slow, 32 << 20, 5 * second);
        FaultScene::Listener& dead = scene.listen(MR_BODY_UNTIL_CLOSE, 0, small_buffer);
        scene.begin(MR_BODY_UNTIL_CLOSE);
        ASSERT_TRUE(scene.send(scene.source.peer, std::string(8 << 20, 'd')));
        scene.source.peer.close();
        ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).state == MR_FEED_DRAINING; }));
        for (int i = 0; i < 50; ++i) scene.turn();
        EXPECT_EQ(scene.counters().feeds, 1u);
        scene.step_nanos = 10'000'000;
        ASSERT_TRUE(scene.until([&] { return scene.java->ended(dead.pair.handle); }));
        EXPECT_EQ(scene.java->reason(dead.pair.handle), MR_REASON_STALLED);
        EXPECT_TRUE(scene.until([&] { return scene.counters().feeds == 0; }));
    }
}

TEST(Draining, ASlowSubscriberGetsTheRest) {
    const std::string bytes = patterned_bytes(6 << 20, 75);
    FaultScene scene;
    scene.open(MR_SLOW_END, 32 << 20, 5 * second);
    FaultScene::Listener& raw = scene.listen(MR_BODY_UNTIL_CLOSE, 0, small_buffer);
    FaultScene::Listener& framed = scene.listen(MR_BODY_CHUNKED, 0, small_buffer);
    scene.begin(MR_BODY_LENGTH, bytes.size());
    ASSERT_TRUE(scene.send(scene.source.peer, bytes));
    ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).state == MR_FEED_DRAINING; }));
    EXPECT_EQ(raw.pair.peer.received, "");
    ASSERT_TRUE(scene.until_read([&] { return raw.pair.peer.closed && framed.pair.peer.closed; }));
    EXPECT_TRUE(raw.pair.peer.received == bytes);
    EXPECT_TRUE(framed.content() == bytes);
    EXPECT_TRUE(unchunk(framed.pair.peer.received).whole);
}

TEST(Linger, ListenersWaitForTheSourceToReturn) {
    FaultScene scene;
    scene.open(MR_SLOW_END, 1 << 20, 0, 10 * second);
    FaultScene::Listener& raw = scene.listen();
    FaultScene::Listener& framed = scene.listen(MR_BODY_CHUNKED);
    std::string expected;
    for (int round = 0; round < 3; ++round) {
        const std::string bytes = patterned_bytes(100'000, 76 + static_cast<std::uint64_t>(round));
        scene.begin(MR_BODY_LENGTH, bytes.size());
        ASSERT_TRUE(scene.stream(bytes, 77));
        expected += bytes;
        ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).state == MR_FEED_LINGERING; }));
        EXPECT_EQ(scene.java->feed_stats(scene.feed).source, 0u);
        scene.kernel.advance(9 * second);
        for (int i = 0; i < 5; ++i) scene.turn();
        EXPECT_EQ(scene.java->feed_stats(scene.feed).state, MR_FEED_LINGERING);
    }
    ASSERT_TRUE(scene.until_read([&] { return framed.content().size() == expected.size(); }));
    EXPECT_FALSE(raw.pair.peer.closed);
    scene.kernel.advance(2 * second);
    ASSERT_TRUE(scene.until_read([&] { return raw.pair.peer.closed && framed.pair.peer.closed; }));
    EXPECT_TRUE(raw.pair.peer.received == expected);
    EXPECT_TRUE(framed.content() == expected);
    EXPECT_TRUE(unchunk(framed.pair.peer.received).whole);
    ASSERT_TRUE(scene.until([&] { return scene.counters().feeds == 0; }));
    std::vector<int> states;
    for (const mr_event& event : scene.java->seen(scene.feed).changed) states.push_back(event.code);
    EXPECT_EQ(states, (std::vector<int>{MR_FEED_LIVE, MR_FEED_LINGERING, MR_FEED_LIVE, MR_FEED_LINGERING, MR_FEED_LIVE,
                                        MR_FEED_LINGERING, MR_FEED_DRAINING, MR_FEED_ENDED}));
}

// Where Java writes once more to a feed that lingers, it is live again.
TEST(Linger, JavaCanBeTheSourceThatReturns) {
    FaultScene scene;
    scene.open(MR_SLOW_END, 1 << 20, 0, 10 * second);
    FaultScene::Listener& listener = scene.listen();
    scene.begin(MR_BODY_LENGTH, 3);
    ASSERT_TRUE(scene.stream("one", 1));
    ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).state == MR_FEED_LINGERING; }));
    ASSERT_TRUE(scene.java->write(scene.feed, "two"));
    ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).state == MR_FEED_LIVE; }));
    scene.kernel.advance(11 * second);
    for (int i = 0; i < 5; ++i) scene.turn();
    EXPECT_EQ(scene.java->feed_stats(scene.feed).state, MR_FEED_LIVE);
    ASSERT_TRUE(scene.java->write(scene.feed, "three"));
    ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.received == "onetwothree"; }));
}

TEST(CutShort, ChunkedSubscribersSeeNoLastChunk) {
    for (const mr_body body : {MR_BODY_LENGTH, MR_BODY_CHUNKED}) {
        for (const bool reset : {false, true}) {
            FaultScene scene;
            scene.open();
            FaultScene::Listener& raw = scene.listen();
            FaultScene::Listener& framed = scene.listen(MR_BODY_CHUNKED);
            FaultScene::Listener& would_return = scene.listen(MR_BODY_CHUNKED, MR_THEN_RETURN);
            scene.begin(body, 1000, MR_THEN_RETURN);
            const std::string bytes = patterned_bytes(500, 78);
            const std::string encoded = body == MR_BODY_CHUNKED ? "3e8\r\n" + bytes : bytes;
            ASSERT_TRUE(scene.stream(encoded, 79));
            ASSERT_TRUE(scene.until_read([&] { return framed.content().size() == 500; }));
            reset ? scene.source.peer.abort() : scene.source.peer.close();
            ASSERT_TRUE(scene.until_ended(scene.source.handle));
            EXPECT_EQ(scene.java->reason(scene.source.handle), reset ? MR_REASON_PEER_RESET : MR_REASON_PEER_CLOSED);
            for (FaultScene::Listener* one : {&raw, &framed, &would_return}) {
                ASSERT_TRUE(scene.until_ended(one->pair.handle));
                EXPECT_EQ(scene.java->reason(one->pair.handle), MR_REASON_FEED_ENDED);
                EXPECT_TRUE(one->content() == bytes);
                EXPECT_FALSE(unchunk(one->pair.peer.received).whole);
            }
        }
    }
}

TEST(Malformed, AChunkEndsTheSourceWithItsPlace) {
    struct Case {
        const char* encoded;
        std::uint64_t offset;
        const char* content;
    };
    for (const Case& one :
         {Case{"zz\r\n", 0, ""}, Case{"3\r\nabcX", 6, "abc"}, Case{"3\r\nabc\r\n3\r\ndefXX", 14, "abcdef"},
          Case{"3\nabc", 1, ""}, Case{"ffffffffffffffff1\r\n", 15, ""}, Case{"0\r\nbad\r\n", 6, ""}}) {
        for (const bool returns : {false, true}) {
            SCOPED_TRACE(one.encoded);
            FaultScene scene;
            scene.open();
            FaultScene::Listener& listener = scene.listen(MR_BODY_CHUNKED);
            scene.begin(MR_BODY_CHUNKED, 0, returns ? MR_THEN_RETURN : 0);
            ASSERT_TRUE(scene.stream(one.encoded, 80, 2));
            if (returns) {
                ASSERT_TRUE(scene.until([&] { return !scene.java->seen(scene.source.handle).returned.empty(); }));
                const mr_event event = scene.java->seen(scene.source.handle).returned[0];
                EXPECT_EQ(event.code, MR_REASON_PROTOCOL_ERROR);
                EXPECT_EQ(event.d, one.offset);
                EXPECT_EQ(event.a, std::strlen(one.content));
                ASSERT_TRUE(scene.java->write(scene.source.handle, "400"));
                ASSERT_TRUE(scene.receive(scene.source.peer, 3));
            } else {
                ASSERT_TRUE(scene.until_ended(scene.source.handle));
                EXPECT_EQ(scene.java->reason(scene.source.handle), MR_REASON_PROTOCOL_ERROR);
                EXPECT_EQ(scene.java->seen(scene.source.handle).ended[0].d, one.offset);
            }
            ASSERT_TRUE(scene.until_ended(listener.pair.handle));
            EXPECT_EQ(listener.content(), one.content);
            EXPECT_FALSE(unchunk(listener.pair.peer.received).whole);
        }
    }
}

TEST(Limit, ASourceThatSendsMoreEnds) {
    for (const bool returns : {false, true}) {
        FaultScene scene;
        scene.open();
        scene.begin(MR_BODY_UNTIL_CLOSE, 0, returns ? MR_THEN_RETURN : 0, 10'000);
        ASSERT_TRUE(scene.stream(std::string(10'000, 'x'), 81));
        ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).published_bytes == 10'000; }));
        for (int i = 0; i < 10; ++i) scene.turn();
        EXPECT_FALSE(scene.java->ended(scene.source.handle));
        scene.source.peer.send("y");
        if (returns) {
            ASSERT_TRUE(scene.until([&] { return !scene.java->seen(scene.source.handle).returned.empty(); }));
            EXPECT_EQ(scene.java->seen(scene.source.handle).returned[0].code, MR_REASON_LIMIT);
        } else {
            ASSERT_TRUE(scene.until_ended(scene.source.handle));
            EXPECT_EQ(scene.java->reason(scene.source.handle), MR_REASON_LIMIT);
        }
    }
}

TEST(Subscriber, WhosePeerIsGoneEndsThoughTheFeedIsSilent) {
    FaultScene scene;
    scene.open();
    FaultScene::Listener& gone = scene.listen();
    scene.begin(MR_BODY_UNTIL_CLOSE);
    gone.pair.peer.close();
    ASSERT_TRUE(scene.until_ended(gone.pair.handle));
    EXPECT_EQ(scene.java->reason(gone.pair.handle), MR_REASON_PEER_CLOSED);
}

TEST(Feed, HoldsNotMuchMoreMemoryThanBytesWhenPiecesAreSmall) {
    FaultScene scene;
    scene.open(MR_SLOW_END, 4 << 20, 0, 0, 64 * 1024);
    scene.begin(MR_BODY_CHUNKED);
    // Each body byte comes with as much framing as is allowed, which lies between the pieces.
    const std::string chunk = "1;" + std::string(250, 'e') + "\r\nx\r\n";
    for (int i = 0; i < 4000; ++i) {
        scene.source.peer.send(chunk);
        scene.turn();
    }
    ASSERT_TRUE(scene.until([&] { return scene.java->feed_stats(scene.feed).held_bytes == 4000; }, [] {}));
    EXPECT_LE(scene.counters().segments_in_use, 4u);
}

TEST(Subscriber, WhosePeerIsGoneEndsAndOnlyIt) {
    FaultScene scene;
    scene.open();
    FaultScene::Listener& gone = scene.listen();
    FaultScene::Listener& other = scene.listen();
    scene.begin(MR_BODY_UNTIL_CLOSE);
    gone.pair.peer.close();
    std::string expected;
    ASSERT_TRUE(scene.until([&] { return scene.java->ended(gone.pair.handle); },
                            [&] {
                                if (scene.source.peer.send("tick ") == 5) expected += "tick ";
                                other.pair.peer.receive();
                            }));
    EXPECT_EQ(scene.java->reason(gone.pair.handle), MR_REASON_PEER_CLOSED);
    ASSERT_TRUE(scene.until_read([&] { return other.pair.peer.received.size() == expected.size(); }));
    EXPECT_EQ(other.pair.peer.received, expected);
}

}  // namespace
}  // namespace millrace
