// Floor 1. Tests of addresses as the records carry them.
#include "io/socket_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace millrace {
namespace {

std::string readable(const SocketAddress& address) {
    char text[INET6_ADDRSTRLEN] = "";
    const void* bytes = address.family() == AF_INET
                            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(address.data())->sin_addr)
                            : &reinterpret_cast<const sockaddr_in6*>(address.data())->sin6_addr;
    return inet_ntop(address.family(), bytes, text, sizeof text);
}

TEST(SocketAddressTest, goesThereAndBack) {
    for (const auto& [family, name, text] :
         {std::tuple{std::uint16_t{4}, AF_INET, "127.0.0.1"}, std::tuple{std::uint16_t{4}, AF_INET, "255.254.253.1"},
          std::tuple{std::uint16_t{6}, AF_INET6, "::1"},
          std::tuple{std::uint16_t{6}, AF_INET6, "2001:db8:1:2:3:4:5:6789"}}) {
        std::uint64_t words[2] = {};
        ASSERT_EQ(inet_pton(name, text, words), 1);
        const SocketAddress address = SocketAddress::of(family, words[0], words[1], 65535);
        EXPECT_EQ(readable(address), text);
        EXPECT_EQ(address.family(), name);
        EXPECT_EQ(address.family_number(), family);
        EXPECT_EQ(address.port(), 65535);
        std::uint64_t high = 1, low = 1;
        address.words(high, low);
        EXPECT_EQ(high, words[0]);
        EXPECT_EQ(low, words[1]);
    }
}

TEST(SocketAddressTest, aZoneIsThatOfASix) {
    std::uint64_t words[2] = {};
    ASSERT_EQ(inet_pton(AF_INET6, "fe80::1", words), 1);
    for (const std::uint64_t zone : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xffffffff}}) {
        const SocketAddress address = SocketAddress::of(6, words[0], words[1], 80, zone);
        EXPECT_EQ(address.zone(), zone);
        EXPECT_EQ(reinterpret_cast<const sockaddr_in6*>(address.data())->sin6_scope_id, zone);
    }
    EXPECT_EQ(SocketAddress::of(6, words[0], words[1], 80, 0x100000000).length, 0u);
    EXPECT_EQ(SocketAddress::of(4, words[0], 0, 80, 1).length, 0u);
    EXPECT_EQ(SocketAddress::of(4, words[0], 0, 80).zone(), 0u);
    EXPECT_EQ(SocketAddress::none().zone(), 0u);
}

TEST(SocketAddressTest, anotherFamilyIsNoAddress) {
    for (const int family : {0, 1, 5, 7, 0xffff}) {
        const SocketAddress address = SocketAddress::of(static_cast<std::uint16_t>(family), ~0ull, ~0ull, 80);
        EXPECT_EQ(address.length, 0u);
        EXPECT_EQ(address.family_number(), 0);
        EXPECT_EQ(address.port(), 0);
    }
}

TEST(SocketAddressTest, whatTheFourBytesOfAnOldAddressDoNotUseIsForgotten) {
    std::uint64_t high = 0, low = 0;
    SocketAddress::of(4, ~0ull, ~0ull, 1).words(high, low);
    EXPECT_EQ(low, 0u);
    std::uint64_t expected = 0;
    std::memset(&expected, 0xff, 4);
    EXPECT_EQ(high, expected);
}

}  // namespace
}  // namespace millrace
