// Floor 1. The byte kernels: one text (page.hpp and what it includes) for every CPU target, a thin page for each
// (target_*.cpp), and the choice among them, made once. MILLRACE_TARGET=scalar|sse2|avx2|avx512|neon wishes for one.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::simd {

enum class Target : std::int32_t { scalar = 0, sse2 = 1, avx2 = 2, avx512 = 3, neon = 4 };
inline constexpr std::int32_t target_count = 5;

using Bytes = const std::uint8_t*;

// One to eight bytes, any of which is looked for, the first one lowest in `packed`.
struct ByteSet {
    static constexpr std::size_t most = 8;
    std::uint64_t packed;
    std::size_t count;

    constexpr ByteSet(std::uint8_t byte) : packed(byte), count(1) {}
    constexpr ByteSet(std::uint64_t the_packed, std::size_t the_count) : packed(the_packed), count(the_count) {}
};

// Nothing outside [0, length) is read, nor outside [from, length) by a split. A split writes places lowest first, at most
// `out_max` of them, and nothing behind what it answers but within the table; it answers how many. When the table was
// filled, it is called again from the last place + 1, of a sequence + its length. Places are 32 bits wide: a range that
// is split is shorter than 4 GiB.
struct Kernels {
    Target target;
    const char* name;

    // The first or last place of any of the set, or -1; how many there are.
    std::int64_t (*find)(Bytes bytes, std::size_t length, ByteSet set);
    std::int64_t (*find_last)(Bytes bytes, std::size_t length, ByteSet set);
    std::size_t (*count)(Bytes bytes, std::size_t length, ByteSet set);

    // The place of each one in [from, length).
    std::size_t (*split)(Bytes bytes, std::size_t from, std::size_t length, ByteSet set, std::uint32_t* out,
                         std::size_t out_max);

    // Where the sequence is first, or -1; the empty one is at 0. Time is linear in length + sequence_length, always.
    std::int64_t (*find_sequence)(Bytes bytes, std::size_t length, Bytes sequence, std::size_t sequence_length);

    // The first byte of each sequence in [from, length), left to right without overlap; the empty one is nowhere.
    std::size_t (*split_sequence)(Bytes bytes, std::size_t from, std::size_t length, Bytes sequence,
                                  std::size_t sequence_length, std::uint32_t* out, std::size_t out_max);

    bool (*is_utf8)(Bytes bytes, std::size_t length);

    // Number i is bytes[its start, ends[i]): the first starts at `start`, each other `gap` bytes behind the end before.
    // Strict: an optional '-', then 1 to 19 digits within the range of 64 bits. Answers how many were numbers before the
    // first that is none: `count`, or its index. An end beyond `length` or not behind its start ends no number.
    std::size_t (*parse_decimals)(Bytes bytes, std::size_t length, std::size_t start, const std::uint32_t* ends,
                                  std::size_t count, std::size_t gap, std::int64_t* out);

    // Spans (a start, and an end in the upper half) of decimal numbers with or without a point: the first ones become the
    // bits of doubles, as long as they are short and the target is quick at them. Answers how many did, a multiple of four.
    std::size_t (*read_spans)(Bytes bytes, std::size_t length, std::uint64_t* spans, std::size_t count);
};

// The target's kernels, or null where they were not compiled or cannot run.
const Kernels* kernels_for(Target target);

// What MILLRACE_TARGET came to: a name that is none, or is of a target that cannot run here, is refused.
struct Choice {
    const Kernels& kernels;
    bool wish_refused;
};

// `wish` is null or empty: the best that can run here. Else that one, or the best when it is refused.
Choice choose(const char* wish);

// The choice of this process, made when the library is loaded, so that a look at it costs nothing.
extern const Choice choice;

inline const Kernels& kernels() { return choice.kernels; }

}  // namespace millrace::simd
