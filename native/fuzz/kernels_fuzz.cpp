// Fuzzes the byte kernels: every target that can run here answers what a plain loop does, or what the scalar one does.
//
//     input:  [ bytes of the needle | from | entries of a table | needle ... | bytes ... ]
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "simd/hash.hpp"
#include "simd/kernels.hpp"
#include "simd/two_way.hpp"

namespace {

using namespace millrace::simd;
using Octets = std::vector<std::uint8_t>;
using Places = std::vector<std::uint32_t>;

constexpr std::size_t needle_max = 40;

void require(bool condition) {
    if (!condition) std::abort();
}

struct Input {
    Octets needle;
    std::size_t from;
    std::size_t entries;
    Octets bytes;
};

ByteSet set_of(const Octets& needle) {
    ByteSet set(0, std::min(needle.size(), ByteSet::most));
    for (std::size_t i = 0; i < set.count; ++i) set.packed |= std::uint64_t{needle[i]} << (8 * i);
    return set;
}

Places plain_places(const Input& input, std::size_t from) {
    const auto end = input.needle.begin() + static_cast<std::ptrdiff_t>(set_of(input.needle).count);
    Places places;
    for (std::size_t i = from; i < input.bytes.size(); ++i) {
        if (std::find(input.needle.begin(), end, input.bytes[i]) != end)
            places.push_back(static_cast<std::uint32_t>(i));
    }
    return places;
}

Places plain_sequence_places(const Input& input) {
    Places places;
    for (std::size_t i = input.from; i + input.needle.size() <= input.bytes.size();) {
        const bool equal =
            std::equal(input.needle.begin(), input.needle.end(), input.bytes.begin() + static_cast<std::ptrdiff_t>(i));
        if (equal) places.push_back(static_cast<std::uint32_t>(i));
        i += equal ? input.needle.size() : 1;
    }
    return places;
}

// With a table of so many entries, resumed while it is full.
template <typename Split>
Places resumed(std::size_t from, std::size_t entries, std::size_t gap, Split split) {
    Places found;
    for (std::size_t count = entries; count == entries;) {
        Places out(entries);
        count = split(from, out.data());
        require(count <= entries);
        found.insert(found.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count));
        if (count > 0) from = found.back() + gap;
    }
    return found;
}

void any_of_a_set(const Kernels& kernels, const Input& input) {
    const ByteSet set = set_of(input.needle);
    const Octets& bytes = input.bytes;
    const Places all = plain_places(input, 0);
    require(kernels.find(bytes.data(), bytes.size(), set) == (all.empty() ? -1 : std::int64_t{all.front()}));
    require(kernels.find_last(bytes.data(), bytes.size(), set) == (all.empty() ? -1 : std::int64_t{all.back()}));
    require(kernels.count(bytes.data(), bytes.size(), set) == all.size());
    require(resumed(input.from, input.entries, 1, [&](std::size_t from, std::uint32_t* out) {
                return kernels.split(bytes.data(), from, bytes.size(), set, out, input.entries);
            }) == plain_places(input, input.from));
}

void sequences(const Kernels& kernels, const Input& input) {
    const Octets& bytes = input.bytes;
    const Octets& needle = input.needle;
    const auto first = std::search(bytes.begin(), bytes.end(), needle.begin(), needle.end());
    const std::int64_t expected = first == bytes.end() ? -1 : first - bytes.begin();
    require(kernels.find_sequence(bytes.data(), bytes.size(), needle.data(), needle.size()) == expected);
    require(find_two_way(bytes.data(), bytes.size(), needle.data(), needle.size()) == expected);
    require(resumed(input.from, input.entries, needle.size(), [&](std::size_t from, std::uint32_t* out) {
                return kernels.split_sequence(bytes.data(), from, bytes.size(), needle.data(), needle.size(), out,
                                              input.entries);
            }) == plain_sequence_places(input));
}

// The numbers before the first that is none, of the table that the plain split makes.
std::vector<std::int64_t> decimals(const Kernels& kernels, const Input& input) {
    Places ends = plain_places(input, 0);
    ends.push_back(static_cast<std::uint32_t>(input.bytes.size() + input.from % 2));  // beyond the end, for once
    std::vector<std::int64_t> out(ends.size());
    out.resize(
        kernels.parse_decimals(input.bytes.data(), input.bytes.size(), 0, ends.data(), ends.size(), 1, out.data()));
    return out;
}

void run(const Kernels& kernels, const Kernels& scalar, const Input& input) {
    any_of_a_set(kernels, input);
    sequences(kernels, input);
    const Octets& bytes = input.bytes;
    require(kernels.is_utf8(bytes.data(), bytes.size()) == scalar.is_utf8(bytes.data(), bytes.size()));
    require(decimals(kernels, input) == decimals(scalar, input));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const std::size_t needle = 1 + data[0] % needle_max;
    if (size < 3 + needle) return 0;
    const Input input{Octets(data + 3, data + 3 + needle), data[1], 1u + data[2],
                      Octets(data + 3 + needle, data + size)};
    for (std::int32_t i = 0; i < target_count; ++i) {
        if (const Kernels* kernels = kernels_for(static_cast<Target>(i))) {
            run(*kernels, *kernels_for(Target::scalar), input);
        }
    }
    // The last bytes and the length count: one byte less is another content.
    const Octets& bytes = input.bytes;
    require(bytes.empty() || hash_of(bytes.data(), bytes.size(), 0) != hash_of(bytes.data(), bytes.size() - 1, 0));
    return 0;
}
