// Floor 1. Tests of the pool: size classes, the ceiling, ids that are free, forged or out of range, pages given back,
// threads.
#include "buffer/pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <set>
#include <thread>
#include <vector>

namespace millrace {
namespace {

constexpr std::uint32_t segments_max = 65536;
constexpr std::uint64_t mebibyte = 1u << 20;

class PoolTest : public testing::Test {
protected:
    Pool& open(std::uint64_t ceiling, std::uint32_t ids = segments_max) {
        entries_.assign(ids, mr_segment_entry{});
        pool_ = std::make_unique<Pool>(system_kernel(), ceiling, entries_.data(), ids);
        return *pool_;
    }

    std::vector<mr_segment_entry> entries_;
    std::unique_ptr<Pool> pool_;
};

TEST_F(PoolTest, givesTheLeastPowerOfTwoThatIsEnough) {
    Pool& pool = open(64 * mebibyte);
    for (std::uint32_t size = Pool::least_segment_bytes; size <= MR_SEGMENT_BYTES_MAX; size *= 2) {
        for (const std::uint32_t wanted : {size / 2 + 1, size - 1, size}) {
            const SegmentRef segment = pool.take(wanted);
            ASSERT_TRUE(segment) << wanted;
            EXPECT_EQ(segment->size, size) << wanted;
            EXPECT_EQ(pool.bytes_in_use(), size);
            EXPECT_EQ(pool.segments_in_use(), 1u);
            std::memset(segment->data, 0xa5, segment->size);
        }
    }
    EXPECT_EQ(pool.take(0)->size, Pool::least_segment_bytes);
    EXPECT_FALSE(pool.take(MR_SEGMENT_BYTES_MAX + 1));
    EXPECT_FALSE(pool.take(0xffffffffu));
    EXPECT_EQ(pool.bytes_in_use(), 0u);
}

TEST_F(PoolTest, segmentsLieWhereTheTableSays) {
    Pool& pool = open(64 * mebibyte);
    std::vector<SegmentRef> segments;
    std::set<std::uint32_t> ids;
    for (int i = 0; i < 100; ++i) segments.push_back(pool.take(i % 2 == 0 ? 65536 : 1024));
    for (const SegmentRef& segment : segments) {
        ASSERT_TRUE(segment);
        EXPECT_TRUE(ids.insert(segment->id).second);
        const mr_segment_entry& entry = entries_[segment->id];
        EXPECT_EQ(entry.slab, segment->slab);
        EXPECT_EQ(entry.offset, segment->slab_offset);
        EXPECT_EQ(entry.size, segment->size);
        const Pool::SlabView slab = pool.slab(entry.slab);
        ASSERT_LE(entry.size, slab.bytes);
        EXPECT_LE(entry.offset, slab.bytes - entry.size);
        EXPECT_EQ(slab.data + entry.offset, segment->data);
        EXPECT_EQ(pool.find(segment->id), segment.get());
    }
    // No two of them share a byte.
    std::sort(segments.begin(), segments.end(), [](const auto& a, const auto& b) { return a->data < b->data; });
    for (std::size_t i = 1; i < segments.size(); ++i) {
        EXPECT_LE(segments[i - 1]->data + segments[i - 1]->size, segments[i]->data);
    }
}

TEST_F(PoolTest, theCeilingHoldsToTheByteAndLeavesNothingBehind) {
    Pool& pool = open(10 * 65536 + 512);
    std::vector<SegmentRef> segments;
    for (int i = 0; i < 10; ++i) segments.push_back(pool.take(65536));
    EXPECT_TRUE(segments.back());
    EXPECT_FALSE(pool.take(65536));
    EXPECT_FALSE(pool.take(513));
    {
        const SegmentRef last = pool.take(512);
        EXPECT_TRUE(last);
        EXPECT_FALSE(pool.take(1));
        EXPECT_EQ(pool.bytes_in_use(), pool.ceiling_bytes());
    }
    segments.pop_back();
    EXPECT_TRUE(pool.take(65536)) << "what was given back can be taken again";
    segments.clear();
    EXPECT_EQ(pool.bytes_in_use(), 0u);
    EXPECT_EQ(pool.segments_in_use(), 0u);
}

TEST_F(PoolTest, aCeilingOfNothingGivesNothing) { EXPECT_FALSE(open(0).take(1)); }

TEST_F(PoolTest, aSegmentIsGivenBackByItsLastHolder) {
    Pool& pool = open(mebibyte);
    SegmentRef first = pool.take(100);
    EXPECT_TRUE(first.sole_holder());
    SegmentRef second = first;
    SegmentRef third = pool.share(first->id);
    EXPECT_EQ(third.get(), first.get());
    EXPECT_FALSE(first.sole_holder());
    const std::uint32_t id = first->id;
    first = SegmentRef();
    second = std::move(third);  // over one hold, with another
    EXPECT_TRUE(second.sole_holder());
    EXPECT_EQ(pool.segments_in_use(), 1u);
    SegmentRef& same = second;
    second = same;
    EXPECT_TRUE(second.sole_holder()) << "assigned to itself";
    Segment* left = second.leave();
    EXPECT_FALSE(second);
    EXPECT_EQ(pool.segments_in_use(), 1u);
    SegmentRef::adopt(left);
    EXPECT_EQ(pool.segments_in_use(), 0u);
    EXPECT_FALSE(pool.share(id)) << "free now";
}

TEST_F(PoolTest, idsThatNobodyHoldsCannotBeShared) {
    Pool& pool = open(64 * mebibyte);
    for (const std::uint32_t id : {0u, 1u, segments_max - 1, segments_max, 0xffffffffu}) {
        EXPECT_FALSE(pool.share(id)) << id;
    }
    const SegmentRef one = pool.take(65536);
    EXPECT_TRUE(pool.share(one->id));
    EXPECT_FALSE(pool.share(one->id + 1)) << "made with the slab, and never given out";
    EXPECT_EQ(pool.find(segments_max), nullptr);
    EXPECT_EQ(pool.find(0xffffffffu), nullptr);
    EXPECT_EQ(pool.find(segments_max - 1), nullptr);
}

TEST_F(PoolTest, slabsThatAreNotThereAreEmptyViews) {
    Pool& pool = open(mebibyte);
    EXPECT_EQ(pool.slab(0).bytes, 0u);
    const SegmentRef one = pool.take(1);
    EXPECT_NE(pool.slab(0).data, nullptr);
    EXPECT_EQ(pool.slab(1).data, nullptr);
    EXPECT_EQ(pool.slab(0xffffffffu).data, nullptr);
}

TEST_F(PoolTest, runsOutOfIdsWithoutHarm) {
    // One slab of 64 KiB segments has 64 of them: there is room for it, and not for a second.
    Pool& pool = open(1024 * mebibyte, 100);
    std::vector<SegmentRef> segments;
    while (SegmentRef segment = pool.take(65536)) segments.push_back(std::move(segment));
    EXPECT_EQ(segments.size(), 64u);
    EXPECT_FALSE(pool.take(512)) << "8192 ids are more than are left";
    EXPECT_TRUE(pool.take(mebibyte)) << "four are not";
    EXPECT_EQ(pool.slabs(), 2u);
    segments.pop_back();
    EXPECT_TRUE(pool.take(65536));
}

TEST_F(PoolTest, whatIsFreeStaysInMemoryOnlyUpToTheBound) {
    Pool& pool = open(512 * mebibyte);
    const std::size_t count = 3 * Pool::free_resident_max / mebibyte;
    std::vector<SegmentRef> segments;
    for (std::size_t i = 0; i < count; ++i) {
        segments.push_back(pool.take(mebibyte));
        std::memset(segments.back()->data, 0xff, mebibyte);
    }
    std::vector<const std::uint8_t*> where;
    for (const SegmentRef& segment : segments) where.push_back(segment->data);
    segments.clear();
    // Pages that were given back read as zeros.
    const auto kept = std::count_if(where.begin(), where.end(), [](const std::uint8_t* data) { return *data != 0; });
    EXPECT_LE(static_cast<std::uint64_t>(kept) * mebibyte, Pool::free_resident_max);
    EXPECT_GE(kept, 16) << "what is used again soon should not have lost its pages";
    EXPECT_EQ(pool.slabs(), count / 4) << "and the addresses stay";
}

TEST_F(PoolTest, oneSegmentInUseAfterAPeakKeepsItsPages) {
    Pool& pool = open(512 * mebibyte);
    {
        std::vector<SegmentRef> peak;
        for (int i = 0; i < 2048; ++i) {
            peak.push_back(pool.take(65536));
            std::memset(peak.back()->data, 0xff, 65536);
        }
    }
    pool.take(65536)->data[0] = 1;
    int lost = 0;
    for (int i = 0; i < 100; ++i) {
        const SegmentRef segment = pool.take(65536);
        if (segment->data[0] == 0) ++lost;
        segment->data[0] = 1;
    }
    EXPECT_LE(lost, 1) << "each use would cost a system call and the faults of sixteen pages";
}

TEST_F(PoolTest, randomUseKeepsTheFiguresTrue) {
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        Pool& pool = open(8 * mebibyte);
        std::vector<SegmentRef> held;
        for (int step = 0; step < 2000; ++step) {
            if (random() % 3 != 0) {
                const std::uint32_t wanted = 1u << (random() % 21);
                const std::uint64_t size = std::max(wanted, Pool::least_segment_bytes);
                const bool fits = pool.bytes_in_use() + size <= pool.ceiling_bytes();
                SegmentRef segment = pool.take(wanted);
                ASSERT_EQ(static_cast<bool>(segment), fits);
                if (segment) held.push_back(std::move(segment));
            } else if (!held.empty()) {
                std::swap(held[random() % held.size()], held.back());
                held.pop_back();
            }
            ASSERT_EQ(pool.segments_in_use(), held.size());
        }
        std::uint64_t bytes = 0;
        for (const SegmentRef& segment : held) bytes += segment->size;
        ASSERT_EQ(pool.bytes_in_use(), bytes);
        held.clear();
        ASSERT_EQ(pool.bytes_in_use(), 0u);
    }
}

TEST_F(PoolTest, threadsTakeShareAndGiveBack) {
    constexpr int threads_max = 4, rounds = 2000;
    Pool& pool = open(16 * mebibyte);
    std::vector<std::thread> threads;
    for (std::uint32_t number = 0; number < threads_max; ++number) {
        threads.emplace_back([&pool, number] {
            std::mt19937 random(number);
            std::vector<SegmentRef> held;
            for (int i = 0; i < rounds; ++i) {
                if (SegmentRef segment = pool.take(1u << (random() % 17))) {
                    // A segment that is held by one thread alone is written by no other.
                    std::memset(segment->data, static_cast<int>(number), 64);
                    held.push_back(std::move(segment));
                }
                // An id from anywhere: another thread may hold it, or give it back just now.
                if (const SegmentRef other = pool.share(random() % 2000)) {
                    ASSERT_GE(other->size, 512u);
                }
                if (const auto view = pool.slab(random() % 4); view.data) {
                    ASSERT_GE(view.bytes, 65536u);
                }
                if (held.size() > 20 || (!held.empty() && random() % 2 == 0)) {
                    ASSERT_EQ(held.back()->data[63], number);
                    held.pop_back();
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(pool.segments_in_use(), 0u);
    EXPECT_EQ(pool.bytes_in_use(), 0u);
}

}  // namespace
}  // namespace millrace
