// Floor 1. See two_way.hpp. The sequence is cut in two, u v, at a critical place: v is compared left to right, then u
// right to left. A mismatch in v allows a step past it; one in u, a step by the period.
#include "simd/two_way.hpp"

#include <algorithm>
#include <cstring>

namespace millrace::simd {

namespace {

using Bytes = const std::uint8_t*;

struct Suffix {
    std::size_t start;
    std::size_t period;
};

// The greatest of all suffixes, by the order of bytes or by its reverse.
//
//     start < candidate, 1 <= compared <= period; the suffixes there agree in compared - 1 bytes
Suffix greatest_suffix(Bytes sequence, std::size_t length, bool reversed) {
    Suffix greatest{0, 1};
    std::size_t candidate = 1;
    std::size_t compared = 0;
    while (candidate + compared < length) {
        const std::uint8_t mine = sequence[greatest.start + compared];
        const std::uint8_t other = sequence[candidate + compared];
        if (mine == other) {
            if (++compared == greatest.period) {
                candidate += compared;
                compared = 0;
            }
        } else if ((other < mine) != reversed) {
            candidate += compared + 1;
            compared = 0;
            greatest.period = candidate - greatest.start;
        } else {
            greatest = {candidate, 1};
            ++candidate;
            compared = 0;
        }
    }
    return greatest;
}

}  // namespace

std::int64_t find_two_way(Bytes bytes, std::size_t length, Bytes sequence, std::size_t m) {
    const Suffix ascending = greatest_suffix(sequence, m, false);
    const Suffix descending = greatest_suffix(sequence, m, true);
    const auto [cut, period_of_suffix] = ascending.start > descending.start ? ascending : descending;
    // Where all of the sequence has the period, what a step by it leaves in place is known to fit.
    const bool periodic = cut + period_of_suffix <= m && std::memcmp(sequence, sequence + period_of_suffix, cut) == 0;
    const std::size_t period = periodic ? period_of_suffix : std::max(cut, m - cut) + 1;
    const std::size_t known_after_step = periodic ? m - period : 0;
    std::size_t known = 0;  // bytes at the sequence's start that fit already
    for (std::size_t at = 0; at + m <= length;) {
        std::size_t right = std::max(cut, known);
        while (right < m && sequence[right] == bytes[at + right]) ++right;
        if (right < m) {
            at += right - cut + 1;
            known = 0;
            continue;
        }
        std::size_t left = cut;
        while (left > known && sequence[left - 1] == bytes[at + left - 1]) --left;
        if (left <= known) return static_cast<std::int64_t>(at);
        at += period;
        known = known_after_step;
    }
    return -1;
}

}  // namespace millrace::simd
