// Floor 4. The chunk heads of a subscriber's stream, however little of them goes out at a time.
#include "stream/chunk_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace millrace {
namespace {

// What the wire gets when each send takes at most `most` bytes.
std::string written(const std::string& bytes, std::size_t chunk_bytes, std::size_t most) {
    ChunkWriter writer;
    std::string wire;
    std::size_t position = 0;
    const auto send_all = [&] {
        while (!writer.complete()) {
            const std::string next = std::string(writer.head(), writer.head_unsent()) +
                                     bytes.substr(position, writer.left()) +
                                     std::string(writer.tail(), writer.tail_unsent());
            const std::string sent = next.substr(0, most);
            wire += sent;
            position += writer.sent(sent.size());
        }
    };
    while (position < bytes.size()) {
        writer.open(std::min(chunk_bytes, bytes.size() - position));
        send_all();
    }
    writer.open_last();
    send_all();
    EXPECT_TRUE(writer.last());
    EXPECT_EQ(position, bytes.size());
    return wire;
}

TEST(ChunkWriter, WritesWhatRfc9112Says) {
    EXPECT_EQ(written("", 10, 100), "0\r\n\r\n");
    EXPECT_EQ(written("hello", 10, 100), "5\r\nhello\r\n0\r\n\r\n");
    EXPECT_EQ(written("hello, world", 5, 100), "5\r\nhello\r\n5\r\n, wor\r\n2\r\nld\r\n0\r\n\r\n");
    EXPECT_EQ(written(std::string(26, 'x'), 26, 100), "1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
}

TEST(ChunkWriter, IsTheSameHoweverItIsCut) {
    const std::string bytes(1000, 'b');
    for (const std::size_t chunk_bytes : {1, 9, 15, 16, 255, 256, 1000}) {
        const std::string expected = written(bytes, chunk_bytes, 10'000);
        for (const std::size_t most : {1, 2, 3, 4, 5, 7, 100}) {
            EXPECT_EQ(written(bytes, chunk_bytes, most), expected) << chunk_bytes << " cut at " << most;
        }
    }
}

TEST(ChunkWriter, AChunkIsCompleteWithItsOwnLastByte) {
    ChunkWriter writer;
    EXPECT_EQ(writer.open(1), 5u);
    EXPECT_EQ(writer.sent(3), 0u);
    EXPECT_EQ(writer.sent(1), 1u);
    EXPECT_FALSE(writer.complete());
    EXPECT_EQ(writer.sent(2), 0u);
    EXPECT_TRUE(writer.complete());
}

TEST(ChunkWriter, TheLargestChunkHasRoomForItsHead) {
    ChunkWriter writer;
    EXPECT_EQ(writer.open(~std::uint64_t{0}), 20u);
    EXPECT_EQ(std::string(writer.head(), writer.head_unsent()), "ffffffffffffffff\r\n");
    EXPECT_EQ(writer.sent(18), 0u);
    EXPECT_EQ(writer.sent(~std::uint64_t{0}), ~std::uint64_t{0});
    EXPECT_EQ(writer.left(), 0u);
    EXPECT_EQ(writer.sent(2), 0u);
    EXPECT_TRUE(writer.complete());
}

}  // namespace
}  // namespace millrace
