// Floor 1. Tests of the content hash: numbers that its definition gives, which the Java twin is held to as well.
#include "simd/hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "simd/fault_pages.hpp"

namespace millrace::simd {
namespace {

std::vector<std::uint8_t> bytes_of(std::size_t length) {
    std::vector<std::uint8_t> bytes(length);
    for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::uint8_t>(7 * i + 3);
    return bytes;
}

struct Known {
    std::size_t length;
    std::uint64_t hash;         // seed 0
    std::uint64_t seeded_hash;  // seed 0x0123456789abcdef
};

// Of the bytes 3, 10, 17 and so on; worked out from the definition by another program.
constexpr Known known[] = {
    {0, 0x398a23880c289b39u, 0x41c6e39c2345e1d6u},   {1, 0xd25b2e0e8d2917e8u, 0xe3b4225e1a6b68e7u},
    {2, 0x71ab1edf394d1017u, 0x98148b67c59f972bu},   {3, 0xc9d619466d08cf63u, 0x27618860a09e4a97u},
    {4, 0xdef9e6c1275d635au, 0xd9c9e2920f6c0be4u},   {7, 0x79497f825e8a690bu, 0xff727598dda32bbcu},
    {8, 0xbb1f825922cacde8u, 0x145abf1b363306d8u},   {15, 0xf914f181ba98e7fcu, 0x58ad84652e66e8b0u},
    {16, 0x34a239ac9e9a22ddu, 0xc275487ed8738641u},  {17, 0xe7d16da729c26bd8u, 0xda777dc0da567458u},
    {32, 0xad4206ac10cdb306u, 0xa6486dcd591871b2u},  {33, 0x7d7e48db9b0cf0feu, 0xe4eb58b1fb58f838u},
    {64, 0xd766d4b3b6973533u, 0xf299038c5af9b371u},  {65, 0xd5ea843a6be5ba29u, 0x0b96817b3d74ad7du},
    {80, 0xeda62674e05ba1e0u, 0xb872317e5066ebb9u},  {128, 0xa900362b64efc5c7u, 0x689c77ed72d67e87u},
    {129, 0x8bb00c4a7860f539u, 0x73d2ec4436ee4ab9u}, {300, 0x3427f66f4a644decu, 0xf2aaa9c0f7980046u},
};

TEST(HashTest, isWhatTheDefinitionGives) {
    for (const Known& each : known) {
        const auto bytes = bytes_of(each.length);
        EXPECT_EQ(hash_of(bytes.data(), bytes.size(), 0), each.hash) << each.length;
        EXPECT_EQ(hash_of(bytes.data(), bytes.size(), 0x0123456789abcdef), each.seeded_hash) << each.length;
    }
}

TEST(HashTest, everyBitOfEveryLengthCounts) {
    for (std::size_t length = 0; length <= 300; ++length) {
        auto bytes = bytes_of(length);
        std::set<std::uint64_t> hashes{hash_of(bytes.data(), length, 0)};
        for (std::size_t bit = 0; bit < 8 * length; ++bit) {
            const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
            bytes[bit / 8] ^= mask;
            hashes.insert(hash_of(bytes.data(), length, 0));
            bytes[bit / 8] ^= mask;
        }
        ASSERT_EQ(hashes.size(), 8 * length + 1) << length;
    }
}

TEST(HashTest, lengthsAndOrderCount) {
    const std::vector<std::uint8_t> zeros(300, 0);
    std::set<std::uint64_t> hashes;
    for (std::size_t length = 0; length <= zeros.size(); ++length) hashes.insert(hash_of(zeros.data(), length, 0));
    EXPECT_EQ(hashes.size(), zeros.size() + 1);

    // Sixteen bytes moved by sixteen: the lanes are no equals.
    hashes.clear();
    for (std::size_t place = 0; place + 16 <= 256; place += 16) {
        std::vector<std::uint8_t> bytes(256, 0);
        for (std::size_t i = 0; i < 16; ++i) bytes[place + i] = static_cast<std::uint8_t>(i + 1);
        hashes.insert(hash_of(bytes.data(), bytes.size(), 0));
    }
    EXPECT_EQ(hashes.size(), 16u);
}

TEST(HashTest, isTheSameAtEveryAlignmentAndReadsNothingBeside) {
    const FaultPages pages;
    for (std::size_t length = 0; length <= 300; ++length) {
        const auto bytes = bytes_of(length);
        const std::uint64_t expected = hash_of(bytes.data(), length, 5);
        ASSERT_EQ(hash_of(pages.copy_to_end(bytes.data(), length), length, 5), expected) << length;
        ASSERT_EQ(hash_of(pages.copy_to_begin(bytes.data(), length), length, 5), expected) << length;
    }
}

}  // namespace
}  // namespace millrace::simd
