// Floor 5. Through the seam: a protocol of the user's own says how its input is framed, and says so anew between two frames.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "abi/scripted_fusion.hpp"
#include "millrace/framing.hpp"

namespace millrace {
namespace {

// Each frame says how it goes on: with so many raw bytes, and lines behind them; or with frames of another kind.
class FramingTest : public FusionTest {
protected:
    FramingTest() {
        script_.frame = [this](const mr_host* host, mr_transport* transport, const std::uint8_t* bytes,
                               std::size_t length) {
            const std::string frame(reinterpret_cast<const char*>(bytes), length);
            heard_ += "[" + frame + "]";
            wanted_ = frame.starts_with("raw") ? std::stoul(frame.substr(3)) : 0;
            for (const auto& [name, framing] : framings_) {
                if (!frame.starts_with(name)) continue;
                EXPECT_EQ(host->set_framing(transport, &framing.record()), MR_PROTOCOL_OK) << name;
            }
            return 0;
        };
        script_.received = [this](const mr_host* host, mr_transport* transport, std::string_view bytes) {
            if (bytes.size() < wanted_) return std::int64_t{0};
            heard_ += "(" + std::string(bytes.substr(0, wanted_)) + ")";
            EXPECT_EQ(host->set_framing(transport, &Framing::lines(100).record()), MR_PROTOCOL_OK);
            return static_cast<std::int64_t>(wanted_);
        };
    }

    void play(const std::vector<std::string_view>& pieces) {
        heard_.clear();
        auto pair = fused("\n");
        for (const std::string_view piece : pieces) {
            ASSERT_TRUE(mill_.send(pair.peer, piece));
            ASSERT_TRUE(mill_.until([&] { return mill_.java->stats(pair.handle).bytes_in >= sent_ + piece.size(); }));
            sent_ += piece.size();
            for (int i = 0; i < 3; ++i) mill_.turn();
        }
        sent_ = 0;
        EXPECT_TRUE(mill_.java->seen(pair.handle).order == std::vector<std::uint16_t>{MR_EVENT_ACCEPTED});
        pair.peer.close();
        ASSERT_TRUE(mill_.until([&] { return mill_.java->ended(pair.handle); }));
    }

