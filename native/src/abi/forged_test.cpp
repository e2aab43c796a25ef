// Floor 5. Through the seam: nothing that Java can write into a command makes native code read or write where it must
// not, leak, or touch a connection that the command does not name.
#include <gtest/gtest.h>

#include <random>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

// What a careless or hostile Java would write: numbers that are nearly right, and any others.
class Forger {
public:
    // `spared`: the one handle that no record names, however it comes about.
    Forger(std::uint64_t seed, Handle spared) : random_(seed), spared_(spared) {}

    void know(std::int64_t handle) {
        if (handle <= 0) return;
        handles_.push_back(static_cast<Handle>(handle));
        if (handle_kind(handles_.back()) == MR_HANDLE_FEED) feed_ = handles_.back();
        if (handle_kind(handles_.back()) == MR_HANDLE_CONNECTION) connection_ = handles_.back();
    }

    mr_command record() {
        mr_command forged;
        std::uint64_t words[8];
        for (std::uint64_t& word : words) word = random_();
        std::memcpy(&forged, words, sizeof forged);
        if (chance(10)) return forged;
        forged.kind = static_cast<std::uint16_t>(random_() % 33);
        // Time flies here, but a clock of a nanosecond would only make the test slow.
        if (forged.kind == MR_CMD_FEED_CLOCK && !chance(20)) forged.kind = MR_CMD_NONE;
        if (!chance(10)) forged.handle = handle();
        if (chance(2)) forged.flags = flags();
        if (chance(2)) forged.segment = static_cast<std::uint32_t>(random_() % 300);
        if (chance(2)) forged.offset = number32();
        if (chance(2)) forged.length = number32();
        if (chance(2)) forged.arg = number32();
        if (chance(2)) forged.a = chance(2) ? handle() : number();
        if (chance(2)) forged.b = number();
        if (chance(2)) forged.c = number();
        if (chance(2)) forged.d = handle();
        if (chance(20) && feed_ != 0) make_hand_over(forged);
        if (forged.handle == spared_) forged.handle = 0;
        return forged;
    }

private:
    // One that may well be right, so that there is something on the data loop to be harmed.
    void make_hand_over(mr_command& forged) {
        forged.kind = MR_CMD_HAND_OVER;
        forged.handle = chance(2) ? connection_ : handle();
        forged.flags = static_cast<std::uint16_t>((chance(2) ? MR_THEN_RETURN : 0) + 1 + random_() % 2);
        forged.a = chance(2) ? feed_ : handle();
        forged.arg = random_() % 3;
        forged.b = random_() % 1000;
        forged.c = chance(2) ? random_() % 1000 : 0;
    }

    bool chance(std::uint64_t one_in) { return random_() % one_in == 0; }

    Handle handle() {
        const Handle right = handles_[random_() % handles_.size()];
        switch (random_() % 8) {
            case 0: return right + (std::uint64_t{1} << 32);                    // another generation
            case 1: return right + 1;                                           // another index
            case 2: return right ^ (std::uint64_t{1} << (28 + random_() % 4));  // another kind
            default: return right;
        }
    }
    std::uint16_t flags() {
        constexpr std::uint16_t likely[] = {0, 1, 2, 4, 6, 0x100, 0x101, 0x102};
        return likely[random_() % std::size(likely)];
    }
    std::uint32_t number32() {
        constexpr std::uint32_t likely[] = {0,     1,          2,          511,        512,        65535,
                                            65536, 0x00ffffff, 0x01000000, 0x7fffffff, 0x80000000, 0xffffffff};
        return likely[random_() % std::size(likely)];
    }
    std::uint64_t number() {
        constexpr std::uint64_t likely[] = {0,          1,          8,          65536,      0xffffffff,
                                            1ull << 32, 1ull << 62, ~0ull >> 1, 1ull << 63, ~0ull};
        return likely[random_() % std::size(likely)];
    }

    std::mt19937_64 random_;
    const Handle spared_;
    std::vector<Handle> handles_;
    Handle feed_ = 0;
    Handle connection_ = 0;
};

