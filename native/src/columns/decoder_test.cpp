// Floor 2. Tests of decoding: what rows become, the same on every target, and nothing outside the memory that was given.
#include "columns/decoder.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <string>
#include <vector>

#include "columns/plan_writer.hpp"
#include "simd/fault_pages.hpp"
#include "simd/kernels_fixture.hpp"

namespace millrace::columns {
namespace {

using simd::kernels_for;
using simd::targets_here;

struct Result {
    std::int64_t answer;
    mr_column_table head;
    std::vector<std::uint64_t> table;

    std::uint64_t value(const PlanWriter& plan, std::uint32_t column, std::uint32_t row) const {
        const std::size_t faults = plan.head.faults_max * sizeof(mr_column_fault) / 8;
        return table[sizeof(mr_column_table) / 8 + faults + std::size_t{column} * (plan.head.rows_max + MR_COLUMN_GAP) +
                     row];
    }
    mr_column_fault fault(std::uint32_t index) const {
        mr_column_fault fault;
        std::memcpy(&fault, reinterpret_cast<const mr_column_fault*>(&table[sizeof(mr_column_table) / 8]) + index,
                    sizeof fault);
        return fault;
    }
};

std::string text_of(const std::string& rows, std::uint64_t span) {
    if (span == absent) return "absent";
    return rows.substr(span & 0xffffffff, (span >> 32) - (span & 0xffffffff));
}

double number(std::uint64_t bits) { return std::bit_cast<double>(bits); }

class DecoderTest : public simd::EachTarget {
protected:
    // The bytes end where the memory does.
    Result run(PlanWriter plan, const std::string& rows, bool ends = false, std::size_t from = 0) {
        const std::vector<std::uint8_t> written = plan.write();
        Result result{0, {}, std::vector<std::uint64_t>((plan.table_bytes() + 7) / 8)};
        const std::uint8_t* const bytes = pages_.copy_to_end(rows.data(), rows.size());
        result.answer = decode(kernels(), written.data(), written.size(), {bytes, from, rows.size(), ends},
                               {reinterpret_cast<std::uint8_t*>(result.table.data()), plan.table_bytes()});
        std::memcpy(&result.head, result.table.data(), sizeof result.head);
        return result;
    }