    const std::vector<std::pair<std::string, Framing>> framings_{
        {"raw", Framing::raw()},
        {"lines", Framing::lines(100)},
        {"crlf", Framing::crlf_lines(100).strict()},
        {"bars", Framing::delimiter("||", 100)},
        {"int8", Framing::int8(100).refusing_empty()},
        {"int16", Framing::int16(100).little_endian().adjusted_by(-2)},
        {"varint", Framing::varint(100)},
        {"net", Framing::netstring(100)},
        {"fives", Framing::fixed(5)},
    };
    std::string heard_;
    std::size_t wanted_ = 0;
    std::uint64_t sent_ = 0;
};

TEST_F(FramingTest, HoldsFromTheNextFrameOnHoweverInputArrives) {
    using namespace std::string_literals;
    const std::string input =
        "one\ncrlf\ntwo\r\nbars\r\nb\n||int8||\5three\5int16"s +  // a length of an int16 counts its own two bytes
        "\x0a\0four fou\x08\0varint\4five\3net3:six,5:fives,seveneightlinesraw4\n\nrawend\nraw0\nlast\n"s;
    const std::string heard =
        "[one][crlf][two][bars][b\n][int8][three][int16][four fou][varint][five][net][six][fives][seven][eight][lines]"
        "[raw4](\nraw)[end][raw0]()[last]";
    ASSERT_NO_FATAL_FAILURE(play({input}));
    EXPECT_EQ(heard_, heard);
    for (std::size_t cut = 1; cut < input.size(); ++cut) {
        SCOPED_TRACE(cut);
        const std::string_view text = input;
        ASSERT_NO_FATAL_FAILURE(play({text.substr(0, cut), text.substr(cut)}));
        ASSERT_EQ(heard_, heard);
    }
}

TEST_F(FramingTest, IsAskedForOutsideOfInput) {
    // Raw bytes that the protocol leaves are framed once it says so, in a message or when its time comes.
    script_.received = [](const mr_host*, mr_transport*, std::string_view) { return std::int64_t{0}; };
    script_.frame = [this](const mr_host*, mr_transport*, const std::uint8_t* bytes, std::size_t length) {
        heard_ += "[" + std::string(reinterpret_cast<const char*>(bytes), length) + "]";
        return 0;
    };
    const auto lines = [](const mr_host* host, mr_transport* transport) {
        return host->set_framing(transport, &Framing::lines(100).record());
    };
    script_.message = [&](const mr_host* host, mr_transport* transport, std::uint32_t, std::uint64_t nanos,
                          std::string_view) {
        return nanos == 0 ? lines(host, transport) : host->set_timer(transport, nanos);
    };
    script_.timer = lines;
    for (const std::uint64_t nanos : {0, 1'000}) {
        heard_.clear();
        auto pair = fused();
        ASSERT_TRUE(mill_.send(pair.peer, "a\nb\nc"));
        ASSERT_TRUE(mill_.until([&] { return mill_.java->stats(pair.handle).bytes_in == 5; }));
        mill_.java->tell(message(pair.handle, 0, nanos));
        ASSERT_TRUE(mill_.until([&] { return heard_ == "[a][b]"; }));
        ASSERT_TRUE(mill_.send(pair.peer, "\n"));
        ASSERT_TRUE(mill_.until([&] { return heard_ == "[a][b][c]"; }));
    }
}

TEST_F(FramingTest, GoesOnWithTheFrameThatWasTooLong) {
    script_.message = [](const mr_host* host, mr_transport* transport, std::uint32_t, std::uint64_t most,
                         std::string_view) {
        return host->set_framing(transport, &Framing::lines(static_cast<std::uint32_t>(most)).record());
    };
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "short\n" + std::string(150, 'x') + "\nend\n"));
    Seen& seen = mill_.java->seen(pair.handle);
    ASSERT_TRUE(mill_.until([&] { return seen.too_long.size() == 1; }));
    EXPECT_EQ(seen.too_long[0].a, 6u);
    for (int i = 0; i < 3; ++i) mill_.turn();
    EXPECT_EQ(heard_, "[short]");
    mill_.java->tell(message(pair.handle, 0, 200));
    ASSERT_TRUE(mill_.until([&] { return heard_ == "[short][" + std::string(150, 'x') + "][end]"; }));
}

TEST_F(FramingTest, WaitsInLockstepForEitherSide) {
    int frames = 0;
    bool goes_on = false;
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        ++frames;
        if (frames == 1) host->set_framing(transport, &Framing::lines(100).lockstep().record());
        return goes_on ? host->next_frame(transport) : 0;
    };
    script_.message = [](const mr_host* host, mr_transport* transport, std::uint32_t, std::uint64_t, std::string_view) {
        return host->next_frame(transport);
    };
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "1\n2\n3\n4\n5\n6\n"));
    const auto comes_to = [&](int count) {
        EXPECT_TRUE(mill_.until([&] { return frames == count; }));
        for (int i = 0; i < 5; ++i) mill_.turn();
        return frames == count;
    };
    EXPECT_TRUE(comes_to(2)) << "the second one is the first in lockstep";
    mill_.java->tell(command(MR_CMD_NEXT, pair.handle));
    EXPECT_TRUE(comes_to(3));
    mill_.java->tell(message(pair.handle));
    EXPECT_TRUE(comes_to(4));
    goes_on = true;
    mill_.java->tell(message(pair.handle));
    EXPECT_TRUE(comes_to(6));
}

