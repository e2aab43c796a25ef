// Floor 1. A segment is a fixed piece of a slab, filled once from its start and given back when nobody holds it any more.
//
//     slab    [ segment 0 | segment 1 | segment 2 | ... ]     never unmapped while its pool lives
//     segment [ bytes that somebody holds .... | room ]
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "base/check.hpp"

namespace millrace {

class Pool;

struct Segment {
    std::uint8_t* data = nullptr;
    std::uint32_t size = 0;
    std::uint32_t id = 0;
    std::uint32_t slab = 0;
    std::uint32_t slab_offset = 0;
    std::atomic<std::uint32_t> holders{0};
    Pool* pool = nullptr;
    Segment* next_free = nullptr;
};

// Holds a segment: copying holds it once more, the last one gives it back to its pool, on whichever thread that is.
class SegmentRef {
public:
    SegmentRef() = default;
    static SegmentRef adopt(Segment* segment) { return SegmentRef(segment); }  // takes over a hold that exists
    static SegmentRef share(Segment* segment) {
        if (segment) segment->holders.fetch_add(1, std::memory_order_relaxed);
        return SegmentRef(segment);
    }

    SegmentRef(const SegmentRef& other) : SegmentRef(share(other.segment_)) {}
    SegmentRef(SegmentRef&& other) noexcept : segment_(std::exchange(other.segment_, nullptr)) {}
    SegmentRef& operator=(SegmentRef other) noexcept {
        std::swap(segment_, other.segment_);
        return *this;
    }
    ~SegmentRef() {
        if (segment_) drop(segment_);
    }

    Segment* get() const { return segment_; }
    Segment* operator->() const { return segment_; }
    explicit operator bool() const { return segment_ != nullptr; }
    bool sole_holder() const { return segment_->holders.load(std::memory_order_acquire) == 1; }

    Segment* leave() { return std::exchange(segment_, nullptr); }  // the hold goes on without this object

private:
    explicit SegmentRef(Segment* segment) : segment_(segment) {}
    static void drop(Segment* segment);

    Segment* segment_ = nullptr;
};

// Bytes of a segment: `offset + length <= segment->size`.
struct Piece {
    SegmentRef segment;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;

    const std::uint8_t* data() const { return segment->data + offset; }

    // Does `next` lie right behind this one, so that the two can be one?
    bool is_continued_by(const Piece& next) const {
        return segment.get() == next.segment.get() && offset + length == next.offset;
    }
};

}  // namespace millrace
