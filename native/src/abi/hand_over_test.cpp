// Floor 5. Through the seam: a live connection goes to the data loop and comes back, and not a byte of it is lost, moved
// twice or seen by anybody else.
#include <gtest/gtest.h>

#include "abi/fault_scene.hpp"

namespace millrace {
namespace {

bool returned(FaultScene& scene, Handle handle) {
    return scene.until_read([&] { return !scene.java->seen(handle).returned.empty(); });
}

// A source whose head comes in lockstep, as HTTP's does, with the body right behind it.
FaultMill::Pair accept_with_head(FaultScene& scene, std::string_view first_bytes) {
    auto pair = scene.accept();
    scene.java->frame(pair.handle, "\r\n\r\n", 1000, true);
    scene.turn();
    EXPECT_TRUE(scene.send(pair.peer, first_bytes));
    EXPECT_TRUE(scene.until([&] { return scene.java->seen(pair.handle).frames.size() == 1; }));
    return pair;
}

TEST(HandOver, UnreadBytesTravel) {
    for (const mr_body body : {MR_BODY_LENGTH, MR_BODY_CHUNKED}) {
        const std::string bytes = patterned_bytes(50'000, 31);
        const std::string encoded = body == MR_BODY_CHUNKED ? chunked(bytes, 32) : bytes;
        FaultScene scene;
        scene.open();
        FaultScene::Listener& listener = scene.listen();
        auto source = accept_with_head(scene, "PUT\r\n\r\n" + encoded.substr(0, 30'000));
        scene.java->hand_over(source.handle, MR_ROLE_SOURCE, scene.feed, body, bytes.size());
        ASSERT_TRUE(scene.until([&] { return scene.on_data_loop(source.handle); }));
        EXPECT_TRUE(scene.send(source.peer, encoded.substr(30'000)));
        ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.closed; }));
        EXPECT_TRUE(listener.pair.peer.received == bytes);
        EXPECT_EQ(scene.java->seen(source.handle).received, "");
    }
}

TEST(HandOver, UnsentBytesTravel) {
    const std::string head = patterned_bytes(6 << 20, 33);
    const std::string bytes = patterned_bytes(100'000, 34);
    FaultScene scene;
    scene.open(MR_SLOW_END, 4 << 20);
    auto pair = scene.accept(16 * 1024);
    ASSERT_TRUE(scene.java->write(pair.handle, head));
    scene.java->hand_over(pair.handle, MR_ROLE_SUBSCRIBER, scene.feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(scene.until([&] { return scene.on_data_loop(pair.handle); }));
    EXPECT_GT(scene.java->stats(pair.handle).unsent_bytes, 1u << 20);
    scene.begin(MR_BODY_LENGTH, bytes.size());
    ASSERT_TRUE(scene.stream(bytes, 35));
    ASSERT_TRUE(scene.until([&] { return pair.peer.closed; }, [&] { pair.peer.receive(); }));
    EXPECT_TRUE(pair.peer.received == head + bytes);
}

TEST(HandOver, APipelinedRequestComesBackBehindTheBody) {
    for (const mr_body body : {MR_BODY_LENGTH, MR_BODY_CHUNKED}) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{10}, std::size_t{100'000}}) {
            const std::string bytes = patterned_bytes(1000, 36);
            const std::string encoded = body == MR_BODY_CHUNKED ? chunked(bytes, 37, 100) : bytes;
            FaultScene scene;
            scene.open();
            FaultScene::Listener& listener = scene.listen();
            auto source = accept_with_head(scene, "PUT\r\n\r\n" + encoded.substr(0, piece == 100'000 ? piece : 1));
            scene.java->hand_over(source.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene.feed, body, bytes.size());
            std::string left = piece == 100'000 ? "" : encoded.substr(1);
            left += "GET 1\r\n\r\nGET 2\r\n\r\nGE";
            ASSERT_TRUE(scene.until([&] { return left.empty(); },
                                    [&] { left.erase(0, source.peer.send(left.substr(0, piece))); }));
            ASSERT_TRUE(returned(scene, source.handle));
            Seen& seen = scene.java->seen(source.handle);
            EXPECT_EQ(seen.returned[0].code, MR_REASON_NONE);
            EXPECT_EQ(seen.returned[0].a, bytes.size());
            ASSERT_TRUE(scene.until([&] { return seen.frames.size() == 2; }));
            EXPECT_EQ(seen.frames[1], "GET 1");
            scene.java->tell(command(MR_CMD_NEXT, source.handle));
            ASSERT_TRUE(scene.until([&] { return seen.frames.size() == 3; }));
            EXPECT_EQ(seen.frames[2], "GET 2");
            scene.java->tell(command(MR_CMD_FRAMING, source.handle));
            ASSERT_TRUE(scene.until([&] { return seen.received == "GE"; }));
            // At home it is a connection as before.
            ASSERT_TRUE(scene.java->write(source.handle, "answer"));
            ASSERT_TRUE(scene.receive(source.peer, 6));
            EXPECT_EQ(source.peer.received, "answer");
            ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.closed; }));
            EXPECT_TRUE(listener.pair.peer.received == bytes);
        }
    }
}

TEST(HandOver, AnEmptyBodyReturnsWithoutInput) {
    FaultScene scene;
    scene.open();
    auto source = scene.accept();
    scene.java->hand_over(source.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene.feed, MR_BODY_LENGTH, 0);
    ASSERT_TRUE(returned(scene, source.handle));
    EXPECT_EQ(scene.java->seen(source.handle).returned[0].code, MR_REASON_NONE);
}

TEST(HandOver, AnUnfinishedLineIsTheStartOfTheBody) {
    FaultScene scene;
    scene.open();
    FaultScene::Listener& listener = scene.listen();
    auto source = scene.accept();
    scene.java->frame(source.handle, "\n", 100);
    scene.turn();
    source.peer.send("abc");  // scanned, and no line
    for (int i = 0; i < 10; ++i) scene.turn();
    scene.java->hand_over(source.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene.feed, MR_BODY_LENGTH, 3);
    ASSERT_TRUE(returned(scene, source.handle));
    source.peer.send("\n");  // shorter than what had been scanned
    Seen& seen = scene.java->seen(source.handle);
    ASSERT_TRUE(scene.until([&] { return seen.frames.size() == 1; }));
    EXPECT_EQ(seen.frames[0], "");
    source.peer.send("x\nyz\n");
    ASSERT_TRUE(scene.until([&] { return seen.frames.size() == 3; }));
    EXPECT_EQ(seen.frames[2], "yz");
    ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.closed; }));
    EXPECT_EQ(listener.pair.peer.received, "abc");
}

TEST(HandOver, ManyTimesThereAndBack) {
    FaultScene scene;
    auto source = scene.accept();
    auto listener = scene.accept();
    std::string expected;
    for (int round = 0; round < 20; ++round) {
        scene.open();
        scene.java->hand_over(listener.handle, MR_ROLE_SUBSCRIBER | MR_THEN_RETURN, scene.feed, MR_BODY_UNTIL_CLOSE);
        const std::string bytes = patterned_bytes(10'000, 40 + static_cast<std::uint64_t>(round));
        scene.java->hand_over(source.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene.feed, MR_BODY_LENGTH, bytes.size());
        scene.turn();
        ASSERT_TRUE(scene.send(source.peer, bytes));
        expected += bytes;
        const auto rounds = static_cast<std::size_t>(round) + 1;
        ASSERT_TRUE(scene.until([&] { return scene.java->seen(source.handle).returned.size() == rounds; }));
        ASSERT_TRUE(scene.until([&] { return scene.java->seen(listener.handle).returned.size() == rounds; },
                                [&] { listener.peer.receive(); }));
        EXPECT_EQ(scene.java->seen(listener.handle).returned.back().a, bytes.size());
        ASSERT_TRUE(scene.java->write(listener.handle, "|"));
        expected += "|";
        ASSERT_TRUE(scene.receive(listener.peer, expected.size()));
        ASSERT_TRUE(listener.peer.received == expected);
    }
    EXPECT_TRUE(scene.until([&] { return scene.counters().feeds == 0; }));
    EXPECT_EQ(scene.counters().connections, 2u);
}

TEST(TakeBack, OfASourceInMidStreamBringsWhatItHasNotPublished) {
    for (const std::uint32_t flags : {0u, std::uint32_t{MR_THEN_RETURN}}) {
        FaultScene scene;
        scene.open(MR_SLOW_PACE, 1000);
        FaultScene::Listener& listener = scene.listen(MR_BODY_CHUNKED, MR_THEN_RETURN);
        scene.begin(MR_BODY_LENGTH, 1'000'000, flags);
        const std::string part = patterned_bytes(70'000, 50);
        ASSERT_TRUE(scene.stream(part, 51));
        ASSERT_TRUE(scene.until_read([&] { return listener.content().size() == part.size(); }));
        scene.java->tell(command(MR_CMD_TAKE_BACK, scene.source.handle));
        ASSERT_TRUE(returned(scene, scene.source.handle));
        const mr_event event = scene.java->seen(scene.source.handle).returned[0];
        EXPECT_EQ(event.code, MR_REASON_NONE);
        EXPECT_EQ(event.a, part.size());
        scene.source.peer.send("what comes now is Java's");
        ASSERT_TRUE(
            scene.until([&] { return scene.java->seen(scene.source.handle).received == "what comes now is Java's"; }));
        // The stream was cut short: nobody may take it for whole.
        ASSERT_TRUE(scene.until_ended(listener.pair.handle));
        EXPECT_FALSE(unchunk(listener.pair.peer.received).whole);
        EXPECT_EQ(scene.java->reason(listener.pair.handle), MR_REASON_FEED_ENDED);
    }
}

TEST(TakeBack, OfASubscriberEndsItsChunksProperly) {
    for (const mr_body body : {MR_BODY_UNTIL_CLOSE, MR_BODY_CHUNKED}) {
        for (const std::uint32_t flags : {0u, std::uint32_t{MR_THEN_RETURN}}) {
            FaultScene scene;
            scene.open(MR_SLOW_END, 64 << 20);
            FaultScene::Listener& listener = scene.listen(body, flags, 16 * 1024);
            FaultScene::Listener& other = scene.listen();
            scene.begin(MR_BODY_UNTIL_CLOSE);
            const std::string bytes = patterned_bytes(8 << 20, 52);
            ASSERT_TRUE(scene.until([&] { return other.pair.peer.received.size() == bytes.size(); },
                                    [&, left = std::string_view(bytes)]() mutable {
                                        left.remove_prefix(scene.source.peer.send(left.substr(0, 100'000)));
                                        other.pair.peer.receive();
                                    }));
            scene.java->tell(command(MR_CMD_TAKE_BACK, listener.pair.handle));
            for (int i = 0; i < 20; ++i) scene.turn();  // it may be in the middle of a chunk
            ASSERT_TRUE(returned(scene, listener.pair.handle));
            const std::uint64_t delivered = scene.java->seen(listener.pair.handle).returned[0].a;
            ASSERT_TRUE(scene.java->write(listener.pair.handle, "mine"));
            ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.received.ends_with("mine"); }));
            const std::string content =
                listener.body == MR_BODY_CHUNKED
                    ? listener.content()
                    : listener.pair.peer.received.substr(0, listener.pair.peer.received.size() - 4);
            EXPECT_EQ(content.size(), delivered);
            EXPECT_TRUE(content == bytes.substr(0, content.size()));
            if (body == MR_BODY_CHUNKED) {
                const Unchunked seen = unchunk(listener.pair.peer.received);
                EXPECT_TRUE(seen.whole && !seen.wrong);
                EXPECT_EQ(seen.rest, "mine");
            }
            EXPECT_FALSE(other.pair.peer.closed);
            EXPECT_EQ(scene.java->feed_stats(scene.feed).subscribers, 1u);
        }
    }
}

TEST(TakeBack, AtHomeOrTwiceDoesNothing) {
    FaultScene scene;
    scene.open();
    auto pair = scene.accept();
    EXPECT_EQ(scene.java->ask(command(MR_CMD_TAKE_BACK, pair.handle)), MR_OK);
    scene.java->hand_over(pair.handle, MR_ROLE_SUBSCRIBER | MR_THEN_RETURN, scene.feed, MR_BODY_UNTIL_CLOSE);
    scene.java->tell(command(MR_CMD_TAKE_BACK, pair.handle));
    scene.java->tell(command(MR_CMD_TAKE_BACK, pair.handle));
    ASSERT_TRUE(returned(scene, pair.handle));
    for (int i = 0; i < 10; ++i) scene.turn();
    EXPECT_EQ(scene.java->seen(pair.handle).returned.size(), 1u);
    EXPECT_TRUE(scene.java->seen(pair.handle).refused.empty());
}

TEST(HandOver, ASecondSourceIsTurnedAway) {
    FaultScene scene;
    scene.open();
    scene.begin(MR_BODY_UNTIL_CLOSE);
    auto second = scene.accept();
    scene.java->frame(second.handle, "\n", 100, true);
    scene.turn();
    second.peer.send("PUT\nbody");
    ASSERT_TRUE(scene.until([&] { return scene.java->seen(second.handle).frames.size() == 1; }));
    scene.java->hand_over(second.handle, MR_ROLE_SOURCE, scene.feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(returned(scene, second.handle));
    Seen& seen = scene.java->seen(second.handle);
    EXPECT_EQ(seen.returned[0].code, MR_REASON_REFUSED);
    EXPECT_EQ(static_cast<std::int64_t>(seen.returned[0].d), -MR_BUSY);
    ASSERT_TRUE(scene.java->write(second.handle, "409"));
    ASSERT_TRUE(scene.receive(second.peer, 3));
    scene.java->tell(command(MR_CMD_FRAMING, second.handle));
    EXPECT_TRUE(scene.until([&] { return seen.received == "body"; }));
    EXPECT_EQ(scene.java->feed_stats(scene.feed).source, scene.source.handle);
}

TEST(HandOver, ToAFeedThatHasEndedLeavesTheConnectionAsItIs) {
    for (const bool asked : {false, true}) {
        FaultScene scene;
        scene.open();
        scene.java->tell(command(MR_CMD_FEED_CLOSE, scene.feed));
        ASSERT_TRUE(scene.until([&] { return scene.counters().feeds == 0; }));
        auto pair = scene.accept();
        mr_command record = command(MR_CMD_HAND_OVER, pair.handle);
        record.flags = MR_ROLE_SUBSCRIBER;
        record.a = scene.feed;
        if (asked) {
            EXPECT_EQ(scene.java->ask(record), MR_WRONG_STATE);
        } else {
            scene.java->tell(record);
            ASSERT_TRUE(scene.until([&] { return scene.java->seen(pair.handle).refused.size() == 1; }));
            EXPECT_EQ(scene.java->seen(pair.handle).refused[0].code, MR_WRONG_STATE);
        }
        scene.java->echoes = true;
        pair.peer.send("still mine");
        ASSERT_TRUE(scene.receive(pair.peer, 10));
    }
}

TEST(HandOver, ToAFeedThatEndsMeanwhileComesBack) {
    FaultScene scene;
    scene.open();
    auto pair = scene.accept();
    scene.java->tell(command(MR_CMD_FEED_CLOSE, scene.feed));
    scene.java->hand_over(pair.handle, MR_ROLE_SUBSCRIBER, scene.feed, MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(returned(scene, pair.handle));
    EXPECT_EQ(scene.java->seen(pair.handle).returned[0].code, MR_REASON_REFUSED);
    scene.java->echoes = true;
    pair.peer.send("still mine");
    ASSERT_TRUE(scene.receive(pair.peer, 10));
}

TEST(HandOver, RefusesRolesAndBodiesThatAreNone) {
    FaultScene scene;
    scene.open();
    auto pair = scene.accept();
    mr_command record = command(MR_CMD_HAND_OVER, pair.handle);
    record.a = scene.feed;
    for (const int flags : {0, 3, 0x200, 0x103}) {
        record.flags = static_cast<std::uint16_t>(flags);
        EXPECT_EQ(scene.java->ask(record), MR_OUT_OF_RANGE);
    }
    record.flags = MR_ROLE_SOURCE;
    record.arg = 3;
    EXPECT_EQ(scene.java->ask(record), MR_OUT_OF_RANGE);
}

TEST(Away, CloseAndAbortReachTheConnectionAndWritesAreRefused) {
    for (const mr_command_kind kind : {MR_CMD_CLOSE, MR_CMD_ABORT}) {
        FaultScene scene;
        scene.open();
        FaultScene::Listener& listener = scene.listen();
        FaultScene::Listener& other = scene.listen();
        scene.begin(MR_BODY_UNTIL_CLOSE);
        ASSERT_TRUE(scene.stream("so far", 1));
        ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.received == "so far"; }));
        ASSERT_TRUE(scene.java->write(listener.pair.handle, "mine"));
        scene.turn();
        ASSERT_EQ(scene.java->seen(listener.pair.handle).refused.size(), 1u);
        EXPECT_EQ(scene.java->seen(listener.pair.handle).refused[0].code, MR_WRONG_STATE);
        scene.java->tell(command(kind, listener.pair.handle));
        ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.closed || listener.pair.peer.reset; }));
        EXPECT_EQ(listener.pair.peer.reset, kind == MR_CMD_ABORT);
        listener.pair.peer.close();
        ASSERT_TRUE(scene.until_ended(listener.pair.handle));
        EXPECT_EQ(scene.java->reason(listener.pair.handle),
                  kind == MR_CMD_ABORT ? MR_REASON_LOCAL_ABORT : MR_REASON_LOCAL_CLOSE);
        ASSERT_TRUE(scene.stream(", and on", 1));
        ASSERT_TRUE(scene.until_read([&] { return other.pair.peer.received == "so far, and on"; }));
        scene.java->tell(command(kind, scene.source.handle));
        ASSERT_TRUE(scene.until([&] { return scene.source.peer.closed || scene.source.peer.reset; },
                                [&] { scene.source.peer.receive(); }));
        scene.source.peer.close();
        ASSERT_TRUE(scene.until_ended(scene.source.handle));
        ASSERT_TRUE(scene.until_ended(other.pair.handle));
    }
}

