// Floor 1. Is it UTF-8? The lookup algorithm of J. Keiser and D. Lemire, "Validating UTF-8 In Less Than One Instruction
// Per Byte", Software: Practice and Experience 51 (5), 2021: three tables of 16 entries, indexed by the nibbles of a byte
// and of the one before, whose bits name the errors that the pair could be; what stands in all three is one.
//
// Over a vector type V with, beyond what vector.hpp wants:
//
//     V::previous<N>(Block now, Block before)   the bytes N places earlier
//     V::lookup(const uint8_t table[16], Block nibbles)
//     V::high_nibbles, V::low_nibbles, V::bit_and, V::bit_or, V::bit_xor(Block, Block)
//     V::minus(Block, Block)                    saturating subtraction
//     V::splat(uint8_t), V::zero(), V::is_zero(Block), V::is_ascii(Block)
#pragma once

#include "simd/vector.hpp"

namespace millrace::simd::MR_SIMD_NAMESPACE {
namespace {

namespace utf8 {

// clang-format off

// The errors that two bytes in a row can be.
constexpr std::uint8_t too_short = 1 << 0;    // a lead followed by a lead or ASCII
constexpr std::uint8_t too_long = 1 << 1;     // ASCII followed by a continuation
constexpr std::uint8_t overlong_3 = 1 << 2;   // 11100000 100_____
constexpr std::uint8_t too_large = 1 << 3;    // 11110100 1001____ and beyond
constexpr std::uint8_t surrogate = 1 << 4;    // 11101101 101_____
constexpr std::uint8_t overlong_2 = 1 << 5;   // 1100000_ 10______
constexpr std::uint8_t too_large_1000 = 1 << 6;
constexpr std::uint8_t overlong_4 = 1 << 6;   // 11110000 1000____
constexpr std::uint8_t two_conts = 1 << 7;    // 10______ 10______: right only as the third or fourth byte
constexpr std::uint8_t carry = too_short | too_long | two_conts;  // these depend on the high nibbles alone

alignas(16) constexpr std::uint8_t first_high[16] = {
    too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long,
    two_conts, two_conts, two_conts, two_conts,
    too_short | overlong_2, too_short, too_short | overlong_3 | surrogate,
    too_short | too_large | too_large_1000 | overlong_4};

alignas(16) constexpr std::uint8_t first_low[16] = {
    carry | overlong_3 | overlong_2 | overlong_4, carry | overlong_2, carry, carry, carry | too_large,
    carry | too_large | too_large_1000, carry | too_large | too_large_1000, carry | too_large | too_large_1000,
    carry | too_large | too_large_1000, carry | too_large | too_large_1000, carry | too_large | too_large_1000,
    carry | too_large | too_large_1000, carry | too_large | too_large_1000,
    carry | too_large | too_large_1000 | surrogate, carry | too_large | too_large_1000,
    carry | too_large | too_large_1000};

alignas(16) constexpr std::uint8_t second_high[16] = {
    too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
    too_long | overlong_2 | two_conts | overlong_3 | too_large_1000 | overlong_4,
    too_long | overlong_2 | two_conts | overlong_3 | too_large,
    too_long | overlong_2 | two_conts | surrogate | too_large,
    too_long | overlong_2 | two_conts | surrogate | too_large,
    too_short, too_short, too_short, too_short};
// clang-format on

}  // namespace utf8

template <typename V>
class Utf8Check {
public:
    using Block = typename V::Block;

    void see(Block now) {
        if (V::is_ascii(now)) {
            error_ = V::bit_or(error_, incomplete_);
            incomplete_ = V::zero();
        } else {
            const Block previous = V::template previous<1>(now, before_);
            const Block special = V::bit_and(V::bit_and(V::lookup(utf8::first_high, V::high_nibbles(previous)),
                                                        V::lookup(utf8::first_low, V::low_nibbles(previous))),
                                             V::lookup(utf8::second_high, V::high_nibbles(now)));
            error_ = V::bit_or(error_, V::bit_xor(continuations_due(now), special));
            incomplete_ = unfinished(now);
        }
        before_ = now;
    }

    bool valid() const { return V::is_zero(V::bit_or(error_, incomplete_)); }

private:
    // 0x80 where a third or fourth byte must stand: there two_conts is no error.
    Block continuations_due(Block now) const {
        const Block third = V::minus(V::template previous<2>(now, before_), V::splat(0xe0 - 0x80));
        const Block fourth = V::minus(V::template previous<3>(now, before_), V::splat(0xf0 - 0x80));
        return V::bit_and(V::bit_or(third, fourth), V::splat(0x80));
    }

    // Not zero when the block ends inside a character.
    static Block unfinished(Block now) {
        std::uint8_t most[V::width];
        std::memset(most, 0xff, sizeof most);
        most[V::width - 3] = 0xf0 - 1;
        most[V::width - 2] = 0xe0 - 1;
        most[V::width - 1] = 0xc0 - 1;
        return V::minus(now, V::load(most));
    }

    Block error_ = V::zero();
    Block before_ = V::zero();
    Block incomplete_ = V::zero();
};

template <typename V>
bool is_utf8(Bytes bytes, std::size_t length) {
    Utf8Check<V> check;
    std::size_t i = 0;
    for (; i + V::width <= length; i += V::width) check.see(V::load(bytes + i));
    if (i < length) {
        // The rest, filled up with ASCII, which ends any character.
        check.see(V::load_some(bytes + i, length - i));
    }
    return check.valid();
}

}  // namespace
}  // namespace millrace::simd::MR_SIMD_NAMESPACE
