// Floor 1. For tests: numbers from a seed, the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    // splitmix64: any seed is a good one.
    std::uint64_t draw() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    std::uint64_t below(std::uint64_t bound) { return draw() % bound; }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
    // Once in so many times; 0: never.
    bool one_in(std::uint64_t times) { return times != 0 && below(times) == 0; }

private:
    std::uint64_t state_;
};

}  // namespace millrace
