// Fuzzes the byte kernels: every target that can run here answers what a plain loop does.
//
//     input:  [ wanted byte | from | entries | bytes ... ]
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "simd/kernels.hpp"

namespace {

using namespace millrace::simd;

void require(bool condition) {
    if (!condition) std::abort();
}

void run(const Kernels& kernels, const std::vector<std::uint8_t>& bytes, std::size_t from, std::uint8_t wanted,
         std::size_t entries) {
    const auto first = std::find(bytes.begin(), bytes.end(), wanted);
    require(kernels.find(bytes.data(), bytes.size(), wanted) == (first == bytes.end() ? -1 : first - bytes.begin()));

    std::vector<std::uint32_t> expected;
    for (std::size_t i = from; i < bytes.size(); ++i) {
        if (bytes[i] == wanted) expected.push_back(static_cast<std::uint32_t>(i));
    }
    std::vector<std::uint32_t> found;
    for (std::size_t count = entries; count == entries;) {
        std::vector<std::uint32_t> out(entries);
        count = kernels.split(bytes.data(), from, bytes.size(), wanted, out.data(), entries);
        require(count <= entries);
        found.insert(found.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count));
        if (count > 0) from = found.back() + std::size_t{1};
    }
    require(found == expected);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const std::vector<std::uint8_t> bytes(data + 3, data + size);
    for (std::int32_t i = 0; i < target_count; ++i) {
        if (const Kernels* kernels = kernels_for(static_cast<Target>(i))) {
            run(*kernels, bytes, data[1], data[0], 1u + data[2]);
        }
    }
    return 0;
}
