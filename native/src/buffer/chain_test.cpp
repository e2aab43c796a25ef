// Floor 1. Tests of the chain: every shape in which bytes can lie, against a string.
#include "buffer/chain.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "buffer/pool.hpp"

namespace millrace {
namespace {

class ChainTest : public testing::Test {
protected:
    ChainTest() : entries_(65536), pool_(system_kernel(), 64 << 20, entries_.data(), 65536) {}

    // A piece that holds `text`, `offset` bytes into a segment of its own.
    Piece piece(const std::string& text, std::uint32_t offset = 0) {
        SegmentRef segment = pool_.take(static_cast<std::uint32_t>(text.size()) + offset);
        std::memcpy(segment->data + offset, text.data(), text.size());
        return Piece{std::move(segment), offset, static_cast<std::uint32_t>(text.size())};
    }

    static std::string content(const Chain& chain) {
        std::string all;
        for (std::uint32_t i = 0; i < chain.pieces(); ++i) {
            all.append(reinterpret_cast<const char*>(chain.piece(i).data()), chain.piece(i).length);
        }
        return all;
    }

    static std::string gathered(const Chain& chain, std::uint32_t out_max) {
        std::vector<iovec> out(out_max + 1);
        const auto [count, bytes] = chain.gather(out.data(), out_max);
        EXPECT_LE(count, out_max);
        EXPECT_EQ(out[count].iov_base, nullptr) << "wrote more entries than it may";
        std::string all;
        for (std::uint32_t i = 0; i < count; ++i) {
            all.append(static_cast<const char*>(out[i].iov_base), out[i].iov_len);
        }
        EXPECT_EQ(all.size(), bytes);
        return all;
    }