// A mill with something of every kind, and a bystander that no record names.
void storm(std::uint64_t seed, int records, bool asked) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    FaultMill mill(64 << 20);
    mill.kernel.fail(Call::connect_socket, 1, ENETUNREACH, ~std::uint64_t{0} >> 1);  // forged addresses lead nowhere
    auto bystander = mill.accept();
    Forger forger(seed, bystander.handle);
    std::vector<FaultMill::Pair> pairs;
    std::mt19937_64 random(seed + 1);
    for (int i = 0; i < records; ++i) {
        if (i % 100 == 0) {
            pairs.push_back(mill.accept());
            forger.know(static_cast<std::int64_t>(pairs.back().handle));
            forger.know(mill.open_feed(MR_SLOW_PACE, 100'000, 1'000'000'000, i % 2000));
            forger.know(mill.java->listen());
            forger.know(mill.data());
            forger.know(mill.java->handle());
            forger.know(mill.java->lend(4096));  // no handle at all
        }
        mr_command forged = forger.record();
        if (asked) {
            mill.java->ask(forged);
        } else {
            mill.java->tell(forged);
        }
        if (i % 32 == 31) {
            for (auto& pair : pairs) pair.peer.send("4\r\ndata\r\n");
            mill.turn();
            mill.kernel.advance(random() % 10'000'000);
            for (auto& pair : pairs) pair.peer.receive();
        }
    }
    mill.turn();
    mill.kernel.forget_rules();
    // The ceiling may be reached, by holds and histories that were asked for: so what Java can give back, it does.
    EXPECT_EQ(mill.mill().close_loop(static_cast<Handle>(mill.data())), MR_OK);
    for (auto& pair : pairs) mill.java->tell(command(MR_CMD_ABORT, pair.handle));
    for (std::uint32_t segment = 0; segment < 140'000; ++segment) {
        mr_command release = command(MR_CMD_RELEASE);
        release.segment = segment;
        while (mill.java->ask(release) == MR_OK) {
        }
    }
    mill.step_nanos = 1'000'000;
    bystander.peer.send("still served");
    ASSERT_TRUE(mill.until([&] { return !mill.java->seen(bystander.handle).received.empty(); }));
    EXPECT_EQ(mill.java->seen(bystander.handle).received, "still served");
    bystander.peer.receive();
    EXPECT_EQ(bystander.peer.received, "");
}

TEST(Forged, RecordsInATurnBreakNothing) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) storm(seed, 5'000, false);
}

