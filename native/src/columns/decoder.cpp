// Floor 2. See decoder.hpp.
#include "columns/decoder.hpp"

#include <algorithm>

#include "columns/values.hpp"

namespace millrace::columns {

namespace {

mr_columns_stop stop_of(const Walker& walker) {
    if (!walker.is_done()) return MR_STOP_FULL;
    return walker.is_too_long() ? MR_STOP_TOO_LONG : MR_STOP_END;
}

}  // namespace

std::int64_t decode(const simd::Kernels& kernels, Bytes plan_bytes, std::size_t plan_length, const Input& input,
                    Room room) {
    Plan plan;
    if (!plan.read(plan_bytes, plan_length)) return MR_OUT_OF_RANGE;
    const Table table(room.memory, plan);
    if (table.bytes() > room.length) return MR_OUT_OF_RANGE;

    Walker walker(plan, kernels, input);
    Chunk chunk(table);
    std::uint32_t rows = 0;
    std::uint32_t faults = 0;
    while (rows < plan.rows_max && !walker.is_done()) {
        const std::uint32_t slots = std::min({plan.rows_max - rows, Chunk::slots_max, walker.rows_left_max()});
        chunk.restart(rows, slots, plan.may_be_absent);
        walker.walk(chunk, slots);
        read_values(plan, kernels, input.bytes, input.length, chunk);
        rows += chunk.settle(faults);
    }
    table.head() = {walker.consumed(), rows, walker.seen(), faults, static_cast<std::uint32_t>(stop_of(walker)), 0};
    return rows;
}

}  // namespace millrace::columns
