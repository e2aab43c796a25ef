// Floor 2. Sets of words, in which each word has a slot of its own: one multiplication and one comparison say which word
// some bytes are, or that they are none (a perfect hash by multiplication; M. Dietzfelbinger and others, "A reliable
// randomized algorithm for the closest-pair problem", 1997). Whoever makes the set tries seeds until no two words meet.
//
//     slot = (mixed * seed) >> (64 - bits)        slots: 1 << bits, at least 8
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "millrace/columns.h"
#include "simd/kernels.hpp"

namespace millrace::columns {

using simd::Bytes;

// A word in a register, or four: zeros behind its end.
struct Word {
    std::uint64_t first, second = 0, third = 0, fourth = 0;
    std::uint32_t length;
};

// n <= 8 bytes at bytes[start), the first one lowest. Eight are read where the memory has so many.
inline std::uint64_t load_word(Bytes bytes, std::size_t memory, std::size_t start, std::size_t n) {
    if (n == 0) return 0;
    std::uint64_t word = 0;
    if (start + 8 <= memory) [[likely]] {
        std::memcpy(&word, bytes + start, 8);
        return word << (64 - 8 * n) >> (64 - 8 * n);
    }
    std::memcpy(&word, bytes + start, n);
    return word;
}

// Of bytes[start, end), at most MR_COLUMN_WORD_BYTES_MAX.
inline Word word_at(Bytes bytes, std::size_t memory, std::size_t start, std::size_t end) {
    const std::size_t n = end - start;
    Word word{load_word(bytes, memory, start, n < 8 ? n : 8), 0, 0, 0, static_cast<std::uint32_t>(n)};
    if (n > 8) [[unlikely]] {
        const auto part = [&](std::size_t from) {
            return from >= n ? 0 : load_word(bytes, memory, start + from, n - from < 8 ? n - from : 8);
        };
        word.second = part(8);
        word.third = part(16);
        word.fourth = part(24);
    }
    return word;
}

// Of a word of up to eight bytes and its length nothing is lost.
inline std::uint64_t mix(const Word& word) {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15u;  // 2^64 / the golden ratio
    std::uint64_t mixed = word.first + word.length * odd;
    if (word.length > 8) [[unlikely]] {
        for (const std::uint64_t part : {word.second, word.third, word.fourth}) {
            mixed = (mixed ^ mixed >> 32) * odd + part;
        }
    }
    return mixed;
}

// A view of a set in a plan, which has looked at its bounds; the words themselves may be anything. Not to be asked before
// it has been read.
class Words {
public:
    static constexpr std::uint8_t no_word = 255;
    static constexpr std::uint32_t none = 0xffffffff;

    // False: the set is not within bytes[0, length), or no set. `at` is a multiple of 8.
    bool read(Bytes bytes, std::size_t length, std::size_t at) {
        mr_column_words head;
        if (at % 8 != 0 || at > length || length - at < sizeof head) return false;
        std::memcpy(&head, bytes + at, sizeof head);
        if (head.slots < 8 || head.slots > 1u << 20 || !std::has_single_bit(head.slots)) return false;
        if (head.words > MR_COLUMN_WORDS_MAX) return false;
        const std::size_t room = length - at - sizeof head;
        if (room < head.slots || (room - head.slots) / sizeof(mr_column_word) < head.words) return false;
        seed_ = head.seed;
        shift_ = 64 - static_cast<std::uint32_t>(std::countr_zero(head.slots));
        words_ = head.words;
        slots_ = bytes + at + sizeof head;
        entries_ = slots_ + head.slots;
        return true;
    }

    // The value of the word that bytes[start, end) are, or `none`. `memory` is how many bytes there are in all.
    std::uint32_t find(Bytes bytes, std::size_t memory, std::size_t start, std::size_t end) const {
        std::uint32_t guess = words_;
        return find(bytes, memory, start, end, guess);
    }

    // The same, where it may be guessed which of the words it is, by its index: 0 at first, then what was left there.
    std::uint32_t find(Bytes bytes, std::size_t memory, std::size_t start, std::size_t end,
                       std::uint32_t& guess) const {
        const std::size_t n = end - start;
        if (n > 8) [[unlikely]]
            return find_long(bytes, memory, start, end);
        const Word word{load_word(bytes, memory, start, n), 0, 0, 0, static_cast<std::uint32_t>(n)};
        std::uint32_t value = none;
        if (guess >= words_ || !is_at(guess, word, value)) {
            guess = slots_[mix(word) * seed_ >> shift_];
            if (guess >= words_ || !is_at(guess, word, value)) return none;
        }
        ++guess;
        return value;
    }

private:
    // Whether the word of up to eight bytes is that one.
    bool is_at(std::uint32_t index, const Word& word, std::uint32_t& value) const {
        const Bytes entry = entries_ + index * sizeof(mr_column_word);
        std::uint64_t first, length_and_value;
        std::memcpy(&first, entry + offsetof(mr_column_word, first), sizeof first);
        std::memcpy(&length_and_value, entry + offsetof(mr_column_word, length), sizeof length_and_value);
        value = static_cast<std::uint32_t>(length_and_value >> 32);
        return first == word.first && static_cast<std::uint32_t>(length_and_value) == word.length;
    }

    [[gnu::noinline]] std::uint32_t find_long(Bytes bytes, std::size_t memory, std::size_t start,
                                              std::size_t end) const {
        if (end - start > MR_COLUMN_WORD_BYTES_MAX) return none;
        const Word word = word_at(bytes, memory, start, end);
        const std::uint8_t index = slots_[mix(word) * seed_ >> shift_];
        if (index >= words_) return none;
        mr_column_word entry;
        std::memcpy(&entry, entries_ + index * sizeof entry, sizeof entry);
        const std::uint64_t others = (entry.first ^ word.first) | (entry.second ^ word.second) |
                                     (entry.third ^ word.third) | (entry.fourth ^ word.fourth);
        return others == 0 && entry.length == word.length ? entry.value : none;
    }

    std::uint64_t seed_;
    std::uint32_t shift_, words_;
    Bytes slots_, entries_;
};

}  // namespace millrace::columns