TEST_F(FramingTest, CostsNoMoreWhereEachFrameAsksForAnother) {
    int frames = 0;
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        ++frames;
        return host->set_framing(transport, &Framing::lines(100).record());
    };
    auto pair = fused("\n");
    std::string input;
    for (int i = 0; i < 20'000; ++i) input += std::string(static_cast<std::size_t>(i % 70), 'x') + "\n";
    ASSERT_TRUE(mill_.send(pair.peer, input));
    ASSERT_TRUE(mill_.until([&] { return frames == 20'000; }));
    EXPECT_LE(mill_.java->counters().bytes_scanned, 3 * input.size());
}

// ---- What is refused

TEST_F(FramingTest, RefusesWhatCannotBeAndChangesNothing) {
    std::vector<mr_protocol_framing> wrong;
    const auto add = [&](const Framing& framing, auto change) {
        mr_protocol_framing record = framing.record();
        change(record);
        wrong.push_back(record);
    };
    const auto as_it_is = [](mr_protocol_framing&) {};
    for (const std::uint32_t most : {0u, MR_PROTOCOL_FRAME_BYTES_MAX + 1u, ~0u}) {
        for (const Framing& framing : {Framing::lines(most), Framing::delimiter("\n", most), Framing::int32(most),
                                       Framing::varint(most), Framing::netstring(most), Framing::fixed(most)}) {
            add(framing, as_it_is);
        }
    }
    add(Framing::delimiter("", 10), as_it_is);
    add(Framing::delimiter("123456789", 10), as_it_is);
    add(Framing::delimiter("\n", 10).strict(), as_it_is);
    add(Framing::lines(10).strict(), as_it_is);
    add(Framing::lines(10).little_endian(), as_it_is);
    add(Framing::lines(10).adjusted_by(1), as_it_is);
    add(Framing::raw().lockstep(), as_it_is);
    add(Framing::raw(), [](auto& record) { record.frame_bytes_max = 1; });
    for (const std::uint32_t width : {0u, 5u, 7u, 9u, ~0u}) add(Framing::prefix(width, 10), as_it_is);
    add(Framing::int8(10).adjusted_by(1025), as_it_is);
    add(Framing::int8(10).adjusted_by(-1025), as_it_is);
    for (const std::uint32_t kind : {2u, 8u, 0x10000u, ~0u})
        add(Framing::lines(10), [&](auto& record) { record.kind = kind; });
    for (const std::uint32_t flag : {1u, 0x1000u, 0x80000000u})
        add(Framing::lines(10), [&](auto& record) { record.flags = flag; });
    add(Framing::lines(10), [](auto& record) { record.prefix_bytes = 1; });
    add(Framing::lines(10), [](auto& record) { record.delimiter_bytes = 1; });
    add(Framing::lines(10), [](auto& record) { record.reserved = 1; });
    add(Framing::delimiter("\n", 10), [](auto& record) { record.delimiter[1] = 'x'; });
    for (const std::uint32_t size : {0u, 4u, 39u, 48u})
        add(Framing::lines(10), [&](auto& record) { record.size = size; });
    int frames = 0;
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        ++frames;
        EXPECT_EQ(host->set_framing(transport, nullptr), MR_PROTOCOL_OUT_OF_RANGE);
        for (const mr_protocol_framing& record : wrong) {
            EXPECT_EQ(host->set_framing(transport, &record), MR_PROTOCOL_OUT_OF_RANGE)
                << "number " << &record - wrong.data();
        }
        return 0;
    };
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "one\ntwo\n"));
    EXPECT_TRUE(mill_.until([&] { return frames == 2; }));
}

TEST_F(FramingTest, AllowsWhatJavaAllows) {
    const std::uint32_t most = MR_PROTOCOL_FRAME_BYTES_MAX;
    const std::vector<Framing> right{
        Framing::raw(),
        Framing::delimiter("12345678", most).strict().refusing_empty().lockstep(),
        Framing::lines(1).lockstep().refusing_empty(),
        Framing::prefix(3, most).adjusted_by(1024).little_endian(),
        Framing::prefix(8, most).adjusted_by(-1024).lockstep(),
        Framing::int32(most),
        Framing::varint(most).refusing_empty(),
        Framing::netstring(most).refusing_empty(),
        Framing::fixed(most),
        Framing::lines(most),
    };
    bool done = false;
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        for (const Framing& framing : right) EXPECT_EQ(host->set_framing(transport, &framing.record()), MR_PROTOCOL_OK);
        done = true;
        return 0;
    };
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "go\n"));
    EXPECT_TRUE(mill_.until([&] { return done; }));
}

