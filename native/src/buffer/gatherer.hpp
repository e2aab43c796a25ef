// Floor 1. Where small pieces are copied behind each other, so that those which wait for long do not each hold a segment
// that they fill by a few bytes.
#pragma once

#include <cstdint>
#include <cstring>

#include "buffer/pool.hpp"
#include "buffer/segment.hpp"

namespace millrace {

class Gatherer {
public:
    static constexpr std::uint32_t small_piece_bytes = 4096;

    // Moves a small piece here; a larger one, and any at the pool's ceiling, stays where it is. Bytes copied.
    std::uint32_t gather(Pool& pool, Piece& piece) {
        if (piece.length >= small_piece_bytes) return 0;
        Piece copied = copy(pool, piece.data(), piece.length);
        if (!copied.segment) return 0;
        piece = std::move(copied);
        return piece.length;
    }

    // A copy of at most MR_SEGMENT_BYTES; without a segment at the pool's ceiling, and of no bytes.
    Piece copy(Pool& pool, const void* bytes, std::uint32_t length) {
        if (length == 0) return {};
        if (!segment_ || length > segment_->size - used_) {
            segment_ = pool.take(MR_SEGMENT_BYTES);
            used_ = 0;
            if (!segment_) return {};
        }
        std::memcpy(segment_->data + used_, bytes, length);
        used_ += length;
        return Piece{segment_, used_ - length, length};
    }

    void release() { segment_ = SegmentRef(); }
    // Once nobody needs what was gathered.
    void release_unused() {
        if (segment_ && segment_.sole_holder()) release();
    }

private:
    SegmentRef segment_;
    std::uint32_t used_ = 0;
};

}  // namespace millrace
