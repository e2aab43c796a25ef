// Floor 2. Tests of the receive buffer: when room is used again, and when it must not be.
#include "loop/receive_buffer.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace millrace {
namespace {

class ReceiveBufferTest : public testing::Test {
protected:
    ReceiveBufferTest()
        : entries_(4096), pool_(system_kernel(), 3 * MR_SEGMENT_BYTES, entries_.data(), 4096), buffer_(pool_) {}

    std::vector<mr_segment_entry> entries_;
    Pool pool_;
    ReceiveBuffer buffer_;
};

TEST_F(ReceiveBufferTest, piecesLieBehindEachOther) {
    ASSERT_TRUE(buffer_.reserve(1));
    EXPECT_EQ(buffer_.room_bytes(), MR_SEGMENT_BYTES);
    const std::uint8_t* begin = buffer_.room();
    const Piece first = buffer_.take(10);
    EXPECT_EQ(first.data(), begin);
    EXPECT_TRUE(buffer_.is_last(first));
    const Piece second = buffer_.take(20);
    EXPECT_EQ(second.data(), begin + 10);
    EXPECT_FALSE(buffer_.is_last(first));
    EXPECT_TRUE(buffer_.is_last(second));
    EXPECT_EQ(buffer_.room_bytes(), MR_SEGMENT_BYTES - 30u);
}

TEST_F(ReceiveBufferTest, roomIsUsedAgainOnlyWhenNobodyHoldsIt) {
    ASSERT_TRUE(buffer_.reserve(1));
    const std::uint8_t* begin = buffer_.room();
    {
        const Piece held = buffer_.take(10);
        ASSERT_TRUE(buffer_.reserve(1));
        EXPECT_EQ(buffer_.room(), begin + 10);
    }
    ASSERT_TRUE(buffer_.reserve(1));
    EXPECT_EQ(buffer_.room(), begin);
}

TEST_F(ReceiveBufferTest, tooLittleRoomTakesAnotherSegmentAndLeavesTheOldToItsHolders) {
    ASSERT_TRUE(buffer_.reserve(ReceiveBuffer::least_room));
    const Piece most = buffer_.take(MR_SEGMENT_BYTES - ReceiveBuffer::least_room + 1);
    ASSERT_TRUE(buffer_.reserve(ReceiveBuffer::least_room));
    EXPECT_EQ(buffer_.room_bytes(), MR_SEGMENT_BYTES);
    EXPECT_EQ(pool_.segments_in_use(), 2u);
    EXPECT_FALSE(buffer_.is_last(most));
}

TEST_F(ReceiveBufferTest, aRequestForMoreThanASegmentGetsALargerOne) {
    ASSERT_TRUE(buffer_.reserve(MR_SEGMENT_BYTES + 1));
    EXPECT_EQ(buffer_.room_bytes(), 2u * MR_SEGMENT_BYTES);
}

TEST_F(ReceiveBufferTest, atTheCeilingItHasNoRoomUntilSomebodyLetsGo) {
    std::vector<Piece> held;
    while (buffer_.reserve(ReceiveBuffer::least_room)) held.push_back(buffer_.take(buffer_.room_bytes()));
    EXPECT_EQ(held.size(), 3u);
    EXPECT_FALSE(buffer_.is_last(held.back()));
    EXPECT_FALSE(buffer_.reserve(1));
    held.pop_back();
    EXPECT_TRUE(buffer_.reserve(1));
    buffer_.release();
    EXPECT_EQ(pool_.segments_in_use(), 2u);
}

}  // namespace
}  // namespace millrace
