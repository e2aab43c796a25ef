// Fuzzes the decoder of columns: every target that can run here leaves the same table, a cut changes nothing, and a plan of
// any bytes harms nothing.
//
//     input:  [ format | cut | changes of the plan: 0 for none ] [ place, byte of each change ] [ rows ... ]
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "columns/decoder.hpp"
#include "columns/plan_writer.hpp"

namespace {

using namespace millrace::columns;
using millrace::simd::Kernels;
using millrace::simd::kernels_for;
using millrace::simd::Target;
using Octets = std::vector<std::uint8_t>;

void require(bool condition) {
    if (!condition) std::abort();
}

struct Result {
    std::int64_t answer;
    mr_column_table head;
    std::vector<std::uint64_t> table;
};

Result run(const Kernels& kernels, const Octets& plan, std::size_t table_bytes, const Octets& rows, std::size_t from,
           bool ends) {
    Result result{0, {}, std::vector<std::uint64_t>((table_bytes + 7) / 8)};
    result.answer = decode(kernels, plan.data(), plan.size(), {rows.data(), from, rows.size(), ends},
                           {reinterpret_cast<std::uint8_t*>(result.table.data()), table_bytes});
    std::memcpy(&result.head, result.table.data(), sizeof result.head);
    return result;
}

// What is decoded of the first part and then of the rest is what is decoded of all, while there is room.
void cut(const Octets& plan, std::size_t table_bytes, const Octets& rows, std::size_t at) {
    const Kernels& kernels = *kernels_for(Target::scalar);
    const Result whole = run(kernels, plan, table_bytes, rows, 0, false);
    if (whole.head.stop == MR_STOP_FULL) return;
    const Octets part(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(at, rows.size())));
    const Result first = run(kernels, plan, table_bytes, part, 0, false);
    const Result second = run(kernels, plan, table_bytes, rows, first.head.consumed, false);
    require(first.answer + second.answer == whole.answer);
    require(first.head.faults + second.head.faults == whole.head.faults);
    require(first.head.seen + second.head.seen == whole.head.seen);
    require(second.head.consumed == whole.head.consumed && second.head.stop == whole.head.stop);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    PlanWriter writer = data[0] % 3 == 0 ? statsd_plan() : data[0] % 3 == 1 ? influx_plan() : csv_plan();
    writer.head.row_bytes_max = 40;
    writer.head.items_max = 5;
    Octets plan = writer.write();
    const std::size_t changes = std::min<std::size_t>(data[2] % 4, (size - 3) / 3);
    for (std::size_t i = 0; i < changes; ++i) {
        const std::uint8_t* const change = data + 3 + 3 * i;
        plan[(change[0] | std::size_t{change[1]} << 8) % plan.size()] = change[2];
    }
    const Octets rows(data + 3 + 3 * changes, data + size);
    const bool ends = (data[0] & 0x80) != 0;
    const Result scalar = run(*kernels_for(Target::scalar), plan, writer.table_bytes(), rows, 0, ends);
    require(scalar.answer >= 0 ? scalar.head.consumed <= rows.size() : scalar.answer == MR_OUT_OF_RANGE);
    for (std::int32_t i = 1; i < millrace::simd::target_count; ++i) {
        const Kernels* const kernels = kernels_for(static_cast<Target>(i));
        if (!kernels) continue;
        const Result result = run(*kernels, plan, writer.table_bytes(), rows, 0, ends);
        require(result.answer == scalar.answer && result.table == scalar.table);
    }
    if (changes == 0) cut(plan, writer.table_bytes(), rows, data[1]);
    return 0;
}
