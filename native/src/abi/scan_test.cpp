// Floor 5. Tests of the kernels' functions through the interface: what each kind answers, and every number out of range.
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "columns/plan_writer.hpp"
#include "millrace/millrace.h"
#include "simd/hash.hpp"

namespace millrace {
namespace {

std::int64_t address_of(const void* p) { return reinterpret_cast<std::int64_t>(p); }

std::int64_t packed(const std::string& bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        number |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    return static_cast<std::int64_t>(number);
}

std::int64_t scan(std::int32_t kind, const std::string& bytes, const std::string& needle) {
    const std::int64_t number = needle.size() <= 8 ? packed(needle) : address_of(needle.data());
    return mr_scan(kind, address_of(bytes.data()), static_cast<std::int64_t>(bytes.size()), number,
                   static_cast<std::int64_t>(needle.size()));
}

std::vector<std::uint32_t> split(std::int32_t kind, const std::string& bytes, std::int64_t from,
                                 const std::string& needle) {
    std::vector<std::uint32_t> places(bytes.size() + 1);
    const std::int64_t number = needle.size() <= 8 ? packed(needle) : address_of(needle.data());
    const std::int64_t count = mr_split(kind, address_of(bytes.data()), from, static_cast<std::int64_t>(bytes.size()),
                                        number, static_cast<std::int64_t>(needle.size()), address_of(places.data()),
                                        static_cast<std::int64_t>(places.size()));
    EXPECT_GE(count, 0);
    places.resize(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    return places;
}

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

TEST(ScanTest, eachKindAnswersItsOwnQuestion) {
    const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\n";
    EXPECT_EQ(scan(MR_SCAN_FIRST, bytes, " "), 3);
    EXPECT_EQ(scan(MR_SCAN_FIRST, bytes, "\n/\r"), 4);
    EXPECT_EQ(scan(MR_SCAN_FIRST, bytes, "23456789"), -1);
    EXPECT_EQ(scan(MR_SCAN_LAST, bytes, " "), 21);
    EXPECT_EQ(scan(MR_SCAN_LAST, bytes, "ody"), 30);
    EXPECT_EQ(scan(MR_SCAN_COUNT, bytes, "\n"), 4);
    EXPECT_EQ(scan(MR_SCAN_COUNT, bytes, "\r\n"), 8);
    EXPECT_EQ(scan(MR_SCAN_SEQUENCE, bytes, "\r\n\r\n"), 23);
    EXPECT_EQ(scan(MR_SCAN_SEQUENCE, bytes, "HTTP/1.1\r\n"), 6) << "nine and more by address";
    EXPECT_EQ(scan(MR_SCAN_SEQUENCE, bytes, "HTTP/1.1\n\r"), -1);
    EXPECT_EQ(scan(MR_SCAN_SEQUENCE, bytes, ""), 0);
    EXPECT_EQ(scan(MR_SCAN_UTF8, bytes, ""), 1);
    EXPECT_EQ(scan(MR_SCAN_UTF8, "\xc3", ""), 0);
}

TEST(ScanTest, theNeedleIsTheSeedOfAHash) {
    const std::string bytes = "the same bytes";
    const auto* p = reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (const std::int64_t seed : {std::int64_t{0}, std::int64_t{-1}, least, greatest}) {
        EXPECT_EQ(mr_scan(MR_SCAN_HASH, address_of(p), 14, seed, 0),
                  static_cast<std::int64_t>(simd::hash_of(p, 14, static_cast<std::uint64_t>(seed))));
    }
}

TEST(ScanTest, comparesAsUnsignedBytesDo) {
    const char one[] = "abc\x80z";
    const char other[] = "abc\x7fz";
    const auto compare = [&](const char* a, const char* b, std::int64_t length) {
        return mr_scan(MR_SCAN_COMPARE, address_of(a), length, address_of(b), 0);
    };
    EXPECT_EQ(compare(one, other, 3), 0);
    EXPECT_EQ(compare(one, other, 4), 1);
    EXPECT_EQ(compare(other, one, 5), -1);
    EXPECT_EQ(mr_scan(MR_SCAN_COMPARE, address_of(one), 3, 0, 0), MR_OUT_OF_RANGE) << "nothing to compare with";
    EXPECT_EQ(mr_scan(MR_SCAN_COMPARE, 0, 0, 0, 0), 0);
}

TEST(ScanTest, splitsAtBytesAndAtSequences) {
    using Places = std::vector<std::uint32_t>;
    EXPECT_EQ(split(MR_SPLIT_ANY, "a,b;c,", 0, ",;"), (Places{1, 3, 5}));
    EXPECT_EQ(split(MR_SPLIT_ANY, "a,b;c,", 2, ","), (Places{5}));
    EXPECT_EQ(split(MR_SPLIT_SEQUENCE, "a\r\nb\n\r\r\n", 0, "\r\n"), (Places{1, 6}));
    EXPECT_EQ(split(MR_SPLIT_SEQUENCE, "a--boundary--boundaryb", 0, "--boundary"), (Places{1, 11}));
    EXPECT_EQ(split(MR_SPLIT_SEQUENCE, ":::::", 0, "::"), (Places{0, 2}));
    EXPECT_TRUE(split(MR_SPLIT_SEQUENCE, "abc", 0, "").empty());
    EXPECT_TRUE(split(MR_SPLIT_ANY, "abc", 4, "a").empty());
}

TEST(ScanTest, aTableOfASplitIsWhatDecimalsAreParsedFrom) {
    const std::string bytes = "id=17; -4; 9223372036854775807; x";
    auto ends = split(MR_SPLIT_SEQUENCE, bytes, 0, "; ");
    ASSERT_EQ(ends.size(), 3u);
    ends.push_back(static_cast<std::uint32_t>(bytes.size()));
    std::int64_t numbers[4] = {};
    EXPECT_EQ(mr_parse_decimals(address_of(bytes.data()), static_cast<std::int64_t>(bytes.size()), 3,
                                address_of(ends.data()), 4, 2, address_of(numbers)),
              3)
        << "the index of the one that is none";
    EXPECT_EQ(numbers[0], 17);
    EXPECT_EQ(numbers[1], -4);
    EXPECT_EQ(numbers[2], greatest);
    EXPECT_EQ(numbers[3], 0);
}

TEST(ScanTest, nothingNeedsNoAddress) {
    for (const std::int32_t kind : {MR_SCAN_FIRST, MR_SCAN_LAST, MR_SCAN_SEQUENCE})
        EXPECT_EQ(mr_scan(kind, 0, 0, 'a', 1), -1);
    EXPECT_EQ(mr_scan(MR_SCAN_COUNT, 0, 0, 'a', 1), 0);
    EXPECT_EQ(mr_scan(MR_SCAN_UTF8, 0, 0, 0, 0), 1);
    EXPECT_EQ(mr_scan(MR_SCAN_HASH, 0, 0, 0, 0), static_cast<std::int64_t>(simd::hash_of(nullptr, 0, 0)));
    EXPECT_EQ(mr_split(MR_SPLIT_ANY, 0, 0, 0, 'a', 1, 0, 0), 0);
    EXPECT_EQ(mr_parse_decimals(0, 0, 0, 0, 0, 0, 0), 0);
}

TEST(ScanTest, everyNumberOutOfRangeYieldsACode) {
    const char bytes[16] = "aaaaaaaaaaaaaaa";
    std::uint32_t places[16];
    std::int64_t numbers[16];
    const std::int64_t at = address_of(bytes);
    const std::int64_t out = address_of(places);
    for (const std::int32_t kind : {MR_SCAN_FIRST, MR_SCAN_LAST, MR_SCAN_COUNT}) {
        for (const std::int64_t length : {least, std::int64_t{-1}, std::int64_t{0}, std::int64_t{9}, greatest}) {
            EXPECT_EQ(mr_scan(kind, at, 16, at, length), MR_OUT_OF_RANGE) << "a needle of " << length;
        }
    }
    for (std::int32_t kind = 0; kind <= MR_SCAN_COMPARE + 1; ++kind) {
        EXPECT_EQ(mr_scan(kind, 0, 16, 'a', 1), MR_OUT_OF_RANGE) << "no address";
        EXPECT_EQ(mr_scan(kind, at, -1, 'a', 1), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_scan(kind, at, least, 'a', 1), MR_OUT_OF_RANGE);
    }
    for (const std::int32_t kind : {0, -1, 8, std::numeric_limits<std::int32_t>::min()}) {
        EXPECT_EQ(mr_scan(kind, at, 16, 'a', 1), MR_OUT_OF_RANGE) << "kind " << kind;
        EXPECT_EQ(mr_split(kind, at, 0, 16, 'a', 1, out, 16), MR_OUT_OF_RANGE) << "kind " << kind;
    }
    EXPECT_EQ(mr_scan(MR_SCAN_SEQUENCE, at, 16, 'a', -1), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_scan(MR_SCAN_SEQUENCE, at, 16, 0, 9), MR_OUT_OF_RANGE) << "a long one without address";
    for (const std::int32_t kind : {MR_SPLIT_ANY, MR_SPLIT_SEQUENCE}) {
        EXPECT_EQ(mr_split(kind, 0, 0, 16, 'a', 1, out, 16), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_split(kind, at, -1, 16, 'a', 1, out, 16), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_split(kind, at, 0, -1, 'a', 1, out, 16), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_split(kind, at, 0, 0x100000000, 'a', 1, out, 16), MR_OUT_OF_RANGE) << "places have 32 bits";
        EXPECT_EQ(mr_split(kind, at, 0, 16, 'a', -1, out, 16), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_split(kind, at, 0, 16, 0, 9, out, 16), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_split(kind, at, 0, 16, 'a', 1, 0, 16), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_split(kind, at, 0, 16, 'a', 1, out + 2, 15), MR_OUT_OF_RANGE) << "not aligned";
        EXPECT_EQ(mr_split(kind, at, 0, 16, 'a', 1, out, -1), MR_OUT_OF_RANGE);
        EXPECT_EQ(mr_split(kind, at, greatest, 16, 'a', 1, out, 16), 0) << "from behind the end there is nothing";
    }
    const std::int64_t to = address_of(numbers);
    EXPECT_EQ(mr_parse_decimals(0, 16, 0, out, 16, 1, to), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, -1, 0, out, 16, 1, to), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, 16, -1, out, 16, 1, to), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, 16, 0, 0, 16, 1, to), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, 16, 0, out + 2, 15, 1, to), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, 16, 0, out, -1, 1, to), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, 16, 0, out, 16, -1, to), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, 16, 0, out, 16, 1, 0), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_parse_decimals(at, 16, 0, out, 15, 1, to + 4), MR_OUT_OF_RANGE);
}

