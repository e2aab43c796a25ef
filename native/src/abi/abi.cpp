// Floor 5. The library's interface: the only extern "C", the only catch (...). Each function finds the one mill and
// passes on; none lets an exception out.
#include <atomic>
#include <exception>
#include <new>

#include "abi/layout.hpp"
#include "abi/mill.hpp"
#include "abi/scan.hpp"
#include "simd/kernels.hpp"

namespace millrace {
namespace {

std::atomic<std::uint64_t> ceiling{Pool::default_ceiling};
std::atomic<bool> begun{false};

// Made at the first use and never ended: data loops may still run while the process exits.
Mill& mill() {
    static Mill& the_mill = *new Mill(system_kernel(), ceiling.load());
    begun.store(true);
    return the_mill;
}

// Answers what `work` does, or MR_NO_MEMORY: the only thing that is thrown below.
template <typename Work>
auto guarded(Work work) -> decltype(work()) {
    try {
        return work();
    } catch (...) {
        return MR_NO_MEMORY;
    }
}

}  // namespace
}  // namespace millrace

using namespace millrace;

extern "C" {

int32_t mr_abi_version(void) { return MR_ABI_VERSION; }

int32_t mr_layout(int32_t index) { return layout_at(index); }

int32_t mr_pool_ceiling(int64_t bytes) {
    if (begun.load()) return MR_WRONG_STATE;
    if (bytes < MR_SEGMENT_BYTES) return MR_OUT_OF_RANGE;
    ceiling.store(static_cast<std::uint64_t>(bytes));
    return MR_OK;
}

int64_t mr_open(int32_t loop_kind) {
    return guarded([&] { return mill().open_loop(static_cast<mr_loop_kind>(loop_kind)); });
}

int32_t mr_close(int64_t loop) {
    return guarded([&] { return mill().close_loop(static_cast<Handle>(loop)); });
}

int32_t mr_turn(int64_t loop, int32_t commands, int64_t timeout_nanos) {
    return static_cast<int32_t>(guarded([&] {
        return mill().use_loop(static_cast<Handle>(loop),
                               [&](ControlLoop& control) { return control.turn(commands, timeout_nanos); });
    }));
}

int64_t mr_ask(int64_t loop, int32_t index) {
    return guarded([&] {
        return mill().use_loop(static_cast<Handle>(loop), [&](ControlLoop& control) { return control.ask(index); });
    });
}

int64_t mr_adopt(int64_t loop, int32_t kind, int32_t descriptor) {
    return guarded([&] {
        return mill().use_loop(static_cast<Handle>(loop), [&](ControlLoop& control) {
            return control.adopt(static_cast<std::uint32_t>(kind), descriptor);
        });
    });
}

int64_t mr_receive(int64_t loop, int64_t connection, int64_t address, int64_t length) {
    return guarded([&] {
        return mill().use_loop(static_cast<Handle>(loop), [&](ControlLoop& control) {
            return control.receive(static_cast<Handle>(connection), address, length);
        });
    });
}

int32_t mr_wake(int64_t loop) {
    return guarded([&] {
        mill().wake(static_cast<Handle>(loop));
        return MR_OK;
    });
}

int64_t mr_block_address(int32_t block, int64_t which) {
    return guarded([&] {
        std::size_t bytes;
        return reinterpret_cast<int64_t>(mill().block(static_cast<mr_block>(block), which, bytes));
    });
}

int64_t mr_block_length(int32_t block, int64_t which) {
    return guarded([&] {
        std::size_t bytes;
        mill().block(static_cast<mr_block>(block), which, bytes);
        return static_cast<int64_t>(bytes);
    });
}

int64_t mr_scan(int32_t kind, int64_t address, int64_t length, int64_t needle, int64_t needle_length) {
    return scan({address, length}, static_cast<mr_scan_kind>(kind), {needle, needle_length});
}

int64_t mr_split(int32_t kind, int64_t address, int64_t from, int64_t length, int64_t needle, int64_t needle_length,
                 int64_t out_address, int64_t out_max) {
    return split({address, length}, from, static_cast<mr_split_kind>(kind), {needle, needle_length},
                 {out_address, out_max});
}

int64_t mr_parse_decimals(int64_t address, int64_t length, int64_t start, int64_t ends_address, int64_t count,
                          int64_t gap, int64_t out_address) {
    return parse_decimals({address, length}, start, {ends_address, count}, gap, {out_address, count});
}

int64_t mr_columns(int64_t plan_address, int64_t plan_length, int64_t address, int64_t from, int64_t length,
                   int32_t ends, int64_t out_address, int64_t out_length) {
    return decode_columns({plan_address, plan_length}, {address, length}, from, ends != 0, {out_address, out_length});
}

int32_t mr_targets(void) { return targets(); }

int32_t mr_target_in_use(void) { return static_cast<int32_t>(simd::kernels().target); }

}  // extern "C"