    std::vector<mr_segment_entry> entries_;
    Pool pool_;
};

const std::string text = "abcdefghijklmnopqrstuvwxyz0123456789";

// One table of shapes: each gives a chain that holds `text`.
struct Shape {
    const char* name;
    std::vector<std::uint32_t> lengths;  // of the pieces, repeated until the text is used up
    bool one_segment;                    // the pieces are cut from one segment, and touch
};
const Shape shapes[] = {
    {"whole", {36}, false},
    {"bytes", {1}, false},
    {"bytes of one segment", {1}, true},
    {"halves", {18}, false},
    {"halves of one segment", {18}, true},
    {"uneven", {1, 7, 2, 13}, false},
    {"with empty pieces", {0, 5, 0, 0, 1}, false},
};

class ChainShapeTest : public ChainTest, public testing::WithParamInterface<Shape> {
protected:
    void fill(Chain& chain) {
        const Shape& shape = GetParam();
        const Piece whole = piece(text, 3);
        std::uint32_t at = 0;
        for (std::size_t i = 0; at < text.size(); ++i) {
            const std::uint32_t length = std::min<std::uint32_t>(shape.lengths[i % shape.lengths.size()],
                                                                 static_cast<std::uint32_t>(text.size()) - at);
            if (shape.one_segment) {
                ASSERT_TRUE(chain.append(Piece{whole.segment, whole.offset + at, length}));
            } else {
                ASSERT_TRUE(chain.append(piece(text.substr(at, length), at % 5)));
            }
            at += length;
        }
    }
};

TEST_P(ChainShapeTest, holdsTheTextAndNoEmptyPiece) {
    Chain chain;
    fill(chain);
    EXPECT_EQ(content(chain), text);
    EXPECT_EQ(chain.bytes(), text.size());
    for (std::uint32_t i = 0; i < chain.pieces(); ++i) EXPECT_GT(chain.piece(i).length, 0u);
    if (GetParam().one_segment) {
        EXPECT_EQ(chain.pieces(), 1u) << "what touches is one piece";
    }
}

TEST_P(ChainShapeTest, dropsAnyCount) {
    for (std::uint32_t first = 0; first <= text.size(); ++first) {
        for (const std::uint32_t second : {0u, 1u, 5u}) {
            Chain chain;
            fill(chain);
            chain.drop(first);
            ASSERT_EQ(content(chain), text.substr(first));
            const std::uint32_t more = std::min<std::uint32_t>(second, static_cast<std::uint32_t>(text.size()) - first);
            chain.drop(more);
            ASSERT_EQ(content(chain), text.substr(first + more));
            ASSERT_EQ(chain.bytes(), text.size() - first - more);
            ASSERT_EQ(chain.empty(), first + more == text.size());
        }
    }
}

TEST_P(ChainShapeTest, gathersFromTheFront) {
    Chain chain;
    fill(chain);
    EXPECT_EQ(gathered(chain, chain.pieces() + 5), text);
    EXPECT_EQ(gathered(chain, 0), "");
    std::string expected;
    for (std::uint32_t count = 1; count <= chain.pieces(); ++count) {
        expected.append(reinterpret_cast<const char*>(chain.piece(count - 1).data()), chain.piece(count - 1).length);
        EXPECT_EQ(gathered(chain, count), expected);
    }
}

TEST_P(ChainShapeTest, popsPieceByPiece) {
    Chain chain;
    fill(chain);
    std::string all;
    while (!chain.empty()) {
        const Piece piece = chain.pop();
        all.append(reinterpret_cast<const char*>(piece.data()), piece.length);
        EXPECT_EQ(chain.bytes(), text.size() - all.size());
    }
    EXPECT_EQ(all, text);
    EXPECT_EQ(chain.pieces(), 0u);
}

TEST_P(ChainShapeTest, eachSegmentGoesWithItsOwnLastByte) {
    Chain chain;
    fill(chain);
    while (!chain.empty()) {
        ASSERT_EQ(pool_.segments_in_use(), chain.pieces());
        chain.drop(1);
    }
    ASSERT_EQ(pool_.segments_in_use(), 0u);
}

TEST_P(ChainShapeTest, clearGivesEverythingBack) {
    Chain chain;
    fill(chain);
    chain.clear();
    EXPECT_EQ(pool_.segments_in_use(), 0u);
    EXPECT_TRUE(chain.empty());
    chain.release_memory();
    fill(chain);
    EXPECT_EQ(content(chain), text);
}

INSTANTIATE_TEST_SUITE_P(EachShape, ChainShapeTest, testing::ValuesIn(shapes),
                         [](const auto& shape) { return "shape" + std::to_string(shape.index); });

TEST_F(ChainTest, onlyPiecesThatTouchBecomeOne) {
    const Piece whole = piece("abcdef");
    Chain chain;
    ASSERT_TRUE(chain.append(Piece{whole.segment, 0, 2}));
    ASSERT_TRUE(chain.append(Piece{whole.segment, 3, 1}));  // a gap
    ASSERT_TRUE(chain.append(Piece{whole.segment, 3, 1}));  // the same again
    ASSERT_TRUE(chain.append(Piece{whole.segment, 2, 1}));  // backwards
    ASSERT_TRUE(chain.append(Piece{whole.segment, 3, 3}));  // touches
    EXPECT_EQ(content(chain), "abddcdef");
    EXPECT_EQ(chain.pieces(), 4u);
    const Piece other = piece("xyzuvw");
    ASSERT_TRUE(chain.append(Piece{other.segment, 6, 0}));
    ASSERT_TRUE(chain.append(Piece{other.segment, 2, 2}));
    EXPECT_EQ(content(chain), "abddcdefzu") << "another segment, whatever its offset";
}

TEST_F(ChainTest, aPieceGrowsBehindWhatWasDropped) {
    const Piece whole = piece("abcdef");
    Chain chain;
    ASSERT_TRUE(chain.append(Piece{whole.segment, 0, 3}));
    chain.drop(2);
    ASSERT_TRUE(chain.append(Piece{whole.segment, 3, 3}));
    EXPECT_EQ(chain.pieces(), 1u);
    EXPECT_EQ(content(chain), "cdef");
    chain.drop(4);
    ASSERT_TRUE(chain.append(Piece{whole.segment, 0, 1}));
    EXPECT_EQ(content(chain), "a");
}

TEST_F(ChainTest, randomOperationsAgreeWithAString) {
    for (std::uint32_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        Chain chain;
        std::string oracle;
        SegmentRef shared = pool_.take(65536);
        std::uint32_t filled = 0;
        for (int step = 0; step < 1500; ++step) {
            const std::uint32_t length = random() % 40;
            const std::string added(length, static_cast<char>('a' + random() % 26));
            switch (random() % 6) {
                case 0:
                case 1:  // behind what came last, in a segment that others use too
                    if (filled + length > shared->size) break;
                    std::memcpy(shared->data + filled, added.data(), length);
                    ASSERT_TRUE(chain.append(Piece{shared, filled, length}));
                    filled += length + (random() % 4 == 0 ? 1 : 0);
                    oracle += added;
                    break;
                case 2:
                    ASSERT_TRUE(chain.append(piece(added, random() % 10)));
                    oracle += added;
                    break;
                case 3:
                    if (chain.empty()) break;
                    oracle.erase(0, chain.piece(0).length);
                    chain.pop();
                    break;
                case 4: {
                    const std::size_t count =
                        oracle.empty() ? 0 : random() % std::min<std::size_t>(oracle.size() + 1, 100);
                    chain.drop(count);
                    oracle.erase(0, count);
                    break;
                }
                default:
                    if (random() % 100 != 0) break;
                    chain.clear();
                    oracle.clear();
            }
            ASSERT_EQ(chain.bytes(), oracle.size());
            if (step % 10 == 0) {
                ASSERT_EQ(content(chain), oracle);
            }
        }
        ASSERT_EQ(content(chain), oracle);
    }
    EXPECT_EQ(pool_.segments_in_use(), 0u);
}

}  // namespace
}  // namespace millrace
