// Floor 5. Through the seam: a connection goes to another loop with its own protocol, and all that both have.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "abi/scripted_fusion.hpp"
#include "millrace/framing.hpp"

namespace millrace {
namespace {

class FusionMoveTest : public FusionTest {
protected:
    FusionMoveTest() : other_(mill_.mill(), mill_.mill().open_loop(MR_LOOP_CONTROL)) {
        script_.frame = [](const mr_host* host, mr_transport* transport, const std::uint8_t* bytes,
                           std::size_t length) {
            host->write_received(transport, bytes, length);
            return host->tell(transport, 1, length, bytes, length);
        };
        script_.received = [](const mr_host* host, mr_transport* transport, std::string_view bytes) {
            host->tell(transport, 2, bytes.size(), bytes.data(), bytes.size());
            return static_cast<std::int64_t>(bytes.size());
        };
        script_.message = [](const mr_host* host, mr_transport* transport, std::uint32_t kind, std::uint64_t number,
                             std::string_view) {
            return kind == 0 ? host->set_timer(transport, number) : host->tell(transport, kind, number, nullptr, 0);
        };
        script_.timer = [](const mr_host* host, mr_transport* transport) {
            return host->tell(transport, 3, 0, nullptr, 0);
        };
    }
    ~FusionMoveTest() override { close_other(); }

    void close_other() {
        if (other_open_) mill_.mill().close_loop(static_cast<Handle>(other_.handle()));
        other_open_ = false;
    }
    void close_first() { mill_.mill().close_loop(static_cast<Handle>(mill_.java->handle())); }
    bool until(const std::function<bool()>& done, const std::function<void()>& also = nullptr) {
        return mill_.until(done, [&] {
            if (other_open_) other_.turn();
            if (also) also();
        });
    }
    mr_command move(Handle handle, const JavaSide& to) {
        mr_command record = command(MR_CMD_MOVE, handle);
        record.a = static_cast<std::uint64_t>(to.handle());
        return record;
    }
    std::vector<mr_event>& told(JavaSide& java, const FaultMill::Pair& pair) { return java.seen(pair.handle).messages; }

