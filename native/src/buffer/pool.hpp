// Floor 1. All memory that bytes are received into, or written from, comes from one pool with a ceiling.
//
//     class 0: 512 B    class 1: 1 KiB   ...   class 7: 64 KiB (the usual one)   ...   class 15: 16 MiB
//        free -> s -> s -> s                      free -> s          used lately, pages and all: taken first
//        bare -> s -> s                           bare               without pages: fresh, or given back to the system
//
// in_use <= ceiling. Slabs are made as needed and never unmapped before the pool ends, so that a view of them can at
// worst be out of date. Any thread may take and give back.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/code.hpp"
#include "buffer/segment.hpp"
#include "io/kernel.hpp"
#include "millrace/millrace.h"

namespace millrace {

class Pool {
public:
    static constexpr std::uint32_t least_segment_bytes = 512;
    static constexpr std::uint64_t default_ceiling = std::uint64_t{1} << 30;
    // What may lie free with its pages resident; a segment given back beyond that returns its pages to the system.
    static constexpr std::uint64_t free_resident_max = std::uint64_t{32} << 20;

    // Throws std::bad_alloc when there is no memory for its own books.
    Pool(Kernel& kernel, std::uint64_t ceiling_bytes, mr_segment_entry* entries, std::uint32_t segments_max);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // A segment of at least `bytes`, held once; empty at the ceiling, or when the system has no memory.
    SegmentRef take(std::uint32_t bytes);

    // The segment with that id, or null; it may be free.
    Segment* find(std::uint32_t id) const;

    // The segment, held once more, if somebody holds it now; empty for an id that is free or was never given out.
    SegmentRef share(std::uint32_t id) const;

    struct SlabView {
        std::uint8_t* data;
        std::size_t bytes;
    };
    SlabView slab(std::uint32_t index) const;

    std::uint32_t slabs() const { return slab_count_.load(std::memory_order_acquire); }
    std::uint64_t bytes_in_use() const { return bytes_in_use_.load(std::memory_order_relaxed); }
    std::uint64_t segments_in_use() const { return segments_in_use_.load(std::memory_order_relaxed); }
    std::uint64_t ceiling_bytes() const { return ceiling_; }

private:
    friend class SegmentRef;
    static constexpr std::uint32_t classes = 16;
    static constexpr std::uint32_t slabs_max = 8192;
    static constexpr std::size_t slab_bytes = std::size_t{4} << 20;

    static std::uint32_t class_of(std::uint32_t bytes);
    static std::uint32_t class_bytes(std::uint32_t size_class) { return least_segment_bytes << size_class; }
    void give_back(Segment* segment);
    bool kept_resident(Segment* segment, std::uint32_t size_class);
    static void push(Segment*& list, Segment* segment);
    static Segment* pop(Segment*& list);
    bool make_slab(std::uint32_t size_class);

    Kernel& kernel_;
    const std::uint64_t ceiling_;
    mr_segment_entry* const entries_;
    const std::uint32_t segments_max_;

    mutable std::mutex mutex_;
    Segment* free_[classes] = {};
    Segment* bare_[classes] = {};
    std::uint64_t free_bytes_ = 0;  // in free_; what is bare takes no memory
    std::uint32_t segment_count_ = 0;
    std::vector<SlabView> slab_views_;
    std::vector<Segment*> slab_segments_;    // of each slab, one array
    std::atomic<Segment*>* segments_by_id_;  // segments_max of them, null where none was made yet
    std::atomic<std::uint32_t> slab_count_{0};
    std::atomic<std::uint64_t> bytes_in_use_{0};
    std::atomic<std::uint64_t> segments_in_use_{0};
};

}  // namespace millrace
