// Floor 2. Tests of the mailbox: order, room, closing, and posts from many threads.
#include "loop/mailbox.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace millrace {
namespace {

Mail mail(std::uint64_t number, std::uint32_t from = 0) {
    Mail mail{.command = {}};
    mail.command.kind = MR_CMD_FEED_WRITE;
    mail.command.a = number;
    mail.command.arg = from;
    return mail;
}

class MailboxTest : public testing::Test {
protected:
    // Takes at most `most`.
    std::vector<std::uint64_t> take(std::size_t most = 1000) {
        std::vector<std::uint64_t> numbers;
        mailbox_.take([&](const Mail& mail) { numbers.push_back(mail.command.a); },
                      [&] { return numbers.size() >= most; });
        return numbers;
    }
    Mailbox mailbox_;
};

TEST_F(MailboxTest, keepsTheOrderOfPosts) {
    ASSERT_EQ(mailbox_.reserve(10), MR_OK);
    EXPECT_FALSE(mailbox_.waiting());
    for (std::uint64_t i = 0; i < 5; ++i) EXPECT_EQ(mailbox_.post(mail(i)), MR_OK);
    EXPECT_TRUE(mailbox_.waiting());
    EXPECT_EQ(take(), (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
    EXPECT_FALSE(mailbox_.waiting());
    EXPECT_TRUE(take().empty());
}

TEST_F(MailboxTest, whatCouldNotBeTakenNowComesFirstLater) {
    ASSERT_EQ(mailbox_.reserve(10), MR_OK);
    for (std::uint64_t i = 0; i < 5; ++i) EXPECT_EQ(mailbox_.post(mail(i)), MR_OK);
    EXPECT_TRUE(take(0).empty());
    EXPECT_TRUE(mailbox_.waiting());
    EXPECT_EQ(take(2), (std::vector<std::uint64_t>{0, 1}));
    EXPECT_TRUE(mailbox_.waiting());
    EXPECT_EQ(mailbox_.post(mail(5)), MR_OK);
    EXPECT_EQ(take(2), (std::vector<std::uint64_t>{2, 3}));
    EXPECT_EQ(take(), (std::vector<std::uint64_t>{4, 5}));
}

TEST_F(MailboxTest, refusesWhatThereIsNoRoomFor) {
    EXPECT_EQ(mailbox_.post(mail(0)), MR_FULL) << "nothing was reserved";
    ASSERT_EQ(mailbox_.reserve(2), MR_OK);
    EXPECT_EQ(mailbox_.post(mail(1)), MR_OK);
    EXPECT_EQ(mailbox_.post(mail(2)), MR_OK);
    EXPECT_EQ(mailbox_.post(mail(3)), MR_FULL);
    EXPECT_EQ(take(), (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(mailbox_.post(mail(4)), MR_OK);
    EXPECT_EQ(take(), (std::vector<std::uint64_t>{4}));
}

TEST_F(MailboxTest, aClosedOneStillGivesWhatItHas) {
    ASSERT_EQ(mailbox_.reserve(2), MR_OK);
    EXPECT_EQ(mailbox_.post(mail(1)), MR_OK);
    mailbox_.close();
    EXPECT_EQ(mailbox_.post(mail(2)), MR_WRONG_STATE);
    EXPECT_EQ(take(), (std::vector<std::uint64_t>{1}));
    EXPECT_FALSE(mailbox_.waiting());
}

TEST_F(MailboxTest, aReaderThatPostsToItselfComesToAnEnd) {
    ASSERT_EQ(mailbox_.reserve(2), MR_OK);
    ASSERT_EQ(mailbox_.post(mail(0)), MR_OK);
    int read = 0;
    mailbox_.take(
        [&](const Mail& one) {
            ++read;
            EXPECT_EQ(mailbox_.post(mail(one.command.a + 1)), MR_OK);
        },
        [&] { return read == 100; });
    EXPECT_EQ(read, 1) << "a turn takes what was there, and goes on";
    EXPECT_EQ(take(), (std::vector<std::uint64_t>{1}));
}

TEST_F(MailboxTest, manyThreadsPostAndEachKeepsItsOrder) {
    constexpr std::uint32_t threads_max = 4, mails_max = 2000;
    ASSERT_EQ(mailbox_.reserve(64), MR_OK);
    std::vector<std::thread> threads;
    for (std::uint32_t from = 0; from < threads_max; ++from) {
        threads.emplace_back([this, from] {
            for (std::uint64_t i = 0; i < mails_max; ++i) {
                while (mailbox_.post(mail(i, from)) == MR_FULL) std::this_thread::yield();
            }
        });
    }
    std::vector<std::uint64_t> next(threads_max, 0);
    std::uint32_t read = 0;
    while (read < threads_max * mails_max) {
        mailbox_.take(
            [&](const Mail& mail) {
                ++read;
                EXPECT_EQ(mail.command.a, next[mail.command.arg]++);
            },
            [] { return false; });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_FALSE(mailbox_.waiting());
}

}  // namespace
}  // namespace millrace
