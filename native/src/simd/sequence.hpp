// Floor 1. Sequences of bytes: see vector.hpp. Places where the first and the last byte fit are compared in full. An
// input made to fit often would cost length × sequence: what was compared in vain is added up, and once it exceeds what
// was gone through, the rest is searched by two_way.hpp, whose time is linear whatever the input.
#pragma once

#include "simd/find.hpp"
#include "simd/split.hpp"
#include "simd/two_way.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

constexpr std::size_t compared_in_vain_free = 1024;  // bytes: less is cheaper than to begin anew

template <typename Found>
void each_two_way(Bytes bytes, std::size_t from, std::size_t length, Bytes sequence, std::size_t m, Found found) {
    for (;;) {
        const std::int64_t further = find_two_way(bytes + from, length - from, sequence, m);
        if (further < 0) return;
        const std::size_t place = from + static_cast<std::size_t>(further);
        if (!found(place)) return;
        from = place + m;
    }
}

// Calls found(place) for each, left to right without overlap, until it answers false. 1 <= m <= length - from
template <typename V, typename Found>
void each_sequence(Bytes bytes, std::size_t from, std::size_t length, Bytes sequence, std::size_t m, Found found) {
    const TwoBytes<V> ends{sequence[0], sequence[m - 1], m - 1};
    const std::size_t end = length - (m - 1);
    std::size_t next = from;
    std::size_t in_vain = 0;
    for (std::size_t i = from; i < end; i += stride) {
        std::uint64_t mask =
            end - i >= stride ? mask_at<V>(bytes + i, ends) : mask_of_rest<V>(bytes, from, i, end, ends);
        for (; mask != 0; mask &= mask - 1) {
            const std::size_t place = i + lowest_bit(mask);
            if (place < next) continue;
            if (m <= 2 || std::memcmp(bytes + place + 1, sequence + 1, m - 2) == 0) {
                if (!found(place)) return;
                next = place + m;
            } else if ((in_vain += m) > place - from + compared_in_vain_free) {
                each_two_way(bytes, place + 1, length, sequence, m, found);
                return;
            }
        }
    }
}

template <typename V>
std::int64_t find_sequence(Bytes bytes, std::size_t length, Bytes sequence, std::size_t sequence_length) {
    if (sequence_length == 0) return 0;
    if (sequence_length > length) return -1;
    if (sequence_length == 1) return find_first<V>(bytes, length, OneByte<V>{sequence[0]});
    std::int64_t first = -1;
    each_sequence<V>(bytes, 0, length, sequence, sequence_length, [&](std::size_t place) {
        first = static_cast<std::int64_t>(place);
        return false;
    });
    return first;
}

// Two different bytes, as CR LF, cannot overlap: where the masks of both agree is all there is to know.
template <typename V>
std::size_t split_sequence(Bytes bytes, std::size_t from, std::size_t length, Bytes sequence,
                           std::size_t sequence_length, std::uint32_t* out, std::size_t out_max) {
    if (sequence_length == 0 || length < from || sequence_length > length - from || out_max == 0) return 0;
    if (sequence_length == 1) return split_at<V>(bytes, from, length, OneByte<V>{sequence[0]}, out, out_max);
    if (sequence_length == 2 && sequence[0] != sequence[1]) {
        return split_at<V>(bytes, from, length, TwoBytes<V>{sequence[0], sequence[1], 1}, out, out_max);
    }
    std::size_t count = 0;
    each_sequence<V>(bytes, from, length, sequence, sequence_length, [&](std::size_t place) {
        out[count++] = static_cast<std::uint32_t>(place);
        return count < out_max;
    });
    return count;
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