    JavaSide other_;
    bool other_open_ = true;
};

TEST_F(FusionMoveTest, GoesWithAllThatItHas) {
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "one\nunfini"));
    ASSERT_TRUE(until([&] { return told(*mill_.java, pair).size() == 1; }));
    mill_.java->tell(message(pair.handle, 0, 3'000'000'000));
    mill_.java->tell(move(pair.handle, other_));
    ASSERT_TRUE(until([&] { return other_.seen(pair.handle).moved == 1; }));
    EXPECT_EQ(script_.moves, 1);
    ASSERT_TRUE(mill_.send(pair.peer, "shed\n"));
    ASSERT_TRUE(until([&] { return pair.peer.received == "oneunfinished"; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(other_.seen(pair.handle).message_bytes.back(), "unfinished");
    EXPECT_EQ(mill_.java->ask(message(pair.handle, 5)), MR_WRONG_STATE) << "it is not here";
    EXPECT_EQ(other_.ask(message(pair.handle, 5, 7)), MR_OK);
    ASSERT_TRUE(until([&] { return told(other_, pair).back().code == 5; }));
    mill_.kernel.advance(4'000'000'000);
    ASSERT_TRUE(until([&] { return told(other_, pair).back().code == 3; })) << "its timer";
    pair.peer.close();
    ASSERT_TRUE(until([&] { return other_.ended(pair.handle); }));
    EXPECT_EQ(script_.open, 0);
    EXPECT_EQ(told(*mill_.java, pair).size(), 1u);
}

TEST_F(FusionMoveTest, ATimerThatIsOverUnderWayIsTold) {
    auto pair = fused("\n");
    mill_.java->tell(message(pair.handle, 0, 1'000'000'000));
    mill_.turn();
    ASSERT_EQ(mill_.java->ask(move(pair.handle, other_)), MR_OK);
    mill_.kernel.advance(2'000'000'000);
    for (int i = 0; i < 3; ++i) mill_.turn();
    ASSERT_TRUE(until([&] { return told(other_, pair).size() == 1; }));
    EXPECT_EQ(told(other_, pair)[0].code, 3);
    for (int i = 0; i < 3; ++i) other_.turn();
    EXPECT_EQ(told(other_, pair).size(), 1u) << "once";
}

TEST_F(FusionMoveTest, MovesBackAndForthWithoutLosingAByte) {
    auto pair = fused();
    script_.moved = [](const mr_host* host, mr_transport* transport) {
        return host->tell(transport, 4, 0, nullptr, 0);
    };
    std::string sent;
    JavaSide* here = &*mill_.java;
    JavaSide* there = &other_;
    const auto heard = [&] {
        std::size_t bytes = 0;
        for (JavaSide* java : {here, there}) {
            for (const std::string& one : java->seen(pair.handle).message_bytes) bytes += one.size();
        }
        return bytes;
    };
    for (int i = 0; i < 200; ++i) {
        const std::string piece = std::to_string(i) + ' ';
        pair.peer.send(piece);
        sent += piece;
        if (i % 3 == 0) here->tell(message(pair.handle, 6, static_cast<std::uint64_t>(i)));
        here->tell(move(pair.handle, *there));
        const int moved = there->seen(pair.handle).moved;
        const std::size_t before = told(*there, pair).size();
        ASSERT_TRUE(until([&] { return there->seen(pair.handle).moved == moved + 1; }));
        EXPECT_EQ(told(*there, pair).at(before).code, 4) << "the first that is told there";
        std::swap(here, there);
    }
    ASSERT_TRUE(until([&] { return heard() == sent.size(); }));
    EXPECT_EQ(script_.moves, 200);
}

// What the protocol tells before it leaves is for the old loop to hear, all of it before anything on the new one.
TEST_F(FusionMoveTest, LeavesOnceJavaHasHeardWhatItTold) {
    auto pair = fused("\n");
    for (int i = 0; i < 3; ++i) mill_.java->tell(message(pair.handle, 7));
    mill_.java->tell(move(pair.handle, other_));
    mill_.turn();
    EXPECT_EQ(told(*mill_.java, pair).size(), 3u);
    for (int i = 0; i < 3; ++i) other_.turn();
    EXPECT_EQ(other_.seen(pair.handle).moved, 0) << "not before the old loop turns again";
    mill_.turn();
    other_.turn();
    EXPECT_EQ(other_.seen(pair.handle).moved, 1);
    // Between two turns, too: then it is told in the next one, and leaves in the one behind that.
    EXPECT_EQ(other_.ask(message(pair.handle, 8)), MR_OK);
    EXPECT_EQ(other_.ask(move(pair.handle, *mill_.java)), MR_OK);
    other_.turn();
    EXPECT_EQ(told(other_, pair).back().code, 8);
    mill_.turn();
    EXPECT_EQ(mill_.java->seen(pair.handle).moved, 0);
    other_.turn();
    mill_.turn();
    EXPECT_EQ(mill_.java->seen(pair.handle).moved, 1);
}

TEST_F(FusionMoveTest, StaysWhereTheOtherLoopIsClosedMeanwhile) {
    auto pair = fused("\n");
    mill_.java->tell(message(pair.handle, 7));
    mill_.java->tell(move(pair.handle, other_));
    mill_.turn();
    close_other();
    Seen& seen = mill_.java->seen(pair.handle);
    ASSERT_TRUE(mill_.send(pair.peer, "here\n"));
    ASSERT_TRUE(until([&] { return pair.peer.received == "here"; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(script_.moves, 0);
    EXPECT_EQ(seen.moved, 0);
    EXPECT_EQ(mill_.java->ask(move(pair.handle, other_)), MR_STALE);
    EXPECT_EQ(mill_.java->ask(move(pair.handle, *mill_.java)), MR_WRONG_STATE) << "it is there";
}

TEST_F(FusionMoveTest, EndsWithItsNewLoopUnderWay) {
    auto pair = fused("\n");
    mill_.java->tell(message(pair.handle, 0, 1'000'000'000));
    mill_.turn();
    EXPECT_EQ(mill_.java->ask(move(pair.handle, other_)), MR_OK);
    EXPECT_EQ(script_.open, 1);
    close_other();
    EXPECT_EQ(script_.open, 0);
    ASSERT_TRUE(until([&] { return pair.peer.reset; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(mill_.java->ask(command(MR_CMD_ABORT, pair.handle)), MR_STALE);
}

TEST_F(FusionMoveTest, EndsWithItsOldLoopBeforeItLeaves) {
    auto pair = fused("\n");
    mill_.java->tell(message(pair.handle, 7));
    mill_.java->tell(move(pair.handle, other_));
    mill_.turn();
    close_first();
    EXPECT_EQ(script_.open, 0);
    for (int i = 0; i < 3; ++i) other_.turn();
    EXPECT_EQ(other_.seen(pair.handle).moved, 0);
}

TEST_F(FusionMoveTest, MayEndItselfWhereItArrives) {
    script_.moved = [](const mr_host* host, mr_transport* transport) {
        host->abort(transport);
        return 0;
    };
    auto aborts = fused("\n");
    mill_.java->tell(move(aborts.handle, other_));
    ASSERT_TRUE(until([&] { return other_.ended(aborts.handle); }));
    script_.moved = [](const mr_host*, mr_transport*) { return -9; };
    auto fails = fused("\n");
    mill_.java->tell(move(fails.handle, other_));
    ASSERT_TRUE(until([&] { return other_.ended(fails.handle); }));
    EXPECT_EQ(other_.reason(fails.handle), MR_REASON_NATIVE_FAULT);
    EXPECT_EQ(script_.open, 0);
}

TEST_F(FusionMoveTest, JavaTakesItBackThere) {
    script_.received = [](const mr_host*, mr_transport*, std::string_view) { return std::int64_t{0}; };
    auto pair = fused();
    ASSERT_TRUE(mill_.send(pair.peer, "kept"));
    ASSERT_TRUE(until([&] { return mill_.java->stats(pair.handle).bytes_in == 4; }));
    mill_.java->tell(move(pair.handle, other_));
    ASSERT_TRUE(until([&] { return other_.seen(pair.handle).moved == 1; }));
    other_.tell(fuse(pair.handle, MR_FUSED_NONE));
    ASSERT_TRUE(until([&] { return other_.seen(pair.handle).received == "kept"; }));
    EXPECT_EQ(script_.open, 0);
    other_.tell(move(pair.handle, *mill_.java));
    ASSERT_TRUE(until([&] { return mill_.java->seen(pair.handle).moved == 1; })) << "as any other one";
}

}  // namespace
}  // namespace millrace
