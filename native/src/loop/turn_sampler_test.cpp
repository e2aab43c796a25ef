// Floor 2. Tests of which turns are measured: how many, by what they cost; and that none is in step with a load.
#include <gtest/gtest.h>

#include <functional>

#include "loop/turn_sampler.hpp"

namespace millrace {
namespace {

constexpr int turns = 200'000;

struct Played {
    std::uint64_t measured = 0;
    std::uint64_t paid_nanos = 0;
    std::uint64_t worked_nanos = 0;
};

// The turn with that number lasts so long, and measuring it takes so many looks at the clock.
Played play(TurnSampler& sampler, const std::function<std::uint64_t(int)>& nanos, std::uint64_t readings,
            const std::function<void(int)>& measured = {}) {
    Played played;
    for (int turn = 0; turn < turns; ++turn) {
        const bool taken = sampler.take();
        sampler.worked(nanos(turn));
        played.worked_nanos += nanos(turn);
        if (!taken) continue;
        ++played.measured;
        played.paid_nanos += readings * TurnSampler::reading_nanos;
        sampler.paid(readings);
        if (measured) measured(turn);
    }
    return played;
}

TEST(TurnSampler, measuringCostsAPartOfTheWorkWhateverATurnLasts) {
    for (const std::uint64_t nanos : {3'000u, 10'000u, 40'000u, 450'000u}) {
        for (const std::uint64_t readings : {8u, 30u, 300u}) {
            TurnSampler sampler(nanos + readings);
            const Played played = play(
                sampler, [=](int) { return nanos; }, readings);
            const double part = static_cast<double>(played.paid_nanos) / static_cast<double>(played.worked_nanos);
            const double rarest = static_cast<double>(readings * TurnSampler::reading_nanos) /
                                  static_cast<double>(nanos * (TurnSampler::gap_mean_max + 1));
            EXPECT_LE(part, std::max(1.05 / TurnSampler::cost_part, 1.05 * rarest)) << nanos << " ns, " << readings;
            EXPECT_GE(played.measured, turns / (TurnSampler::gap_mean_max + 2)) << nanos << " ns, " << readings;
        }
    }
}

TEST(TurnSampler, longTurnsAreAllMeasured) {
    TurnSampler sampler(1);
    const Played played = play(
        sampler, [](int) { return 5'000'000u; }, 10);
    EXPECT_GE(played.measured, turns - 64u);
}

TEST(TurnSampler, noLoadIsInStepWithIt) {
    for (const int period : {2, 3, 7, 8, 16, 32, 64}) {
        TurnSampler sampler(static_cast<std::uint64_t>(period));
        std::uint64_t of_first = 0;
        const Played played = play(
            sampler, [=](int turn) { return turn % period == 0 ? 20'000u : 4'000u; }, 12,
            [&](int turn) { of_first += turn % period == 0; });
        const double share = static_cast<double>(of_first) / static_cast<double>(played.measured);
        EXPECT_NEAR(share, 1.0 / period, 0.2 / period + 0.01) << "of every " << period << "th turn";
    }
}

TEST(TurnSampler, onesThatAreSeldomAndLongAreMeasuredAsOftenAsOthers) {
    TurnSampler sampler(3);
    std::uint64_t of_long = 0;
    const Played played = play(
        sampler, [](int turn) { return turn % 500 == 0 ? 10'000'000u : 10'000u; }, 8,
        [&](int turn) { of_long += turn % 500 == 0; });
    const double usual = static_cast<double>(played.measured) / turns;
    EXPECT_NEAR(static_cast<double>(of_long) / (turns / 500.0), usual, 0.15);
}

}  // namespace
}  // namespace millrace
