// Floor 2. Tests of the directory of loops.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "loop/directory.hpp"

namespace millrace {
namespace {

TEST(LoopDirectoryTest, mailFindsALoopByItsNumberUntilItLeaves) {
    struct Reader final : MailReader {
        void read_mail(const Mail&) override { ++read; }
        int read = 0;
    } reader;
    std::vector<mr_segment_entry> entries(64);
    Pool pool(system_kernel(), 0, entries.data(), 64);
    mr_loop_counters counters{};
    Loop loop(system_kernel(), pool, 7, counters);
    ASSERT_EQ(loop.open(reader, 1), MR_OK);
    LoopDirectory directory;
    const Mail mail{.command = {}};
    EXPECT_EQ(directory.send(7, mail), MR_STALE);
    directory.enter(7, loop);
    EXPECT_EQ(directory.send(7, mail), MR_OK);
    EXPECT_EQ(directory.send(8, mail), MR_STALE);
    EXPECT_EQ(directory.send(MR_LOOPS_MAX, mail), MR_STALE);
    EXPECT_EQ(directory.send(no_owner, mail), MR_STALE);
    directory.wake(no_owner);
    std::string calls;
    const auto pass = [&] { calls += "pass "; };
    const auto keep = [&] { calls += "keep "; };
    EXPECT_EQ(directory.send_with(7, mail, pass, keep), MR_FULL);
    EXPECT_EQ(calls, "pass keep ");
    loop.take_mail();
    EXPECT_EQ(directory.send_with(7, mail, pass, keep), MR_OK);
    EXPECT_EQ(calls, "pass keep pass ");
    directory.leave(7);
    EXPECT_EQ(directory.send_with(7, mail, pass, keep), MR_STALE);
    EXPECT_EQ(calls, "pass keep pass ") << "what belongs to the mail stays when there is no loop";
    loop.take_mail();
    EXPECT_EQ(reader.read, 2);
}

}  // namespace
}  // namespace millrace
