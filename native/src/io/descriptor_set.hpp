// Floor 1. A set of descriptors, for any thread: a bit for each. Those past its end are never in it.
#pragma once

#include <atomic>
#include <cstdint>

namespace millrace {

class DescriptorSet {
public:
    static constexpr int descriptors_max = 1 << 20;

    void add(int fd) {
        if (fits(fd)) word(fd).fetch_or(bit(fd), std::memory_order_relaxed);
    }
    void remove(int fd) {
        if (fits(fd)) word(fd).fetch_and(~bit(fd), std::memory_order_relaxed);
    }
    bool contains(int fd) const { return fits(fd) && (word(fd).load(std::memory_order_relaxed) & bit(fd)) != 0; }

private:
    using Word = std::atomic<std::uint64_t>;

    static bool fits(int fd) { return fd >= 0 && fd < descriptors_max; }
    static std::uint64_t bit(int fd) { return std::uint64_t{1} << (fd % 64); }
    Word& word(int fd) { return words_[fd / 64]; }
    const Word& word(int fd) const { return words_[fd / 64]; }

    Word words_[descriptors_max / 64]{};
};

}  // namespace millrace