// A peer that was told goodbye and says nothing holds neither the feed, nor its place, nor the others.
TEST(Away, AClosingSubscriberHoldsNobodyUp) {
    FaultScene scene;
    scene.open(MR_SLOW_PACE, 10'000);
    FaultScene::Listener& closing = scene.listen();
    FaultScene::Listener& other = scene.listen();
    scene.begin(MR_BODY_UNTIL_CLOSE);
    scene.java->tell(command(MR_CMD_CLOSE, closing.pair.handle));
    ASSERT_TRUE(scene.until_read([&] { return closing.pair.peer.closed; }));
    const std::string bytes = patterned_bytes(1'000'000, 60);
    ASSERT_TRUE(scene.stream(bytes, 61));
    ASSERT_TRUE(scene.until_read([&] { return other.pair.peer.received.size() == bytes.size(); }));
    EXPECT_TRUE(other.pair.peer.received == bytes);
    EXPECT_FALSE(scene.java->ended(closing.pair.handle));
}

TEST(Away, AClosingSourceMakesRoomForTheNext) {
    FaultScene scene;
    scene.open(MR_SLOW_END, 1 << 20, 0, 60'000'000'000);
    FaultScene::Listener& listener = scene.listen();
    scene.begin(MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(scene.stream("one", 1));
    ASSERT_TRUE(scene.until_read([&] { return listener.pair.peer.received == "one"; }));
    FaultMill::Pair first = std::move(scene.source);
    scene.java->tell(command(MR_CMD_CLOSE, first.handle));
    ASSERT_TRUE(scene.until([&] { return first.peer.closed; }, [&] { first.peer.receive(); }));
    scene.begin(MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(scene.stream("two", 1));
    EXPECT_TRUE(scene.until_read([&] { return listener.pair.peer.received == "onetwo"; }));
}

// Whatever is asked of a connection that is closing away from home, its peer cannot keep it for ever.
TEST(Away, AClosingConnectionEndsThoughItsFeedDoesAndItIsTakenBack) {
    for (const mr_role role : {MR_ROLE_SOURCE, MR_ROLE_SUBSCRIBER}) {
        FaultScene scene;
        scene.open();
        auto pair = scene.accept();
        scene.java->hand_over(pair.handle, role | MR_THEN_RETURN, scene.feed, MR_BODY_UNTIL_CLOSE);
        ASSERT_TRUE(scene.until([&] { return scene.on_data_loop(pair.handle); }));
        scene.java->tell(command(MR_CMD_CLOSE, pair.handle));
        ASSERT_TRUE(scene.until([&] { return pair.peer.closed; }, [&] { pair.peer.receive(); }));
        scene.java->tell(command(MR_CMD_TAKE_BACK, pair.handle));
        scene.java->tell(command(MR_CMD_FEED_CLOSE, scene.feed));
        for (int i = 0; i < 20; ++i) scene.turn();
        scene.kernel.advance(Connection::drain_nanos_max + 1);
        ASSERT_TRUE(scene.until([&] { return scene.java->ended(pair.handle); }));
        EXPECT_EQ(scene.java->reason(pair.handle), MR_REASON_LOCAL_CLOSE);
        EXPECT_TRUE(scene.java->seen(pair.handle).returned.empty());
        EXPECT_TRUE(scene.until([&] { return scene.counters().feeds == 0; }));
    }
}

// Between its last turn there and its first turn here it belongs to nobody: what is asked of it then follows it.
TEST(Away, WhatIsAskedOnTheWayHomeIsDoneAtHome) {
    for (const mr_command_kind kind : {MR_CMD_CLOSE, MR_CMD_ABORT}) {
        FaultScene scene;
        scene.open();
        auto pair = scene.accept();
        scene.java->hand_over(pair.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, scene.feed, MR_BODY_LENGTH, 1);
        ASSERT_TRUE(scene.until([&] { return scene.on_data_loop(pair.handle); }));
        pair.peer.send("x");
        const Owner home = handle_index(static_cast<Handle>(scene.java->handle()));
        while (scene.mill().site().connections.owner_of(pair.handle) != home) scene.turn_data();
        EXPECT_EQ(scene.java->ask(command(kind, pair.handle)), MR_OK);
        ASSERT_TRUE(scene.until([&] { return pair.peer.closed || pair.peer.reset; }, [&] { pair.peer.receive(); }));
        EXPECT_EQ(pair.peer.reset, kind == MR_CMD_ABORT);
        pair.peer.close();
        ASSERT_TRUE(scene.until([&] { return scene.java->ended(pair.handle); }));
    }
}

}  // namespace
}  // namespace millrace
