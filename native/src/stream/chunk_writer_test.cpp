// Floor 4. Chunks, whole and sent in every way that a socket can take them.
#include "stream/chunk_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace millrace {
namespace {

// What goes out when the socket takes `step` bytes at a time.
std::string written(ChunkWriter& writer, std::string_view data, std::size_t step) {
    std::string out;
    while (!writer.complete()) {
        std::string next(writer.head(), writer.head_unsent());
        next += data.substr(0, writer.left());
        next.append(writer.tail(), writer.tail_unsent());
        next.resize(std::min(next.size(), step));
        out += next;
        data.remove_prefix(writer.sent(next.size()));
    }
    return out;
}

TEST(ChunkWriter, FramesTheSameHoweverItIsSent) {
    const std::string data(300, 'x');
    for (std::size_t step = 1; step <= 320; ++step) {
        ChunkWriter writer;
        EXPECT_EQ(writer.open(300), 7u);
        EXPECT_EQ(written(writer, data, step), "12c\r\n" + data + "\r\n");
        writer.open(1);
        EXPECT_EQ(written(writer, "y", step), "1\r\ny\r\n");
        writer.open_last();
        EXPECT_TRUE(writer.last());
        EXPECT_EQ(written(writer, "", step), "0\r\n\r\n");
    }
}

TEST(ChunkWriter, WritesTheLargestSize) {
    ChunkWriter writer;
    EXPECT_EQ(writer.open(~std::uint64_t{0}), 20u);
    EXPECT_EQ(std::string(writer.head(), writer.head_unsent()), "ffffffffffffffff\r\n");
    EXPECT_EQ(writer.left(), ~std::uint64_t{0});
}

TEST(ChunkWriter, HasNothingOpenAtFirst) {
    const ChunkWriter writer{};
    EXPECT_TRUE(writer.complete());
    EXPECT_FALSE(writer.last());
}

}  // namespace
}  // namespace millrace
