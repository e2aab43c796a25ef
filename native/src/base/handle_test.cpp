// Floor 0. Tests of handles and codes: what is put into the number comes out again, and it is never zero or negative.
#include "base/handle.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "base/code.hpp"

namespace millrace {
namespace {

TEST(HandleTest, partsComeOutAsTheyWentIn) {
    for (const mr_handle_kind kind : {MR_HANDLE_LOOP, MR_HANDLE_LISTENER, MR_HANDLE_CONNECTION, MR_HANDLE_FEED}) {
        for (const std::uint32_t generation : {1u, 2u, 0x12345678u, handle_generation_mask}) {
            for (const std::uint32_t index : {0u, 1u, 65535u, handle_index_mask}) {
                const Handle handle = make_handle(kind, generation, index);
                EXPECT_EQ(handle_kind(handle), static_cast<std::uint32_t>(kind));
                EXPECT_EQ(handle_generation(handle), generation);
                EXPECT_EQ(handle_index(handle), index);
                EXPECT_GT(static_cast<std::int64_t>(handle), 0) << "a handle is told from a code by its sign";
            }
        }
    }
}

TEST(HandleTest, layoutIsTheOneThatTheRecordsState) {
    EXPECT_EQ(make_handle(MR_HANDLE_CONNECTION, 5, 7), (std::uint64_t{5} << 32) | (std::uint64_t{3} << 28) | 7u);
}

TEST(CodeTest, errnoGoesThroughACodeAndBack) {
    for (const int error : {EPERM, EAGAIN, ECONNRESET, 4095}) {
        const Code code = system_code(error);
        EXPECT_LT(code, 0);
        EXPECT_TRUE(is_system(code));
        EXPECT_EQ(errno_of(code), error);
    }
    for (const Code code : {MR_OK, MR_STALE, MR_WRONG_KIND, MR_BUSY}) EXPECT_FALSE(is_system(code));
}

}  // namespace
}  // namespace millrace
