// Floor 5. Through the seam: a connection with its own protocol is handed over to a feed, and comes back to it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "abi/scripted_fusion.hpp"
#include "millrace/framing.hpp"

namespace millrace {
namespace {

class FusionHandOverTest : public FusionTest {
protected:
    FusionHandOverTest() : feed_(static_cast<Handle>(mill_.open_feed())) {
        script_.frame = [this](const mr_host* host, mr_transport* transport, const std::uint8_t* bytes,
                               std::size_t length) {
            heard_ += "[" + std::string(reinterpret_cast<const char*>(bytes), length) + "]";
            return host->tell(transport, 1, length, bytes, length);
        };
        script_.message = [this](const mr_host* host, mr_transport* transport, std::uint32_t, std::uint64_t nanos,
                                 std::string_view) {
            ++messages_;
            return host->set_timer(transport, nanos);
        };
        script_.timer = [](const mr_host* host, mr_transport* transport) {
            return host->tell(transport, 3, 0, nullptr, 0);
        };
    }

    FaultMill::Pair in_lockstep() {
        auto pair = mill_.accept();
        mill_.java->frame(pair.handle, "\n", 100, true);
        mill_.java->tell(fuse(pair.handle, static_cast<std::uint64_t>(number_)));
        mill_.turn();
        return pair;
    }
    bool goes(Handle handle, mr_role role, std::uint64_t body_bytes = 0) {
        const mr_body body = role == MR_ROLE_SOURCE ? MR_BODY_LENGTH : MR_BODY_UNTIL_CLOSE;
        mill_.java->hand_over(handle, role | MR_THEN_RETURN, feed_, body, body_bytes);
        return mill_.until([&] { return mill_.on_data_loop(handle); });
    }
    bool comes_back(Handle handle) {
        mill_.java->tell(command(MR_CMD_TAKE_BACK, handle));
        return mill_.until([&] { return !mill_.java->seen(handle).returned.empty(); });
    }

