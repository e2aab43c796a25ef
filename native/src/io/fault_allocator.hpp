// Floor 1. Counts what the code under test takes from operator new, and fails it on purpose. Whatever test program
// refers to it gets its operator new (fault_allocator.cpp), which is the usual one outside of a Watch.
//
//     { AllocationWatch watch;  loop.turn(0); }      allocations of this thread in here are counted, and the n-th fails
#pragma once

#include <cstdint>

namespace millrace {

class AllocationWatch {
public:
    AllocationWatch();
    ~AllocationWatch();
    AllocationWatch(const AllocationWatch&) = delete;
    AllocationWatch& operator=(const AllocationWatch&) = delete;

    // Of this thread, in all watches since the last reset().
    static std::uint64_t count();
    // Bytes that are taken and not yet given back, as the allocator rounds them; of this thread, in all watches.
    static std::int64_t held_bytes();
    // Counts from zero again. The `fail_at`-th allocation then fails, throwing or with null, as it was asked for; 0: none.
    static void reset(std::uint64_t fail_at = 0);

    // What a double does meanwhile, of which nothing is counted, and nothing fails.
    class Rest {
    public:
        Rest();
        ~Rest();
        Rest(const Rest&) = delete;
        Rest& operator=(const Rest&) = delete;

    private:
        const bool outer_;
    };

private:
    const bool outer_;
};

}  // namespace millrace
