// Floor 5. For tests that follow from a seed: which ones are played, and how one that fails is played again.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace millrace {

inline std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// Plays the seeds from 1 to `last`, until one fails; or only that of MILLRACE_SEED. True where all of them were played.
template <typename Play>
bool play_seeds(std::uint64_t last, Play play) {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    const auto play_one = [&](std::uint64_t seed) {
        SCOPED_TRACE("play it again: MILLRACE_SEED=" + std::to_string(seed) +
                     " ./native/abi_test --gtest_filter=" + test.test_suite_name() + "." + test.name());
        play(seed);
    };
    if (const std::uint64_t seed = number_in("MILLRACE_SEED", 0); seed != 0) {
        play_one(seed);
        return false;
    }
    for (std::uint64_t seed = 1; seed <= last && !testing::Test::HasFailure(); ++seed) play_one(seed);
    return !testing::Test::HasFailure();
}

}  // namespace millrace