    const Handle feed_;
    std::string heard_;
    int messages_ = 0;
};

TEST_F(FusionHandOverTest, ListensAndComesBack) {
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "one\nunfini"));
    ASSERT_TRUE(mill_.until([&] { return heard_ == "[one]"; }));
    mill_.java->tell(message(pair.handle, 0, 1'000'000'000));
    ASSERT_TRUE(goes(pair.handle, MR_ROLE_SUBSCRIBER));
    EXPECT_EQ(messages_, 1);
    EXPECT_EQ(mill_.java->ask(message(pair.handle)), MR_WRONG_STATE) << "it hears nothing where it is";
    EXPECT_EQ(mill_.java->ask(fuse(pair.handle, MR_FUSED_NONE)), MR_WRONG_STATE);
    ASSERT_TRUE(mill_.java->write(feed_, "from the feed"));
    ASSERT_TRUE(mill_.send(pair.peer, "shed\n"));
    mill_.kernel.advance(2'000'000'000);
    ASSERT_TRUE(mill_.until([&] { return pair.peer.received == "from the feed"; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(heard_, "[one]");
    Seen& seen = mill_.java->seen(pair.handle);
    EXPECT_EQ(seen.messages.size(), 1u) << "nor is it told of its time";
    ASSERT_TRUE(comes_back(pair.handle));
    ASSERT_TRUE(mill_.until([&] { return heard_ == "[one][unfinished]" && seen.messages.size() == 3; }));
    int timers = 0;
    for (const mr_event& told : seen.messages) timers += told.code == 3;
    EXPECT_EQ(timers, 1);
    ASSERT_TRUE(mill_.send(pair.peer, "more\n"));
    EXPECT_TRUE(mill_.until([&] { return heard_ == "[one][unfinished][more]"; }));
    EXPECT_EQ(script_.moves, 0) << "its loop is the same";
}

TEST_F(FusionHandOverTest, IsTheSourceFromBehindAFrameOn) {
    auto pair = in_lockstep();
    ASSERT_TRUE(mill_.send(pair.peer, "body 9\nall of itnext\n"));
    ASSERT_TRUE(mill_.until([&] { return heard_ == "[body 9]"; }));
    auto listener = mill_.accept();
    ASSERT_TRUE(goes(listener.handle, MR_ROLE_SUBSCRIBER));
    mill_.java->hand_over(pair.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, feed_, MR_BODY_LENGTH, 9);
    ASSERT_TRUE(mill_.until([&] { return listener.peer.received == "all of it"; }, [&] { listener.peer.receive(); }));
    ASSERT_TRUE(mill_.until([&] { return heard_ == "[body 9][next]"; }));
    EXPECT_EQ(mill_.java->seen(pair.handle).returned[0].a, 9u);
}

TEST_F(FusionHandOverTest, IsTheSourceFromBehindWhatItConsumed) {
    bool body_came = false;
    script_.received = [&](const mr_host* host, mr_transport* transport, std::string_view bytes) {
        heard_ += "(" + std::string(bytes) + ")";
        if (body_came) return static_cast<std::int64_t>(bytes.size());
        body_came = true;
        host->tell(transport, 1, 0, nullptr, 0);
        return std::int64_t{5};
    };
    auto pair = fused();
    ASSERT_TRUE(mill_.send(pair.peer, "head:body."));
    Seen& seen = mill_.java->seen(pair.handle);
    ASSERT_TRUE(mill_.until([&] { return !seen.messages.empty(); }));
    ASSERT_TRUE(goes(pair.handle, MR_ROLE_SOURCE, 8));
    ASSERT_TRUE(mill_.send(pair.peer, "all"));
    ASSERT_TRUE(mill_.send(pair.peer, "tail"));
    ASSERT_TRUE(mill_.until([&] { return heard_.find("tail") != std::string::npos || heard_.size() > 18; }));
    EXPECT_EQ(heard_, "(head:body.)(tail)");
    EXPECT_EQ(mill_.java->feed_stats(feed_).published_bytes, 8u);
}

TEST_F(FusionHandOverTest, EndsThereAndItsStateIsFreed) {
    auto pair = fused("\n");
    mill_.java->tell(message(pair.handle, 0, 1'000'000'000));
    ASSERT_TRUE(goes(pair.handle, MR_ROLE_SUBSCRIBER));
    pair.peer.close();
    ASSERT_TRUE(mill_.until([&] { return mill_.java->ended(pair.handle); }));
    EXPECT_EQ(script_.open, 0);
    for (int i = 0; i < 3; ++i) mill_.turn();
    EXPECT_EQ(mill_.java->seen(pair.handle).ended.size(), 1u);
}

TEST_F(FusionHandOverTest, GoesOnWhereTheFeedDoesNotTakeIt) {
    auto source = in_lockstep();
    auto second = in_lockstep();
    ASSERT_TRUE(goes(source.handle, MR_ROLE_SOURCE, 100));
    mill_.java->hand_over(second.handle, MR_ROLE_SOURCE | MR_THEN_RETURN, feed_, MR_BODY_LENGTH, 100);
    Seen& seen = mill_.java->seen(second.handle);
    ASSERT_TRUE(mill_.until([&] { return seen.returned.size() == 1; }));
    EXPECT_EQ(seen.returned[0].code, MR_REASON_REFUSED);
    ASSERT_TRUE(mill_.send(second.peer, "one\n"));
    ASSERT_TRUE(mill_.until([&] { return heard_ == "[one]"; }));
    mill_.java->hand_over(second.handle, MR_ROLE_SUBSCRIBER, feed_ + (Handle{1} << 32), MR_BODY_UNTIL_CLOSE);
    ASSERT_TRUE(mill_.send(second.peer, "two\n"));
    ASSERT_TRUE(mill_.until([&] { return heard_ == "[one][two]"; }))
        << "there is no such feed, and it is in no lockstep";
    EXPECT_EQ(seen.refused.size(), 1u);
}

TEST_F(FusionHandOverTest, EndsWithItsHomeLoop) {
    auto away = fused("\n");
    ASSERT_TRUE(goes(away.handle, MR_ROLE_SUBSCRIBER));
    std::vector<std::int32_t> answers;
    script_.closed = [&](const mr_host* host, mr_transport* transport) {
        answers = {host->write(transport, "bye", 3), host->tell(transport, 1, 0, "bye", 3),
                   host->set_timer(transport, 1)};
    };
    mill_.mill().close_loop(static_cast<Handle>(mill_.java->handle()));
    EXPECT_EQ(script_.open, 0);
    EXPECT_EQ(answers, std::vector<std::int32_t>(3, MR_PROTOCOL_WRONG_STATE)) << "too late for that";
    for (int i = 0; i < 3; ++i) mill_.turn_data();
}

}  // namespace
}  // namespace millrace
