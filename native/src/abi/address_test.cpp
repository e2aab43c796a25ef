// Floor 5. Through the seam: where connections go out from, and the zones of addresses.
#include <gtest/gtest.h>
#include <net/if.h>

#include "abi/fault_mill.hpp"

namespace millrace {
namespace {

mr_command with_address(mr_command_kind kind, const char* text, std::uint32_t port, std::uint64_t zone = 0) {
    mr_command record = command(kind);
    std::uint64_t words[2] = {};
    record.flags = std::string_view(text).find(':') == std::string_view::npos ? 4 : 6;
    EXPECT_EQ(inet_pton(record.flags == 4 ? AF_INET : AF_INET6, text, words), 1);
    record.a = words[0];
    record.b = words[1];
    record.length = port;
    record.d = zone;
    return record;
}

class AddressTest : public testing::Test {
protected:
    std::int64_t from(const char* text, std::uint32_t port = 0) {
        return mill.java->ask(with_address(MR_CMD_FROM, text, port));
    }

    // The local end of a connection to the listener, as the kernel has it, in the answer's record.
    mr_command local_of(std::int64_t connection) {
        EXPECT_GT(connection, 0);
        EXPECT_EQ(mill.java->question(MR_CMD_ADDRESS, static_cast<Handle>(connection), MR_END_LOCAL), 4);
        return mill.java->answer();
    }

    static std::uint64_t word(const char* text) { return with_address(MR_CMD_FROM, text, 0).a; }

    FaultMill mill;
};

TEST_F(AddressTest, AConnectionGoesOutFromTheOneItWasGiven) {
    ASSERT_EQ(from("127.0.0.2"), MR_OK);
    const std::int64_t first = mill.java->connect(mill.port);
    EXPECT_EQ(local_of(first).a, word("127.0.0.2"));
    EXPECT_NE(local_of(first).length, 0u);
    EXPECT_EQ(local_of(mill.java->connect(mill.port)).a, word("127.0.0.1")) << "it is for one connection only";
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 2; }));
}

TEST_F(AddressTest, APortOfItsOwnCanBeTakenAgainAfterAClose) {
    ASSERT_EQ(from("127.0.0.2"), MR_OK);
    const std::uint32_t port = local_of(mill.java->connect(mill.port)).length;  // free at other addresses
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1; }));
    for (std::size_t round = 1; round <= 3; ++round) {
        ASSERT_EQ(from("127.0.0.3", port), MR_OK);
        const auto handle = static_cast<Handle>(mill.java->connect(mill.port));
        EXPECT_EQ(local_of(static_cast<std::int64_t>(handle)).length, port);
        ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1 + round; }));
        mill.java->tell(command(MR_CMD_CLOSE, handle));  // and so its TCP waits, as the one that closed first
        ASSERT_TRUE(mill.until([&] { return mill.java->ended(handle); }));
    }
}

TEST_F(AddressTest, WhatIsNotOfThisMachineIsRefused) {
    ASSERT_EQ(from("192.0.2.1"), MR_OK);
    EXPECT_EQ(mill.java->connect(mill.port), system_code(EADDRNOTAVAIL));
    ASSERT_EQ(from("::1"), MR_OK);
    EXPECT_LT(mill.java->connect(mill.port), MR_SYSTEM_BASE) << "of another family than the peer";
    EXPECT_GT(mill.java->connect(mill.port), 0);
}

TEST_F(AddressTest, NonsenseIsRefused) {
    mr_command record = with_address(MR_CMD_FROM, "127.0.0.1", 65536);
    EXPECT_EQ(mill.java->ask(record), MR_OUT_OF_RANGE);
    for (const std::uint16_t flags : {0, 1, 5}) {
        record = with_address(MR_CMD_FROM, "127.0.0.1", 0);
        record.flags = flags;
        EXPECT_EQ(mill.java->ask(record), MR_OUT_OF_RANGE) << flags;
    }
    EXPECT_EQ(mill.java->ask(with_address(MR_CMD_FROM, "127.0.0.1", 0, 1)), MR_OUT_OF_RANGE) << "a 4 has no zone";
    EXPECT_EQ(mill.java->ask(with_address(MR_CMD_CONNECT, "fe80::1", 1, std::uint64_t{1} << 32)), MR_OUT_OF_RANGE);
    EXPECT_EQ(local_of(mill.java->connect(mill.port)).a, word("127.0.0.1")) << "nothing of it is left";
}

TEST_F(AddressTest, FailsCleanlyAtEveryCall) {
    for (const Call call : {Call::bind_socket, Call::set_option}) {
        for (const int error : errnos_of(call)) {
            SCOPED_TRACE(std::string(name_of(call)) + " errno " + std::to_string(error));
            ASSERT_EQ(from("127.0.0.2", 40'000), MR_OK);
            mill.kernel.fail(call, 1, error);
            EXPECT_EQ(mill.java->connect(mill.port), system_code(error));
        }
    }
    ASSERT_EQ(from("127.0.0.2"), MR_OK);
    mill.kernel.fail(Call::set_option, 1, ENOPROTOOPT);  // a kernel that must choose the port at once
    EXPECT_EQ(local_of(mill.java->connect(mill.port)).a, word("127.0.0.2"));
}

TEST_F(AddressTest, AZoneGoesThereAndComesBack) {
    const std::uint64_t loopback = if_nametoindex("lo");
    const std::int64_t listener = mill.java->ask(with_address(MR_CMD_LISTEN, "::1", 0, loopback));
    if (listener == system_code(EADDRNOTAVAIL)) GTEST_SKIP() << "no IPv6 here";
    ASSERT_GT(listener, 0);
    const std::uint16_t port = mill.java->port_of(listener);
    EXPECT_GT(mill.java->ask(with_address(MR_CMD_CONNECT, "::1", port, loopback)), 0);
    ASSERT_TRUE(mill.until([&] { return mill.java->accepted.size() == 1; }));
    // Of a link's own address it is part; without it the kernel does not know which link is meant.
    EXPECT_EQ(mill.java->ask(with_address(MR_CMD_CONNECT, "fe80::1", port)), system_code(EINVAL));
}

}  // namespace
}  // namespace millrace
