// Floor 2. Where a loop receives: one segment that many connections fill in turn, so that a hundred small messages
// share a segment and an idle connection holds none.
//
//     segment [ held by events, chains, feeds ... | fill_ → room ]     fill_ <= segment size
#pragma once

#include <cstdint>
#include <new>
#include <utility>
#include <vector>

#include "buffer/pool.hpp"

namespace millrace {

class ReceiveBuffer {
public:
    // Less room than this is not worth a system call: a new segment is taken.
    static constexpr std::uint32_t least_room = 4096;

    explicit ReceiveBuffer(Pool& pool) : pool_(pool) {}

    // Makes room for at least `bytes`; false when the pool has none.
    bool reserve(std::uint32_t bytes) {
        if (segment_ && !held_ && segment_.sole_holder())
            fill_ = 0;  // nobody needs what was received: use it again while it is hot
        if (segment_ && segment_->size - fill_ >= bytes) return true;
        if (held_ && !keep()) return false;
        fill_ = 0;
        segment_ = SegmentRef();
        segment_ = pool_.take(bytes > MR_SEGMENT_BYTES ? bytes : MR_SEGMENT_BYTES);
        return static_cast<bool>(segment_);
    }

    // What was received stays as it is until the turn is over: a hold without counting, since most turns need no more.
    void hold_for_turn() { held_ = true; }
    void turn_over() {
        held_ = false;
        if (!kept_.empty()) kept_.clear();
    }
    // Is it that segment, and held?
    bool holds(std::uint32_t segment_id) const { return held_ && segment_->id == segment_id; }

    std::uint8_t* room() { return segment_->data + fill_; }
    std::uint32_t room_bytes() const { return segment_->size - fill_; }

    // Turns `bytes` of the room into a piece.
    Piece take(std::uint32_t bytes) {
        const std::uint32_t offset = pass(bytes);
        return Piece{segment_, offset, bytes};
    }

    // The same for who holds the segment already: answers where they start.
    std::uint32_t pass(std::uint32_t bytes) { return std::exchange(fill_, fill_ + bytes); }
    const SegmentRef& segment() const { return segment_; }

    // Is the piece the last thing taken, so that what comes next lies right behind it?
    bool is_last(const Piece& piece) const {
        return segment_ && piece.segment.get() == segment_.get() && piece.offset + piece.length == fill_;
    }

    void release() {
        MR_CHECK(!held_);
        segment_ = SegmentRef();
        fill_ = 0;
    }

private:
    // Until the turn is over, though another segment takes its place. False: no memory.
    bool keep() {
        try {
            kept_.push_back(std::move(segment_));
        } catch (const std::bad_alloc&) {
            return false;
        }
        held_ = false;
        return true;
    }

    Pool& pool_;
    std::vector<SegmentRef> kept_;
    SegmentRef segment_;
    bool held_ = false;
    std::uint32_t fill_ = 0;
};

}  // namespace millrace