TEST_F(FramingTest, IsRefusedWhereNobodyIsThere) {
    const mr_protocol_framing lines = Framing::lines(10).record();
    bool ended = false;
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t length) {
        length == 5 ? host->close(transport) : host->abort(transport);
        EXPECT_EQ(host->set_framing(transport, &lines), MR_PROTOCOL_WRONG_STATE);
        EXPECT_EQ(host->next_frame(transport), MR_PROTOCOL_WRONG_STATE);
        ended = true;
        return 0;
    };
    for (const char* how : {"close\n", "abort!\n"}) {
        ended = false;
        auto pair = fused("\n");
        ASSERT_TRUE(mill_.send(pair.peer, how));
        EXPECT_TRUE(mill_.until([&] { return ended; }));
    }
}

// ---- Protocols that have not all functions

// In memory of exactly the size that it says.
class OldTable {
public:
    explicit OldTable(const mr_protocol& from, std::size_t size) : bytes_(new std::uint8_t[size]) {
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&from), size, bytes_.get());
        const auto said = static_cast<std::uint32_t>(size);
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&said), sizeof said,
                    bytes_.get() + offsetof(mr_protocol, size));
    }
    const mr_protocol* table() const { return reinterpret_cast<const mr_protocol*>(bytes_.get()); }

private:
    std::unique_ptr<std::uint8_t[]> bytes_;
};

TEST_F(FramingTest, AProtocolOfTheFirstHeaderIsServedAsItWas) {
    static const OldTable old(scripted, offsetof(mr_protocol, moved));
    std::string why;
    number_ = mill_.mill().protocols().enter(old.table(), why);
    ASSERT_EQ(number_, 1) << why;
    EXPECT_EQ(mill_.mill().protocols().enter(old.table(), why), 1) << "the same one";
    EXPECT_EQ(mill_.mill().protocols().find(1)->moved, nullptr);
    script_.frame = [](const mr_host* host, mr_transport* transport, const std::uint8_t* bytes, std::size_t length) {
        return host->write_received(transport, bytes, length);
    };
    auto pair = fused("\n");
    JavaSide other(mill_.mill(), mill_.mill().open_loop(MR_LOOP_CONTROL));
    mr_command move = command(MR_CMD_MOVE, pair.handle);
    move.a = static_cast<std::uint64_t>(other.handle());
    mill_.java->tell(move);
    ASSERT_TRUE(mill_.send(pair.peer, "as ever\n"));
    EXPECT_TRUE(mill_.until([&] { return pair.peer.received == "as ever"; },
                            [&] {
                                other.turn();
                                pair.peer.receive();
                            }));
    EXPECT_EQ(other.seen(pair.handle).moved, 1);
    mill_.mill().close_loop(static_cast<Handle>(other.handle()));
}

TEST_F(FramingTest, IsRefusedToWhoHasNoFunctionForIt) {
    static mr_protocol raw_only = scripted, frames_only = scripted;
    raw_only.frame = nullptr;
    frames_only.received = nullptr;
    std::vector<std::int32_t> answers;
    const auto ask = [&](const mr_host* host, mr_transport* transport) {
        answers.push_back(host->set_framing(transport, &Framing::lines(10).record()));
        answers.push_back(host->set_framing(transport, &Framing::raw().record()));
    };
    script_.received = [&](const mr_host* host, mr_transport* transport, std::string_view bytes) {
        ask(host, transport);
        return static_cast<std::int64_t>(bytes.size());
    };
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        ask(host, transport);
        return 0;
    };
    std::string why;
    number_ = mill_.mill().protocols().enter(&raw_only, why);
    auto raw = fused();
    number_ = mill_.mill().protocols().enter(&frames_only, why);
    auto framed = fused("\n");
    for (auto* pair : {&raw, &framed}) {
        ASSERT_TRUE(mill_.send(pair->peer, "x\n"));
        ASSERT_TRUE(mill_.until([&] { return answers.size() == 2; }));
        const std::vector<std::int32_t> expected = pair == &raw ? std::vector<std::int32_t>{MR_WRONG_STATE, MR_OK}
                                                                : std::vector<std::int32_t>{MR_OK, MR_WRONG_STATE};
        EXPECT_EQ(answers, expected);
        answers.clear();
    }
}

}  // namespace
}  // namespace millrace
