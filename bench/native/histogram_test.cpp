// The histogram of the loads, against all values sorted.

#include "histogram.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

constexpr uint64_t SHARES[] = {1, 5000, 9000, 9900, 9990, 9999, WHOLE};

/** At most 1/STEPS above, and never below. */
void expect_close(uint64_t read, uint64_t exact, const std::string& what) {
    EXPECT_GE(read, exact) << what;
    EXPECT_LE(read - exact, exact / STEPS) << what << ": " << read << " for " << exact;
}

/** The least of `sorted` that `share` of WHOLE are not above. */
uint64_t exact_quantile(const std::vector<uint64_t>& sorted, uint64_t share) {
    size_t at = 0;
    while ((at + 1) * WHOLE < sorted.size() * share) ++at;
    return sorted[at];
}

void expect_like_sorted(std::vector<uint64_t> values) {
    const auto h = std::make_unique<histogram>();
    for (const uint64_t value : values) record(h.get(), value);
    std::sort(values.begin(), values.end());
    EXPECT_EQ(h->total, values.size());
    EXPECT_EQ(h->greatest, values.back());
    for (const uint64_t share : SHARES) {
        expect_close(quantile(h.get(), share), exact_quantile(values, share), std::to_string(share) + " of 10000");
    }
    EXPECT_EQ(quantile(h.get(), WHOLE), values.back());
}

TEST(HistogramTest, everyValueHasABucketOfItsSize) {
    size_t last = 0;
    for (uint64_t value = 0; value < 1 << 20; ++value) {
        const size_t bucket = bucket_of(value);
        ASSERT_TRUE(bucket == last || bucket == last + 1) << value;
        expect_close(top_of(bucket), value, "top");
        last = bucket;
    }
    for (unsigned power = 1; power < 64; ++power) {
        const uint64_t edge = uint64_t{1} << power;
        for (const uint64_t value : {edge - 1, edge, edge + 1}) {
            ASSERT_LT(bucket_of(value), static_cast<size_t>(BUCKETS));
            expect_close(top_of(bucket_of(value)), value, "top");
        }
        EXPECT_NE(bucket_of(edge - 1), bucket_of(edge));
    }
    EXPECT_EQ(bucket_of(UINT64_MAX), static_cast<size_t>(BUCKETS - 1));
    EXPECT_EQ(top_of(BUCKETS - 1), UINT64_MAX);
}

TEST(HistogramTest, quantilesAreThoseOfAllValuesSorted) {
    std::mt19937_64 random(2005);
    std::lognormal_distribution<double> tail(10, 2);
    const std::function<uint64_t()> kinds[] = {
        [&] { return random() % 100; },
        [&] { return random() % 1000000; },
        [&] { return static_cast<uint64_t>(tail(random)); },
        [&] { return random() % 1000 == 0 ? 50000000 + random() % 1000000 : 30000 + random() % 20000; },
        [&] { return random() >> (random() % 64); },
        [&] { return uint64_t{77777}; },
    };
    for (const auto& kind : kinds) {
        for (const size_t count : {1u, 2u, 99u, 100u, 101u, 10000u, 54321u}) {
            std::vector<uint64_t> values(count);
            std::generate(values.begin(), values.end(), kind);
            expect_like_sorted(values);
        }
    }
}

TEST(HistogramTest, ofNothingItIsNothing) {
    const auto h = std::make_unique<histogram>();
    for (const uint64_t share : SHARES) EXPECT_EQ(quantile(h.get(), share), 0u);
}

}  // namespace
