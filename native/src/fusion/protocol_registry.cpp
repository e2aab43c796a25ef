// Floor 4. See protocol_registry.hpp.
#include "fusion/protocol_registry.hpp"

#include <cstddef>
#include <cstring>

#include "io/shared_library.hpp"
#include "millrace/records.h"

namespace millrace {

namespace {

// Of the first header. Since then functions have come behind; each is where its size says so.
constexpr std::size_t first_size = offsetof(mr_protocol, moved);

// What is wrong with a table; empty: nothing.
std::string fault_of(const mr_protocol* protocol) {
    if (!protocol) return MR_PROTOCOL_ENTRY "() answers null";
    if (protocol->version != MR_PROTOCOL_VERSION) {
        return "it was compiled for version " + std::to_string(protocol->version) +
               " of protocol.h, and this is version " + std::to_string(MR_PROTOCOL_VERSION);
    }
    if (protocol->size > sizeof(mr_protocol)) {
        return "it was compiled with a newer protocol.h: its mr_protocol has " + std::to_string(protocol->size) +
               " bytes, and that of this library " + std::to_string(sizeof(mr_protocol));
    }
    if (protocol->size < first_size || protocol->size % sizeof(void*) != 0) {
        return "its mr_protocol has " + std::to_string(protocol->size) + " bytes, and should have " +
               std::to_string(first_size) + " to " + std::to_string(sizeof(mr_protocol));
    }
    if (!protocol->name) return "its mr_protocol has no name";
    if (!protocol->open || !protocol->closed) return "its mr_protocol has no open() or no closed()";
    if (!protocol->received && !protocol->frame) return "its mr_protocol has neither received() nor frame()";
    return {};
}

}  // namespace

std::int64_t ProtocolRegistry::load(const char* path, std::string& why) {
    void* symbol = SharedLibrary::symbol(path, MR_PROTOCOL_ENTRY, why);
    if (!symbol) return MR_STALE;
    return enter(reinterpret_cast<decltype(&mr_protocol_entry)>(symbol)(), why);
}

std::int64_t ProtocolRegistry::enter(const mr_protocol* protocol, std::string& why) {
    why = fault_of(protocol);
    if (!why.empty()) return MR_OUT_OF_RANGE;
    std::lock_guard lock(loading_);
    const std::uint32_t count = count_.load(std::memory_order_relaxed);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (entries_[i].given == protocol) return i;
    }
    if (count == protocols_max) {
        why = std::to_string(protocols_max) + " protocols are loaded already";
        return MR_FULL;
    }
    entries_[count].given = protocol;
    std::memcpy(&entries_[count].table, protocol, protocol->size);
    count_.store(count + 1, std::memory_order_release);
    return count;
}

}  // namespace millrace
