// Floor 4. The protocols of users' own that were loaded, by number. Loaded once, used by all loops, and never unloaded.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "base/code.hpp"
#include "millrace/protocol.h"

namespace millrace {

class ProtocolRegistry {
public:
    static constexpr std::uint32_t protocols_max = 256;

    // Its number; the same one when it is there already. Or a code, and `why` says what is wrong with the library.
    std::int64_t load(const char* path, std::string& why);
    // As load(), for a table that is there already.
    std::int64_t enter(const mr_protocol* protocol, std::string& why);

    // Null for a number that was never given. What an older table does not have is null in it.
    const mr_protocol* find(std::uint64_t number) const {
        return number < count_.load(std::memory_order_acquire) ? &entries_[number].table : nullptr;
    }

private:
    struct Entry {
        const mr_protocol* given = nullptr;
        mr_protocol table{};
    };

    std::mutex loading_;
    std::array<Entry, protocols_max> entries_;
    std::atomic<std::uint32_t> count_{0};
};

}  // namespace millrace