    simd::FaultPages pages_;
};

TEST_P(DecoderTest, statsd) {
    const PlanWriter plan = statsd_plan();
    const std::string rows = "hits:1|c\nload:-0.5|g|@0.1|#env:prod\n\nusers:12|ms|#x\nlast:1|";
    const Result result = run(plan, rows);
    ASSERT_EQ(result.answer, 3);
    EXPECT_EQ(result.head.seen, 4u);
    EXPECT_EQ(result.head.faults, 0u);
    EXPECT_EQ(result.head.consumed, rows.size() - 7);
    EXPECT_EQ(result.head.stop, static_cast<std::uint32_t>(MR_STOP_END));
    EXPECT_EQ(text_of(rows, result.value(plan, 0, 1)), "load");
    EXPECT_EQ(number(result.value(plan, 1, 1)), -0.5);
    EXPECT_EQ(result.value(plan, 2, 2), 2u);
    EXPECT_EQ(number(result.value(plan, 3, 0)), 1);
    EXPECT_EQ(number(result.value(plan, 3, 1)), 0.1);
    EXPECT_EQ(text_of(rows, result.value(plan, 4, 0)), "absent");
    EXPECT_EQ(text_of(rows, result.value(plan, 4, 1)), "env:prod");
}

TEST_P(DecoderTest, influx) {
    const PlanWriter plan = influx_plan();
    const std::string rows =
        "# comment\ncpu,region=b,host=a\\,b usage=1.5,count=3i,text=\"a, \\\"b\\\"\" 17\nm other=1,usage=2\n";
    const Result result = run(plan, rows);
    ASSERT_EQ(result.answer, 2);
    EXPECT_EQ(text_of(rows, result.value(plan, 0, 0)), "cpu");
    EXPECT_EQ(text_of(rows, result.value(plan, 1, 0)), "a\\,b");
    EXPECT_EQ(text_of(rows, result.value(plan, 2, 0)), "b");
    EXPECT_EQ(number(result.value(plan, 3, 0)), 1.5);
    EXPECT_EQ(result.value(plan, 4, 0), 3u);
    EXPECT_EQ(text_of(rows, result.value(plan, 5, 0)), "a, \\\"b\\\"");
    EXPECT_EQ(result.value(plan, 6, 0), 17u);
    EXPECT_EQ(text_of(rows, result.value(plan, 1, 1)), "absent");
    EXPECT_EQ(number(result.value(plan, 3, 1)), 2);
}

TEST_P(DecoderTest, malformedRowsAreToldAndStopNoOthers) {
    const PlanWriter plan = csv_plan();
    const std::string rows = "a,1,2026-01-01T00:00:00Z\nb,x,\nc\n\"d,4,\ne,5,\nf,,\"1969-12-31T23:59:59Z\"\r\n";
    const Result result = run(plan, rows);
    ASSERT_EQ(result.answer, 3);
    EXPECT_EQ(result.value(plan, 1, 1), 5u);
    EXPECT_EQ(result.value(plan, 1, 2), 77u) << "what stands where there is none";
    EXPECT_EQ(static_cast<std::int64_t>(result.value(plan, 2, 2)), -1'000'000'000);
    ASSERT_EQ(result.head.faults, 3u);
    EXPECT_EQ(result.fault(0).kind, static_cast<std::uint32_t>(MR_FAULT_NUMBER));
    EXPECT_EQ(result.fault(0).offset, 27u);
    EXPECT_EQ(result.fault(0).column, 1u);
    EXPECT_EQ(result.fault(1).kind, static_cast<std::uint32_t>(MR_FAULT_MISSING));
    EXPECT_EQ(result.fault(1).row, 2u);
    EXPECT_EQ(result.fault(2).kind, static_cast<std::uint32_t>(MR_FAULT_QUOTE));
    EXPECT_EQ(result.fault(2).row, 3u);
}

TEST_P(DecoderTest, aFullTableStops) {
    const PlanWriter plan = statsd_plan();
    std::string rows;
    for (int i = 0; i < 65; ++i) rows += "x\na:1|c\n";
    const Result result = run(plan, rows);
    EXPECT_EQ(result.answer, 64);
    EXPECT_EQ(result.head.stop, static_cast<std::uint32_t>(MR_STOP_FULL));
    EXPECT_EQ(result.head.faults, 64u);
    EXPECT_EQ(result.head.consumed, 64u * 8);
}

TEST_P(DecoderTest, whatIsTooLongAndHasNoEndIsSaid) {
    PlanWriter plan = statsd_plan();
    plan.head.row_bytes_max = 20;
    EXPECT_EQ(run(plan, "a:1|c\n" + std::string(20, 'x')).head.stop, static_cast<std::uint32_t>(MR_STOP_END));
    const Result result = run(plan, "a:1|c\n" + std::string(21, 'x'));
    EXPECT_EQ(result.head.stop, static_cast<std::uint32_t>(MR_STOP_TOO_LONG));
    EXPECT_EQ(result.head.consumed, 6u);
}

// Longer than what the cursor knows at a time: the quote that is not closed is far behind.
TEST_P(DecoderTest, aQuoteThatIsNotClosedIsComeBackTo) {
    PlanWriter plan = csv_plan();
    plan.head.row_bytes_max = 3000;
    std::string rows = "\"open";
    for (int i = 0; i < 700; ++i) rows += ",x\n";
    const Result result = run(plan, rows + "a,1,\n", true);
    EXPECT_EQ(result.answer, 1);
    EXPECT_EQ(result.head.seen, 701u);
    EXPECT_EQ(result.head.faults, 700u);
    EXPECT_EQ(result.fault(0).kind, static_cast<std::uint32_t>(MR_FAULT_OPEN));
    EXPECT_EQ(result.fault(1).kind, static_cast<std::uint32_t>(MR_FAULT_MISSING));
}

TEST_P(DecoderTest, everyCutLeavesWhatTheWholeDoes) {
    const std::string pieces[] = {"a:1|c\n", "b:-2.5|ms|@0.5|#x:y\n", "c:x|c\n", ":|", "|\n", "d:1|h|@\n"};
    std::mt19937 random(1);
    for (int round = 0; round < 50; ++round) {
        std::string rows;
        for (int i = 0; i < 8; ++i) rows += pieces[random() % 6];
        const Result whole = run(statsd_plan(), rows);
        for (std::size_t cut = 0; cut <= rows.size(); ++cut) {
            const Result first = run(statsd_plan(), rows.substr(0, cut));
            const Result second = run(statsd_plan(), rows, false, first.head.consumed);
            ASSERT_EQ(first.answer + second.answer, whole.answer);
            ASSERT_EQ(first.head.faults + second.head.faults, whole.head.faults);
            ASSERT_EQ(second.head.consumed, whole.head.consumed);
        }
    }
}

TEST_P(DecoderTest, aPlanOfRandomBytesHarmsNothing) {
    std::mt19937 random(2);
    const std::string rows = "a,b=1 \"c\\\"\" 2026-01-01T00:00:00Z|x:1.5\n@1,,==\"\n";
    for (int round = 0; round < 20'000; ++round) {
        PlanWriter writer = round % 3 == 0 ? influx_plan() : round % 3 == 1 ? csv_plan() : statsd_plan();
        std::vector<std::uint8_t> plan = writer.write();
        for (int i = 1 + static_cast<int>(random() % 6); i > 0; --i) {
            plan[random() % (i % 2 ? plan.size() : 200)] =
                static_cast<std::uint8_t>(random() % 4 ? random() % 40 : random());
        }
        std::vector<std::uint64_t> table((writer.table_bytes() + 7) / 8);
        const std::vector<std::uint8_t> exact(plan);
        const std::int64_t answer =
            decode(kernels(), exact.data(), exact.size(), {reinterpret_cast<Bytes>(rows.data()), 0, rows.size(), true},
                   {reinterpret_cast<std::uint8_t*>(table.data()), table.size() * 8});
        ASSERT_TRUE(answer == MR_OUT_OF_RANGE || (answer >= 0 && answer <= MR_COLUMN_ROWS_MAX));
    }
}

TEST_P(DecoderTest, aPlanOrATableThatIsCutShortIsRefused) {
    PlanWriter writer = influx_plan();
    const std::vector<std::uint8_t> plan = writer.write();
    std::vector<std::uint64_t> table((writer.table_bytes() + 7) / 8);
    const Room room{reinterpret_cast<std::uint8_t*>(table.data()), writer.table_bytes()};
    const std::string rows = "m usage=1\n";
    const Input input{reinterpret_cast<Bytes>(rows.data()), 0, rows.size(), false};
    EXPECT_EQ(decode(kernels(), plan.data(), plan.size(), input, room), 1);
    for (std::size_t length = 0; length < plan.size(); ++length) {
        const std::vector<std::uint8_t> cut(plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(length));
        const std::int64_t answer = decode(kernels(), cut.data(), cut.size(), input, room);
        ASSERT_EQ(answer, MR_OUT_OF_RANGE) << length;
    }
    EXPECT_EQ(decode(kernels(), plan.data(), plan.size(), input, {room.memory, room.length - 1}), MR_OUT_OF_RANGE);
}

MR_EACH_TARGET(DecoderTest);

}  // namespace
}  // namespace millrace::columns