TEST(ScanTest, columnsAreDecoded) {
    columns::PlanWriter writer = columns::statsd_plan();
    const std::vector<std::uint8_t> plan = writer.write();
    const std::string rows = "a:1|c\nb:2|g\nc:3|h";
    std::vector<std::uint64_t> table(writer.table_bytes() / 8 + 1);
    const auto decode = [&](std::int64_t from, std::int64_t length, std::int32_t ends, std::int64_t out,
                            std::int64_t room) {
        return mr_columns(address_of(plan.data()), static_cast<std::int64_t>(plan.size()), address_of(rows.data()),
                          from, length, ends, out, room);
    };
    const std::int64_t out = address_of(table.data());
    const auto room = static_cast<std::int64_t>(writer.table_bytes());
    EXPECT_EQ(decode(0, 17, 0, out, room), 2);
    EXPECT_EQ(decode(0, 17, 1, out, room), 3);
    EXPECT_EQ(decode(6, 17, 0, out, room), 1);
    EXPECT_EQ(decode(17, 17, 1, out, room), 0);
    for (const std::int64_t wrong : {std::int64_t{-1}, least, greatest, std::int64_t{18}}) {
        EXPECT_EQ(decode(wrong, 17, 0, out, room), MR_OUT_OF_RANGE);
    }
    EXPECT_EQ(decode(0, -1, 0, out, room), MR_OUT_OF_RANGE);
    EXPECT_EQ(decode(0, std::int64_t{1} << 32, 0, out, room), MR_OUT_OF_RANGE) << "places are 32 bits wide";
    EXPECT_EQ(decode(0, 17, 0, 0, room), MR_OUT_OF_RANGE);
    EXPECT_EQ(decode(0, 17, 0, out + 4, room), MR_OUT_OF_RANGE) << "not aligned";
    EXPECT_EQ(decode(0, 17, 0, out, room - 1), MR_OUT_OF_RANGE);
    EXPECT_EQ(decode(0, 17, 0, out, -1), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_columns(0, 64, address_of(rows.data()), 0, 17, 0, out, room), MR_OUT_OF_RANGE);
    EXPECT_EQ(mr_columns(address_of(plan.data()), 63, address_of(rows.data()), 0, 17, 0, out, room), MR_OUT_OF_RANGE);
}

// CTest runs this once more with a wish that is none.
TEST(ScanTest, targetsSayWhatRunsAndWhetherAWishWasRefused) {
    const char* wish = std::getenv("MILLRACE_TARGET");
    const std::int32_t bits = mr_targets();
    EXPECT_TRUE(bits & 1 << MR_TARGET_SCALAR);
    EXPECT_TRUE(bits & 1 << mr_target_in_use());
    EXPECT_EQ((bits & MR_TARGET_WISH_REFUSED) != 0, wish && std::string(wish) == "unheard-of");
}

}  // namespace
}  // namespace millrace
