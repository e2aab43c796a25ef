// Floor 3. Every connection has exactly one ending: who, why, and the detail that the reason asks for.
#pragma once

#include <cerrno>
#include <cstdint>

#include "millrace/records.h"

namespace millrace {

struct Ending {
    mr_reason reason = MR_REASON_NONE;
    mr_by by = MR_BY_LOCAL;
    std::uint64_t detail = 0;

    explicit operator bool() const { return reason != MR_REASON_NONE; }
};

// What a failed receive or send means for the connection; none where it should simply be tried again later.
inline Ending ending_of_errno(int error) {
    switch (error) {
        case EAGAIN:
        case EINTR:
        case ENOBUFS:
        case ENOMEM: return {};
        case ECONNRESET:
        case EPIPE: return {MR_REASON_PEER_RESET, MR_BY_PEER, static_cast<std::uint64_t>(error)};
        default: return {MR_REASON_SYSTEM, MR_BY_SYSTEM, static_cast<std::uint64_t>(error)};
    }
}

}  // namespace millrace
