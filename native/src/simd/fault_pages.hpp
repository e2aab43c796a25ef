// Floor 1. Memory for tests, whose neighbours fault: what reads or writes one byte beside it does not survive.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace millrace::simd {

//     begin ≤ end, one page apart; nothing else can be touched
class FaultPages {
public:
    FaultPages() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
        memory_ = static_cast<std::uint8_t*>(
            mmap(nullptr, 3 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        EXPECT_NE(memory_, MAP_FAILED);
        EXPECT_EQ(mprotect(memory_, page_, PROT_NONE), 0);
        EXPECT_EQ(mprotect(memory_ + 2 * page_, page_, PROT_NONE), 0);
    }
    ~FaultPages() { munmap(memory_, 3 * page_); }
    FaultPages(const FaultPages&) = delete;
    FaultPages& operator=(const FaultPages&) = delete;

    std::uint8_t* begin() const { return memory_ + page_; }
    std::uint8_t* end() const { return memory_ + 2 * page_; }

    // A copy that ends where the fault begins, and one that begins where it ends.
    std::uint8_t* copy_to_end(const void* bytes, std::size_t length) const {
        if (length > 0) std::memcpy(end() - length, bytes, length);
        return end() - length;
    }
    std::uint8_t* copy_to_begin(const void* bytes, std::size_t length) const {
        if (length > 0) std::memcpy(begin(), bytes, length);
        return begin();
    }

private:
    std::size_t page_;
    std::uint8_t* memory_;
};

}  // namespace millrace::simd