TEST(Forged, RecordsThatAreAskedBreakNothing) {
    for (std::uint64_t seed = 101; seed <= 112; ++seed) storm(seed, 5'000, true);
}

TEST(Forged, CountsAndIndicesAreChecked) {
    FaultMill mill;
    EXPECT_EQ(mill.java->turn_only(-1), MR_OUT_OF_RANGE);
    EXPECT_EQ(mill.java->turn_only(MR_COMMANDS_MAX + 1), MR_OUT_OF_RANGE);
    EXPECT_EQ(mill.java->turn_only(INT32_MIN), MR_OUT_OF_RANGE);
    const auto ask = [&](std::int32_t index) {
        return mill.mill().use_loop(static_cast<Handle>(mill.java->handle()),
                                    [&](ControlLoop& loop) { return loop.ask(index); });
    };
    EXPECT_EQ(ask(-1), MR_OUT_OF_RANGE);
    EXPECT_EQ(ask(MR_COMMANDS_MAX), MR_OUT_OF_RANGE);
    EXPECT_EQ(ask(INT32_MAX), MR_OUT_OF_RANGE);
}

TEST(Forged, LoopHandlesAnswerACode) {
    FaultMill mill;
    const auto use = [&](std::int64_t handle) {
        return mill.mill().use_loop(static_cast<Handle>(handle), [](ControlLoop&) { return std::int64_t{MR_OK}; });
    };
    EXPECT_EQ(use(mill.java->handle()), MR_OK);
    EXPECT_EQ(use(mill.data()), MR_WRONG_KIND);
    EXPECT_EQ(use(0), MR_STALE);
    EXPECT_EQ(use(-1), MR_STALE);
    EXPECT_EQ(use(mill.java->handle() + (std::int64_t{1} << 32)), MR_STALE);
    EXPECT_EQ(use(mill.java->handle() | 0x0fffffff), MR_STALE);
    std::mt19937_64 random(7);
    for (int i = 0; i < 10'000; ++i) {
        const auto handle = static_cast<std::int64_t>(random());
        EXPECT_LT(use(handle), 0);
        EXPECT_LT(mill.mill().close_loop(static_cast<Handle>(handle)), 0);
        std::size_t bytes = 1;
        mill.mill().block(static_cast<mr_block>(static_cast<int>(random() % 16) - 4), handle, bytes);
    }
    // From within its own turn a loop can be neither used nor closed.
    EXPECT_EQ(
        mill.mill().use_loop(static_cast<Handle>(mill.java->handle()),
                             [&](ControlLoop&) {
                                 EXPECT_EQ(use(mill.java->handle()), MR_WRONG_STATE);
                                 return std::int64_t{mill.mill().close_loop(static_cast<Handle>(mill.java->handle()))};
                             }),
        MR_WRONG_STATE);
}

TEST(Forged, RangesOfAWriteAreChecked) {
    FaultMill mill;
    auto pair = mill.accept();
    const std::int64_t segment = mill.java->lend(512);
    struct Range {
        std::uint32_t offset, length;
        std::int64_t answer;
    };
    for (const Range range : {Range{0, 512, MR_OK}, Range{512, 0, MR_OK}, Range{1, 512, MR_OUT_OF_RANGE},
                              Range{513, 0, MR_OUT_OF_RANGE}, Range{0xffffffff, 1, MR_OUT_OF_RANGE},
                              Range{1, 0xffffffff, MR_OUT_OF_RANGE}, Range{0xffffffff, 0xffffffff, MR_OUT_OF_RANGE}}) {
        mr_command write = command(MR_CMD_WRITE, pair.handle);
        write.segment = static_cast<std::uint32_t>(segment);
        write.offset = range.offset;
        write.length = range.length;
        EXPECT_EQ(mill.java->ask(write), range.answer) << range.offset << " + " << range.length;
    }
    mr_command write = command(MR_CMD_WRITE, pair.handle);
    for (const std::uint32_t wrong : {static_cast<std::uint32_t>(segment) + 1, 262143u, 262144u, 0xffffffffu}) {
        write.segment = wrong;
        EXPECT_EQ(mill.java->ask(write), MR_OUT_OF_RANGE);
    }
}

TEST(Stale, HandleNeverReachesWhoeverHasThePlaceNow) {
    FaultMill mill;
    auto first = mill.accept();
    first.peer.close();
    ASSERT_TRUE(mill.until([&] { return mill.java->ended(first.handle); }));
    auto second = mill.accept();
    ASSERT_EQ(handle_index(first.handle), handle_index(second.handle));
    ASSERT_NE(first.handle, second.handle);
    ASSERT_TRUE(mill.java->write(first.handle, "for the dead"));
    for (const mr_command_kind kind :
         {MR_CMD_CLOSE, MR_CMD_ABORT, MR_CMD_PAUSE_READING, MR_CMD_TAKE_BACK, MR_CMD_NEXT}) {
        EXPECT_EQ(mill.java->ask(command(kind, first.handle)), MR_STALE);
        mill.java->tell(command(kind, first.handle));
    }
    second.peer.send("I live");
    ASSERT_TRUE(mill.until([&] { return mill.java->seen(second.handle).received == "I live"; }));
    second.peer.receive();
    EXPECT_EQ(second.peer.received, "");
    EXPECT_TRUE(mill.java->seen(first.handle).refused.empty());  // a stale handle is no news
}

TEST(Stale, AnotherLoopsConnectionCannotBeUsed) {
    FaultMill mill;
    auto pair = mill.accept();
    const std::int64_t other_loop = mill.mill().open_loop(MR_LOOP_CONTROL);
    JavaSide other(mill.mill(), other_loop);
    for (const mr_command_kind kind :
         {MR_CMD_WRITE, MR_CMD_PAUSE_READING, MR_CMD_NEXT, MR_CMD_DEADLINE, MR_CMD_HAND_OVER}) {
        EXPECT_EQ(other.ask(command(kind, pair.handle)), MR_WRONG_STATE);
    }
    EXPECT_EQ(other.ask(command(MR_CMD_PORT, static_cast<Handle>(mill.listening))), MR_STALE);
    EXPECT_EQ(mill.mill().close_loop(static_cast<Handle>(other_loop)), MR_OK);
}

}  // namespace
}  // namespace millrace
