// Floor 2. Tests of times: against timegm, and at the bounds.
#include "columns/instant.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <ctime>
#include <random>
#include <string>

namespace millrace::columns {
namespace {

Parsed instant(const std::string& text, std::int64_t& nanos) {
    return parse_instant(reinterpret_cast<Bytes>(text.data()), 0, text.size(), nanos);
}

std::int64_t nanos_of(const std::string& text) {
    std::int64_t nanos = 0;
    EXPECT_EQ(instant(text, nanos), Parsed::good) << text;
    return nanos;
}

TEST(InstantTest, secondsAreWhatTimegmSays) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 100'000; ++round) {
        const std::time_t seconds = static_cast<std::time_t>(random() % 18'000'000'000) - 9'000'000'000;
        std::tm parts;
        gmtime_r(&seconds, &parts);
        char text[64];
        ASSERT_GT(std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts), 0u);
        ASSERT_EQ(nanos_of(text), seconds * 1'000'000'000) << text;
    }
}

TEST(InstantTest, fractionsAndOffsets) {
    EXPECT_EQ(nanos_of("1970-01-01T00:00:00.000000001Z"), 1);
    EXPECT_EQ(nanos_of("1970-01-01T00:00:00.1Z"), 100'000'000);
    EXPECT_EQ(nanos_of("1969-12-31T23:59:59.999999999Z"), -1);
    EXPECT_EQ(nanos_of("1970-01-01T01:00:00+01:00"), 0);
    EXPECT_EQ(nanos_of("1969-12-31T18:30:00.5-05:30"), 500'000'000);
    EXPECT_EQ(nanos_of("1970-01-01T18:00:00+18:00"), 0);
    EXPECT_EQ(nanos_of("2024-02-29T00:00:00Z"), 1'709'164'800'000'000'000);
}

TEST(InstantTest, sixtyFourBitsHoldSomeYears) {
    std::int64_t nanos = 0;
    EXPECT_EQ(nanos_of("2262-04-11T23:47:16.854775807Z"), INT64_MAX);
    EXPECT_EQ(nanos_of("1677-09-21T00:12:43.145224192Z"), INT64_MIN);
    for (const char* text : {"2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.145224191Z", "9999-12-31T23:59:59Z",
                             "0001-01-01T00:00:00Z", "2262-04-11T23:47:17Z"}) {
        EXPECT_EQ(instant(text, nanos), Parsed::too_large) << text;
    }
}

TEST(InstantTest, whatIsNone) {
    std::int64_t nanos = 0;
    for (const char* text : {"",
                             "2026",
                             "2026-01-01",
                             "2026-01-01T00:00:00",
                             "2026-01-01T00:00Z",
                             "2026-1-01T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-02-29T00:00:00Z",
                             "1900-02-29T00:00:00Z",
                             "2026-04-31T00:00:00Z",
                             "2026-01-00T00:00:00Z",
                             "2026-01-01T24:00:00Z",
                             "2026-01-01T00:60:00Z",
                             "2026-01-01T00:00:60Z",
                             "2026-01-01T00:00:00.Z",
                             "2026-01-01T00:00:00.1234567890Z",
                             "2026-01-01T00:00:00z",
                             "2026-01-01 00:00:00Z",
                             "2026-01-01T00:00:00+1:00",
                             "2026-01-01T00:00:00+01",
                             "2026-01-01T00:00:00+18:01",
                             "2026-01-01T00:00:00+19:00",
                             "2026-01-01T00:00:00ZZ",
                             "0000-01-01T00:00:00Z",
                             "-001-01-01T00:00:00Z",
                             "+2026-01-01T00:00:00Z",
                             "2026-01-01T00:00:00,5Z"}) {
        EXPECT_EQ(instant(text, nanos), Parsed::malformed) << text;
    }
}

}  // namespace
}  // namespace millrace::columns
