// Floor 5. Through the seam: a protocol of the user's own gets bytes, frames, messages and time; and none of what it may
// get wrong harms more than its own connection.
#include <gtest/gtest.h>

#include <cstring>

#include "abi/scripted_fusion.hpp"

namespace millrace {
namespace {

TEST_F(FusionTest, BytesAreConsumedAsItLikes) {
    // Words of three bytes, each doubled; what is left over waits for more.
    script_.received = [](const mr_host* host, mr_transport* transport, std::string_view bytes) -> std::int64_t {
        std::size_t used = 0;
        for (; bytes.size() - used >= 3; used += 3) {
            host->write_received(transport, reinterpret_cast<const std::uint8_t*>(bytes.data() + used), 3);
            host->write(transport, "!", 1);
        }
        return static_cast<std::int64_t>(used);
    };
    auto pair = fused();
    for (const char* piece : {"a", "bcde", "fgh", "i"}) {
        ASSERT_TRUE(mill_.send(pair.peer, piece));
        for (int i = 0; i < 3; ++i) mill_.turn();
    }
    ASSERT_TRUE(mill_.until([&] { return pair.peer.received.size() >= 12; }, [&] { pair.peer.receive(); }));
    EXPECT_EQ(pair.peer.received, "abc!def!ghi!");
    EXPECT_TRUE(mill_.java->seen(pair.handle).received.empty()) << "Java hears nothing of it";
}

TEST_F(FusionTest, FramesComeOneByOneHoweverMany) {
    std::uint64_t frames = 0, bytes = 0;
    script_.frame = [&](const mr_host*, mr_transport*, const std::uint8_t*, std::size_t length) {
        ++frames;
        bytes += length;
        return 0;
    };
    auto pair = fused("\r\n");
    std::string input;
    for (int i = 0; i < 20'000; ++i) input += std::string(static_cast<std::size_t>(i % 7), 'x') + "\r\n";
    ASSERT_TRUE(mill_.send(pair.peer, input));
    ASSERT_TRUE(mill_.until([&] { return frames == 20'000; }));
    EXPECT_EQ(bytes, input.size() - 2 * frames);
    EXPECT_LE(mill_.java->counters().bytes_scanned, 2 * input.size());
}

TEST_F(FusionTest, MessagesGoBothWays) {
    script_.message = [](const mr_host* host, mr_transport* transport, std::uint32_t kind, std::uint64_t number,
                         std::string_view bytes) {
        const std::string answer = "<" + std::string(bytes) + ">";
        host->tell(transport, kind + 1, number * 2, answer.data(), answer.size());
        return 0;
    };
    auto pair = fused("\n");
    mr_command lend = command(MR_CMD_LEND);
    lend.length = 100;
    mr_command said = message(pair.handle, 7, 21);
    said.segment = static_cast<std::uint32_t>(mill_.java->ask(lend));
    std::memcpy(mill_.java->memory_of(static_cast<std::int64_t>(said.segment)), "hello", 5);
    said.length = 5;
    mill_.java->tell(said);
    Seen& seen = mill_.java->seen(pair.handle);
    ASSERT_TRUE(mill_.until([&] { return !seen.messages.empty(); }));
    EXPECT_EQ(seen.messages[0].code, 8);
    EXPECT_EQ(seen.messages[0].a, 42u);
    EXPECT_EQ(seen.message_bytes[0], "<hello>");
    said.segment = 0xffff'ffff;
    EXPECT_EQ(mill_.java->ask(said), MR_OUT_OF_RANGE);
    said.length = 0;
    for (int i = 0; i < 100; ++i) EXPECT_EQ(mill_.java->ask(said), MR_OK);  // between two turns: told in the next
    mill_.turn();
    EXPECT_EQ(seen.messages.size(), 65u) << "as many as have room there";
    EXPECT_EQ(seen.message_bytes.back(), "<>");
}

// In a command, too, behind which all that the turn before had told is over.
TEST_F(FusionTest, WhatIsToldLastsAsLongAsTheTurn) {
    script_.message = [](const mr_host* host, mr_transport* transport, std::uint32_t, std::uint64_t letter,
                         std::string_view) {
        const std::string bytes(MR_SEGMENT_BYTES, static_cast<char>(letter));
        return host->tell(transport, 1, letter, bytes.data(), bytes.size());
    };
    auto pair = fused("\n");
    auto other = mill_.accept();
    Seen& seen = mill_.java->seen(pair.handle);
    for (int i = 0; i < 20; ++i) {
        static_cast<void>(other.peer.send(std::string(MR_SEGMENT_BYTES, 'o')));
        for (const char letter : {'a', 'b', 'c'}) {
            mill_.java->tell(message(pair.handle, 0, static_cast<std::uint64_t>(letter)));
        }
        mill_.turn();
    }
    ASSERT_EQ(seen.message_bytes.size(), 60u);
    for (std::size_t i = 0; i < 60; ++i) {
        const std::string bytes(MR_SEGMENT_BYTES, static_cast<char>(seen.messages[i].a));
        EXPECT_TRUE(seen.message_bytes[i] == bytes) << "somebody else's bytes, of message " << i;
    }
}

TEST_F(FusionTest, ToldWithoutEndIsToldWhatHasRoom) {
    int refused = 0;
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        for (int i = 0; i < 2000; ++i) refused += host->tell(transport, 1, 1, nullptr, 0) == MR_PROTOCOL_FULL;
        return 0;
    };
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "go\n"));
    ASSERT_TRUE(mill_.until([&] { return refused > 0; }));
    EXPECT_LE(mill_.java->seen(pair.handle).messages.size(), std::size_t{MR_EVENTS_MAX});
    char one[MR_SEGMENT_BYTES + 1] = {};
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        EXPECT_EQ(host->tell(transport, 1, 1, one, sizeof one), MR_PROTOCOL_OUT_OF_RANGE);
        return host->tell(transport, 2, 1, one, sizeof one - 1);
    };
    ASSERT_TRUE(mill_.send(pair.peer, "go\n"));
    ASSERT_TRUE(mill_.until([&] { return mill_.java->seen(pair.handle).messages.back().code == 2; }));
    EXPECT_EQ(mill_.java->seen(pair.handle).message_bytes.back().size(), std::size_t{MR_SEGMENT_BYTES});
}

TEST_F(FusionTest, TimePasses) {
    int calls = 0;
    script_.timer = [&](const mr_host* host, mr_transport* transport) {
        if (++calls < 3) host->set_timer(transport, 1'000'000);
        return host->tell(transport, 1, host->now_nanos(transport), nullptr, 0);
    };
    script_.message = [](const mr_host* host, mr_transport* transport, std::uint32_t, std::uint64_t nanos,
                         std::string_view) { return host->set_timer(transport, nanos); };
    auto pair = fused();
    mill_.java->tell(message(pair.handle, 0, 1'000'000));
    ASSERT_TRUE(mill_.until([&] { return mill_.java->seen(pair.handle).messages.size() == 3; }));
    mill_.java->tell(message(pair.handle, 0, 3'600'000'000'000));
    mill_.java->tell(message(pair.handle));
    for (int i = 0; i < 5; ++i) mill_.turn();
    EXPECT_EQ(calls, 3);
}

TEST_F(FusionTest, WhatCannotBeEndsItsOwnConnection) {
    auto other = mill_.accept();
    script_.frame = [](const mr_host*, mr_transport*, const std::uint8_t*, std::size_t) { return -77; };
    auto failing = fused("\n");
    ASSERT_TRUE(mill_.send(failing.peer, "x\n"));
    EXPECT_TRUE(ends(failing, MR_REASON_NATIVE_FAULT, 77));

    script_.received = [](const mr_host*, mr_transport*, std::string_view bytes) {
        return static_cast<std::int64_t>(bytes.size()) + 1;
    };
    auto greedy = fused();
    ASSERT_TRUE(mill_.send(greedy.peer, "x"));
    EXPECT_TRUE(ends(greedy, MR_REASON_NATIVE_FAULT, 4));

    script_.opens = false;
    auto unopened = fused();
    EXPECT_TRUE(ends(unopened, MR_REASON_NATIVE_FAULT, 5));

    script_.opens = true;
    script_.aborts_at_once = true;
    auto aborted = fused();
    EXPECT_TRUE(ends(aborted, MR_REASON_LOCAL_ABORT, 0));

    ASSERT_TRUE(mill_.send(other.peer, "still here"));
    EXPECT_TRUE(mill_.until([&] { return mill_.java->seen(other.handle).received == "still here"; }));
}

TEST_F(FusionTest, BytesThatAreNotItsOwnAreNotSent) {
    const std::uint8_t foreign[] = "secret";
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t* bytes, std::size_t length) {
        EXPECT_EQ(host->write_received(transport, foreign, 6), MR_PROTOCOL_OUT_OF_RANGE);
        EXPECT_EQ(host->write_received(transport, bytes - 100'000, 1), MR_PROTOCOL_OUT_OF_RANGE);
        EXPECT_EQ(host->write_received(transport, bytes, 1 << 20), MR_PROTOCOL_OUT_OF_RANGE);
        EXPECT_EQ(host->write_received(transport, bytes, ~std::size_t{0}), MR_PROTOCOL_OUT_OF_RANGE);
        return host->write_received(transport, bytes, length);
    };
    auto pair = fused("\n");
    ASSERT_TRUE(mill_.send(pair.peer, "mine\n"));
    ASSERT_TRUE(mill_.until([&] { return pair.peer.received == "mine"; }, [&] { pair.peer.receive(); }));
}

TEST_F(FusionTest, EndsItselfInEachCall) {
    const auto abort = [](const mr_host* host, mr_transport* transport) {
        host->abort(transport);
        EXPECT_EQ(host->write(transport, "x", 1), MR_PROTOCOL_WRONG_STATE);
        EXPECT_EQ(host->tell(transport, 1, 1, "x", 1), MR_PROTOCOL_WRONG_STATE);
        EXPECT_EQ(host->set_timer(transport, 1), MR_PROTOCOL_WRONG_STATE);
        EXPECT_EQ(host->close(transport), MR_PROTOCOL_WRONG_STATE);
        return 0;
    };
    script_.frame = [&](const mr_host* host, mr_transport* transport, const std::uint8_t*, std::size_t) {
        return abort(host, transport);
    };
    script_.received = [&](const mr_host* host, mr_transport* transport, std::string_view) {
        return std::int64_t{abort(host, transport)};
    };
    script_.message = [&](const mr_host* host, mr_transport* transport, std::uint32_t, std::uint64_t,
                          std::string_view) { return abort(host, transport); };
    for (const char* delimiter : {"\n", ""}) {
        auto pair = fused(delimiter);
        ASSERT_TRUE(mill_.send(pair.peer, "a\nb\nc\n"));
        EXPECT_TRUE(ends(pair, MR_REASON_LOCAL_ABORT, 0));
    }
    auto pair = fused();
    mill_.java->tell(message(pair.handle));
    EXPECT_TRUE(ends(pair, MR_REASON_LOCAL_ABORT, 0));
}

TEST_F(FusionTest, MoreThanItMayHoldEndsIt) {
    script_.received = [](const mr_host*, mr_transport*, std::string_view) { return std::int64_t{0}; };
    auto hoarder = fused();
    const std::string piece(100'000, 'x');
    for (int i = 0; i < 15 && mill_.java->seen(hoarder.handle).ended.empty(); ++i) {
        static_cast<void>(hoarder.peer.send(piece));
        for (int turns = 0; turns < 5; ++turns) mill_.turn();
    }
    EXPECT_TRUE(ends(hoarder, MR_REASON_NATIVE_FAULT, 6));
}

TEST_F(FusionTest, JavaTakesItBackWithWhatIsUnread) {
    script_.received = [](const mr_host*, mr_transport*, std::string_view bytes) {
        const std::size_t end = bytes.find('!');
        return static_cast<std::int64_t>(end == std::string_view::npos ? 0 : end + 1);
    };
    auto pair = fused();
    ASSERT_TRUE(mill_.send(pair.peer, "gone!kept"));
    for (int i = 0; i < 5; ++i) mill_.turn();
    EXPECT_EQ(mill_.java->ask(fuse(pair.handle, 0)), MR_WRONG_STATE) << "it has one";
    mill_.java->tell(fuse(pair.handle, MR_FUSED_NONE));
    Seen& seen = mill_.java->seen(pair.handle);
    ASSERT_TRUE(mill_.until([&] { return !seen.received.empty(); }));
    EXPECT_EQ(seen.received, "kept");
    EXPECT_EQ(script_.open, 0);
    mill_.java->tell(fuse(pair.handle, 0));
    ASSERT_TRUE(mill_.until([&] { return script_.open == 1; }));
    EXPECT_EQ(mill_.java->ask(command(MR_CMD_MOVE, pair.handle)), MR_STALE) << "no such loop";
    mr_command framing = command(MR_CMD_FRAMING, pair.handle);
    framing.flags = MR_FRAMING_SUPPLIED;
    EXPECT_EQ(mill_.java->ask(framing), MR_WRONG_STATE) << "its bytes go to the protocol";
}

TEST_F(FusionTest, NumbersThatWereNeverGivenAreRefused) {
    auto pair = mill_.accept();
    for (const std::uint64_t number : {std::uint64_t{1}, std::uint64_t{256}, ~std::uint64_t{0}}) {
        EXPECT_EQ(mill_.java->ask(fuse(pair.handle, number)), MR_OUT_OF_RANGE);
    }
    EXPECT_EQ(mill_.java->ask(command(MR_CMD_MESSAGE, pair.handle)), MR_WRONG_STATE);
    EXPECT_EQ(mill_.java->ask(fuse(pair.handle, MR_FUSED_NONE)), MR_OK);
}

TEST(ProtocolRegistryTest, SaysWhatIsWrongWithATable) {
    ProtocolRegistry registry;
    std::string why;
    EXPECT_EQ(registry.enter(nullptr, why), MR_OUT_OF_RANGE);
    mr_protocol wrong = scripted;
    wrong.version = 2;
    EXPECT_EQ(registry.enter(&wrong, why), MR_OUT_OF_RANGE);
    EXPECT_NE(why.find("version 2"), std::string::npos) << why;
    for (const std::uint32_t size : {0u, 8u, 63u, 65u, 68u}) {
        wrong = scripted;
        wrong.size = size;
        EXPECT_EQ(registry.enter(&wrong, why), MR_OUT_OF_RANGE) << size;
        EXPECT_NE(why.find(std::to_string(size) + " bytes, and should have 64 to 72"), std::string::npos) << why;
    }
    wrong.size = sizeof(mr_protocol) + sizeof(void*);
    EXPECT_EQ(registry.enter(&wrong, why), MR_OUT_OF_RANGE);
    EXPECT_NE(why.find("a newer protocol.h"), std::string::npos) << why;
    wrong = scripted;
    wrong.open = nullptr;
    EXPECT_EQ(registry.enter(&wrong, why), MR_OUT_OF_RANGE);
    wrong = scripted;
    wrong.received = nullptr;
    wrong.frame = nullptr;
    EXPECT_EQ(registry.enter(&wrong, why), MR_OUT_OF_RANGE);
    wrong = scripted;
    wrong.name = nullptr;
    EXPECT_EQ(registry.enter(&wrong, why), MR_OUT_OF_RANGE);
    EXPECT_EQ(registry.enter(&scripted, why), 0);
    EXPECT_EQ(registry.enter(&scripted, why), 0) << "the same one";
    static mr_protocol many[ProtocolRegistry::protocols_max];
    for (auto& one : many) one = scripted;
    for (std::uint32_t i = 0; i + 1 < ProtocolRegistry::protocols_max; ++i)
        EXPECT_EQ(registry.enter(&many[i], why), i + 1);
    EXPECT_EQ(registry.enter(&many[ProtocolRegistry::protocols_max - 1], why), MR_FULL);
    EXPECT_EQ(registry.load("/nowhere/at/all.so", why), MR_STALE);
    EXPECT_NE(why.find("/nowhere/at/all.so"), std::string::npos) << why;
}

}  // namespace
}  // namespace millrace
