// Floor 2. Which turns are measured in detail: some, by chance, so that no load is in step with them; and no more than
// cost 1/256 of the time that the loop works, whatever it works on.
//
//     turns   M . . . M . M . . . . . M . .        after M, when it is known what that cost, the gap to the next is drawn
//
// Where turns are long the gap is zero, and all are measured.
#pragma once

#include <algorithm>
#include <cstdint>

namespace millrace {

class TurnSampler {
public:
    static constexpr std::uint64_t cost_part = 256;
    static constexpr std::uint64_t reading_nanos = 25;  // a look at the clock: 20 to 25 on the machines that were tried
    static constexpr std::uint64_t gap_mean_max = 63;
    static constexpr std::uint64_t turns_averaged = 1024;

    explicit TurnSampler(std::uint64_t seed) : random_(0x9e3779b97f4a7c15u * (seed + 1)) {}

    // A turn begins: is it one of them?
    bool take() {
        if (gap_ == 0) return true;
        --gap_;
        return false;
    }

    // The loop has worked for so long, from one wait to the next.
    void worked(std::uint64_t nanos) { worked_nanos_ += nanos - worked_nanos_ / turns_averaged; }

    // A turn that was measured has taken so many looks at the clock.
    void paid(std::uint64_t readings) {
        const std::uint64_t turn_nanos = worked_nanos_ / turns_averaged + 1;
        const std::uint64_t mean = std::min(readings * reading_nanos * cost_part / turn_nanos, gap_mean_max);
        gap_ = random() % (2 * mean + 1);
    }

private:
    std::uint64_t random() {
        random_ ^= random_ << 13;
        random_ ^= random_ >> 7;
        return random_ ^= random_ << 17;
    }

    std::uint64_t random_;
    std::uint64_t gap_ = 0;
    std::uint64_t worked_nanos_ = 0;  // `turns_averaged` times the mean of a turn
};

}  // namespace millrace
