// Floor 2. Tests of a loop whose event block is full: its input stops, and nobody is served twice before others are once.
#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "loop/loop_fixture.hpp"

namespace millrace {
namespace {

using FullBlockTest = LoopTest;

TEST_F(FullBlockTest, stoppedInputIsLeftWhereItIs) {
    Bell ready(loop_);
    Bell rung(loop_, [](Bell& self) { self.hush(); });
    rung.ring();
    loop_.make_ready(ready);
    ASSERT_EQ(loop_.post(mail(1)), MR_OK);
    loop_.input_stopped = true;
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_EQ(ready.times + rung.times, 0);
    EXPECT_TRUE(read_.empty());
    loop_.input_stopped = false;
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    EXPECT_EQ(ready.times, 1);
    EXPECT_EQ(rung.times, 1);
    EXPECT_EQ(read_.size(), 1u);
}

// A full event block stops the input. Whoever fills it must not be first again while others have not been served.
TEST_F(FullBlockTest, descriptorsThatFillTheBlockTakeTurns) {
    std::array<std::unique_ptr<Bell>, 5> bells;
    for (auto& bell : bells) {
        bell = std::make_unique<Bell>(loop_, [&](Bell&) { loop_.input_stopped = true; });
        bell->ring();
    }
    for (int turn = 0; turn < 50; ++turn) {
        loop_.input_stopped = false;
        ASSERT_EQ(loop_.turn(-1), MR_OK);
    }
    for (const auto& bell : bells) EXPECT_EQ(bell->times, 10);
}

TEST_F(FullBlockTest, readyOnesThatFillTheBlockTakeTurns) {
    std::array<std::unique_ptr<Bell>, 5> bells;
    for (auto& bell : bells) {
        bell = std::make_unique<Bell>(loop_, [&](Bell& self) {
            loop_.input_stopped = true;
            loop_.make_ready(self);
        });
        loop_.make_ready(*bell);
    }
    for (int turn = 0; turn < 50; ++turn) {
        loop_.input_stopped = false;
        ASSERT_EQ(loop_.turn(-1), MR_OK);
    }
    for (const auto& bell : bells) EXPECT_EQ(bell->times, 10);
}

TEST_F(FullBlockTest, readyOnesAndDescriptorsShareTheBlock) {
    Bell again(loop_, [&](Bell& self) {
        loop_.input_stopped = true;
        loop_.make_ready(self);
    });
    Bell rung(loop_, [&](Bell&) { loop_.input_stopped = true; });
    rung.ring();
    loop_.make_ready(again);
    for (int turn = 0; turn < 40; ++turn) {
        loop_.input_stopped = false;
        ASSERT_EQ(loop_.turn(-1), MR_OK);
    }
    EXPECT_GE(rung.times, 10);
    EXPECT_GE(again.times, 10);
}

TEST_F(FullBlockTest, aDescriptorThatGoesBetweenTurnsIsNotCalledFromTheOldBatch) {
    auto goes = std::make_unique<Bell>(loop_, [&](Bell&) { loop_.input_stopped = true; });
    auto stays = std::make_unique<Bell>(loop_, [&](Bell&) { loop_.input_stopped = true; });
    goes->ring();
    stays->ring();
    ASSERT_EQ(loop_.turn(-1), MR_OK);
    goes.reset();
    loop_.input_stopped = false;
    ASSERT_EQ(loop_.turn(0), MR_OK);
    EXPECT_GE(stays->times, 1);
}

}  // namespace
}  // namespace millrace
