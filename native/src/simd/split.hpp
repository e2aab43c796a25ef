// Floor 1. The places of all matches: see vector.hpp.
#pragma once

#include "simd/vector.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

// A step writes more than it found where there is room for it, so that how many there are need not be guessed.
template <typename V, typename What>
std::size_t split_at(Bytes bytes, std::size_t from, std::size_t length, const What& what, std::uint32_t* out,
                     std::size_t out_max) {
    if (length < from || length - from <= what.reach) return 0;
    const std::size_t end = length - what.reach;
    std::size_t count = 0;
    std::size_t i = from;
    for (; i + stride <= end && out_max - count >= stride; i += stride) {
        const std::uint64_t mask = mask_at<V>(bytes + i, what);
        if (mask != 0) count += V::write_places(mask, i, out + count);
    }
    for (; i < end && count < out_max; i += stride) {
        const std::uint64_t mask =
            end - i >= stride ? mask_at<V>(bytes + i, what) : mask_of_rest<V>(bytes, from, i, end, what);
        if (mask == 0) continue;
        const std::size_t room = out_max - count;
        count += V::room_for(count_bits(mask)) <= room ? V::write_places(mask, i, out + count)
                                                       : write_some_places(mask, i, out + count, room);
    }
    return count;
}

template <typename V>
std::size_t split(Bytes bytes, std::size_t from, std::size_t length, ByteSet set, std::uint32_t* out,
                  std::size_t out_max) {
    return with_set<V>(set, [=](const auto& what) { return split_at<V>(bytes, from, length, what, out, out_max); });
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
