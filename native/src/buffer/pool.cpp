// Floor 1. See pool.hpp.
#include "buffer/pool.hpp"

#include <bit>
#include <memory>
#include <new>

namespace millrace {

void SegmentRef::drop(Segment* segment) {
    if (segment->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) segment->pool->give_back(segment);
}

Pool::Pool(Kernel& kernel, std::uint64_t ceiling_bytes, mr_segment_entry* entries, std::uint32_t segments_max)
    : kernel_(kernel), ceiling_(ceiling_bytes), entries_(entries), segments_max_(segments_max) {
    slab_views_.reserve(slabs_max);
    slab_segments_.reserve(slabs_max);
    // Zero pages are null pointers, and only the touched ones take memory.
    segments_by_id_ = static_cast<std::atomic<Segment*>*>(kernel.map_memory(segments_max * sizeof(*segments_by_id_)));
    if (!segments_by_id_) throw std::bad_alloc();
}

Pool::~Pool() {
    MR_CHECK(segments_in_use() == 0);
    for (std::uint32_t i = 0; i < slabs(); ++i) {
        kernel_.unmap_memory(slab_views_[i].data, slab_views_[i].bytes);
        delete[] slab_segments_[i];
    }
    kernel_.unmap_memory(segments_by_id_, segments_max_ * sizeof(*segments_by_id_));
}

std::uint32_t Pool::class_of(std::uint32_t bytes) {
    if (bytes <= least_segment_bytes) return 0;
    return static_cast<std::uint32_t>(std::bit_width((bytes - 1) / least_segment_bytes));
}

SegmentRef Pool::take(std::uint32_t bytes) {
    if (bytes > MR_SEGMENT_BYTES_MAX) return {};
    const std::uint32_t size_class = class_of(bytes);
    const std::uint32_t size = class_bytes(size_class);
    std::lock_guard lock(mutex_);
    if (bytes_in_use() + size > ceiling_) return {};
    Segment* segment = pop(free_[size_class]);
    if (segment) {
        free_bytes_ -= size;
    } else {
        if (!bare_[size_class] && !make_slab(size_class)) return {};
        segment = pop(bare_[size_class]);
    }
    bytes_in_use_.fetch_add(size, std::memory_order_relaxed);
    segments_in_use_.fetch_add(1, std::memory_order_relaxed);
    segment->holders.store(1, std::memory_order_release);
    return SegmentRef::adopt(segment);
}

void Pool::give_back(Segment* segment) {
    const std::uint32_t size_class = class_of(segment->size);
    if (kept_resident(segment, size_class)) return;
    // What lies free beyond the bound keeps its address, not its pages; a failure only keeps the pages. Nobody waits for
    // the system call: the segment is on no list meanwhile.
    const bool bare = kernel_.forget_memory(segment->data, segment->size) >= 0;
    std::lock_guard lock(mutex_);
    if (!bare) free_bytes_ += segment->size;
    push(bare ? bare_[size_class] : free_[size_class], segment);
}

// Puts it on the list of the resident ones; false when there are enough of them.
bool Pool::kept_resident(Segment* segment, std::uint32_t size_class) {
    std::lock_guard lock(mutex_);
    bytes_in_use_.fetch_sub(segment->size, std::memory_order_relaxed);
    segments_in_use_.fetch_sub(1, std::memory_order_relaxed);
    if (free_bytes_ + segment->size > free_resident_max && segment->size >= 4096) return false;
    free_bytes_ += segment->size;
    push(free_[size_class], segment);
    return true;
}

void Pool::push(Segment*& list, Segment* segment) {
    segment->next_free = list;
    list = segment;
}

Segment* Pool::pop(Segment*& list) {
    Segment* segment = list;
    if (segment) list = std::exchange(segment->next_free, nullptr);
    return segment;
}

bool Pool::make_slab(std::uint32_t size_class) {
    const std::uint32_t size = class_bytes(size_class);
    const std::size_t bytes = size > slab_bytes ? size : slab_bytes;
    const std::uint32_t count = static_cast<std::uint32_t>(bytes / size);
    const std::uint32_t slab = slabs();
    if (slab == slabs_max || count > segments_max_ - segment_count_) return false;
    std::unique_ptr<Segment[]> segments(new (std::nothrow) Segment[count]);
    if (!segments) return false;
    auto* data = static_cast<std::uint8_t*>(kernel_.map_memory(bytes));
    if (!data) return false;
    for (std::uint32_t i = count; i-- > 0;) {
        Segment& segment = segments[i];
        segment.data = data + std::size_t{i} * size;
        segment.size = size;
        segment.id = segment_count_ + i;
        segment.slab = slab;
        segment.slab_offset = i * size;
        segment.pool = this;
        push(bare_[size_class], &segment);
        entries_[segment.id] = {slab, segment.slab_offset, size, 0};
        segments_by_id_[segment.id].store(&segment, std::memory_order_release);
    }
    segment_count_ += count;
    slab_views_.push_back({data, bytes});
    slab_segments_.push_back(segments.release());
    slab_count_.store(slab + 1, std::memory_order_release);
    return true;
}

Segment* Pool::find(std::uint32_t id) const {
    if (id >= segments_max_) return nullptr;
    return segments_by_id_[id].load(std::memory_order_acquire);
}

SegmentRef Pool::share(std::uint32_t id) const {
    Segment* segment = find(id);
    if (!segment) return {};
    std::uint32_t holders = segment->holders.load(std::memory_order_acquire);
    while (holders != 0) {
        if (segment->holders.compare_exchange_weak(holders, holders + 1, std::memory_order_acq_rel)) {
            return SegmentRef::adopt(segment);
        }
    }
    return {};
}

Pool::SlabView Pool::slab(std::uint32_t index) const {
    return index < slabs() ? slab_views_[index] : SlabView{nullptr, 0};
}

}  // namespace millrace
