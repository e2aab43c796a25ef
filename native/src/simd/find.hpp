// Floor 1. Find and count: see vector.hpp.
#pragma once

#include "simd/vector.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

template <typename V, typename What>
std::int64_t find_first(Bytes bytes, std::size_t length, const What& what) {
    constexpr std::size_t four = 4 * V::width;
    std::size_t i = 0;
    // Four at a step while there is nothing; the loop behind says where.
    for (; i + four <= length; i += four) {
        const auto match = [&](std::size_t n) { return match_at<V>(bytes + i + n * V::width, what); };
        if (V::bits(V::either(V::either(match(0), match(1)), V::either(match(2), match(3)))) != 0) break;
    }
    for (; i + V::width <= length; i += V::width) {
        const std::uint64_t mask = V::bits(match_at<V>(bytes + i, what));
        if (mask != 0) return static_cast<std::int64_t>(i + lowest_bit(mask));
    }
    if (i == length) return -1;
    const std::uint64_t mask = mask_of_few<V>(bytes, 0, i, length, what);
    return mask == 0 ? -1 : static_cast<std::int64_t>(i + lowest_bit(mask));
}

template <typename V>
std::int64_t find(Bytes bytes, std::size_t length, ByteSet set) {
    return with_set<V>(set, [=](const auto& what) { return find_first<V>(bytes, length, what); });
}

template <typename V, typename What>
std::int64_t find_from_behind(Bytes bytes, std::size_t length, const What& what) {
    std::size_t end = length;
    for (; end >= V::width; end -= V::width) {
        const std::uint64_t mask = V::bits(match_at<V>(bytes + end - V::width, what));
        if (mask != 0) return static_cast<std::int64_t>(end - V::width + highest_bit(mask));
    }
    if (end == 0) return -1;
    // The first few are read as the low end of a whole vector where there is one.
    const std::uint64_t mask = length >= V::width ? V::bits(match_at<V>(bytes, what)) & lowest_bits(end)
                                                  : mask_of_few<V>(bytes, 0, 0, end, what);
    return mask == 0 ? -1 : static_cast<std::int64_t>(highest_bit(mask));
}

template <typename V>
std::int64_t find_last(Bytes bytes, std::size_t length, ByteSet set) {
    return with_set<V>(set, [=](const auto& what) { return find_from_behind<V>(bytes, length, what); });
}

template <typename V, typename What>
std::size_t count_matches(Bytes bytes, std::size_t length, const What& what) {
    std::size_t found = 0;
    std::size_t i = 0;
    for (; i + stride <= length; i += stride) found += count_bits(mask_at<V>(bytes + i, what));
    if (i < length) found += count_bits(mask_of_rest<V>(bytes, 0, i, length, what));
    return found;
}

template <typename V>
std::size_t count(Bytes bytes, std::size_t length, ByteSet set) {
    return with_set<V>(set, [=](const auto& what) { return count_matches<V>(bytes, length, what); });
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
