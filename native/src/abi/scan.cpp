// Floor 5. See scan.hpp.
#include "abi/scan.hpp"

#include <cstring>

#include "columns/decoder.hpp"
#include "simd/hash.hpp"
#include "simd/kernels.hpp"

namespace millrace {

namespace {

using simd::Bytes;
using simd::ByteSet;

constexpr std::int64_t packed_max = 8;
constexpr std::int64_t split_bytes_max = 0xffffffff;  // places are 32 bits wide

static_assert(MR_TARGET_SCALAR == static_cast<int>(simd::Target::scalar));
static_assert(MR_TARGET_SSE2 == static_cast<int>(simd::Target::sse2));
static_assert(MR_TARGET_AVX2 == static_cast<int>(simd::Target::avx2));
static_assert(MR_TARGET_AVX512 == static_cast<int>(simd::Target::avx512));
static_assert(MR_TARGET_NEON == static_cast<int>(simd::Target::neon));

bool is_range(Range range) { return range.length >= 0 && (range.address != 0 || range.length == 0); }

template <typename Entry>
bool is_table(Table table) {
    return table.entries >= 0 && (table.address != 0 || table.entries == 0) && table.address % alignof(Entry) == 0;
}

bool is_set(Needle needle) { return needle.length >= 1 && needle.length <= packed_max; }

bool is_sequence(Needle needle) {
    return needle.length >= 0 && (needle.length <= packed_max || needle.packed_or_address != 0);
}

Bytes bytes_of(Range range) { return reinterpret_cast<Bytes>(range.address); }

ByteSet set_of(Needle needle) {
    return {static_cast<std::uint64_t>(needle.packed_or_address), static_cast<std::size_t>(needle.length)};
}

// The C library's is as fast as any kernel here could be.
std::int64_t compare(Bytes one, Bytes other, std::size_t length) {
    const int order = length == 0 ? 0 : std::memcmp(one, other, length);
    return (order > 0) - (order < 0);
}

// Hands `work` the needle's bytes where they lie, which is here while they are packed.
template <typename Work>
std::int64_t with_sequence(Needle needle, Work work) {
    std::uint8_t unpacked[packed_max];
    for (int i = 0; i < packed_max; ++i) unpacked[i] = static_cast<std::uint8_t>(needle.packed_or_address >> (8 * i));
    const Bytes bytes = needle.length <= packed_max ? unpacked : reinterpret_cast<Bytes>(needle.packed_or_address);
    return work(bytes, static_cast<std::size_t>(needle.length));
}

// Functions of their own, so that those which look for bytes need no room for a needle.

[[gnu::noinline]] std::int64_t find_sequence(Bytes bytes, std::size_t length, Needle needle) {
    return with_sequence(needle, [&](Bytes sequence, std::size_t sequence_length) {
        return simd::kernels().find_sequence(bytes, length, sequence, sequence_length);
    });
}

[[gnu::noinline]] std::int64_t split_sequence(Bytes bytes, std::size_t start, std::size_t length, Needle needle,
                                              std::uint32_t* out, std::size_t out_max) {
    return with_sequence(needle, [&](Bytes sequence, std::size_t sequence_length) {
        return static_cast<std::int64_t>(
            simd::kernels().split_sequence(bytes, start, length, sequence, sequence_length, out, out_max));
    });
}

}  // namespace

std::int64_t scan(Range range, mr_scan_kind kind, Needle needle) {
    if (!is_range(range)) return MR_OUT_OF_RANGE;
    const simd::Kernels& kernels = simd::kernels();
    const Bytes bytes = bytes_of(range);
    const auto length = static_cast<std::size_t>(range.length);
    switch (kind) {
        case MR_SCAN_FIRST:
            if (!is_set(needle)) break;
            return kernels.find(bytes, length, set_of(needle));
        case MR_SCAN_LAST:
            if (!is_set(needle)) break;
            return kernels.find_last(bytes, length, set_of(needle));
        case MR_SCAN_COUNT:
            if (!is_set(needle)) break;
            return static_cast<std::int64_t>(kernels.count(bytes, length, set_of(needle)));
        case MR_SCAN_SEQUENCE:
            if (!is_sequence(needle)) break;
            return find_sequence(bytes, length, needle);
        case MR_SCAN_UTF8: return kernels.is_utf8(bytes, length);
        case MR_SCAN_HASH:
            return static_cast<std::int64_t>(
                simd::hash_of(bytes, length, static_cast<std::uint64_t>(needle.packed_or_address)));
        case MR_SCAN_COMPARE:
            if (!is_range({needle.packed_or_address, range.length})) break;
            return compare(bytes, bytes_of({needle.packed_or_address, range.length}), length);
    }
    return MR_OUT_OF_RANGE;
}

std::int64_t split(Range range, std::int64_t from, mr_split_kind kind, Needle needle, Table places) {
    if (!is_range(range) || range.length > split_bytes_max || from < 0 || !is_table<std::uint32_t>(places)) {
        return MR_OUT_OF_RANGE;
    }
    const simd::Kernels& kernels = simd::kernels();
    const Bytes bytes = bytes_of(range);
    const auto start = static_cast<std::size_t>(from);
    const auto length = static_cast<std::size_t>(range.length);
    auto* const out = reinterpret_cast<std::uint32_t*>(places.address);
    const auto out_max = static_cast<std::size_t>(places.entries);
    switch (kind) {
        case MR_SPLIT_ANY:
            if (!is_set(needle)) break;
            return static_cast<std::int64_t>(kernels.split(bytes, start, length, set_of(needle), out, out_max));
        case MR_SPLIT_SEQUENCE:
            if (!is_sequence(needle)) break;
            return split_sequence(bytes, start, length, needle, out, out_max);
    }
    return MR_OUT_OF_RANGE;
}

std::int64_t parse_decimals(Range range, std::int64_t start, Table ends, std::int64_t gap, Table numbers) {
    if (!is_range(range) || start < 0 || gap < 0) return MR_OUT_OF_RANGE;
    if (!is_table<std::uint32_t>(ends) || !is_table<std::int64_t>(numbers)) return MR_OUT_OF_RANGE;
    return static_cast<std::int64_t>(simd::kernels().parse_decimals(
        bytes_of(range), static_cast<std::size_t>(range.length), static_cast<std::size_t>(start),
        reinterpret_cast<const std::uint32_t*>(ends.address), static_cast<std::size_t>(ends.entries),
        static_cast<std::size_t>(gap), reinterpret_cast<std::int64_t*>(numbers.address)));
}

std::int64_t decode_columns(Range plan, Range range, std::int64_t from, bool ends, Range out) {
    if (!is_range(plan) || !is_range(range) || range.length >= split_bytes_max) return MR_OUT_OF_RANGE;
    if (from < 0 || from > range.length || !is_range(out) || out.address % alignof(std::uint64_t) != 0) {
        return MR_OUT_OF_RANGE;
    }
    const columns::Input input{bytes_of(range), static_cast<std::size_t>(from), static_cast<std::size_t>(range.length),
                               ends};
    const columns::Room room{reinterpret_cast<std::uint8_t*>(out.address), static_cast<std::size_t>(out.length)};
    return columns::decode(simd::kernels(), bytes_of(plan), static_cast<std::size_t>(plan.length), input, room);
}

std::int32_t targets() {
    std::int32_t bits = simd::choice.wish_refused ? MR_TARGET_WISH_REFUSED : 0;
    for (std::int32_t i = 0; i < simd::target_count; ++i) {
        if (simd::kernels_for(static_cast<simd::Target>(i))) bits |= 1 << i;
    }
    return bits;
}

}  // namespace millrace
