// Floor 0. The table behind the handles: a fixed number of slots, each used again under a new generation.
//
//     slot:   0              1        2              3                     capacity
//           [ live 7, own 2 ][ free 3 ][ live 1, own 0 ][ never used ............ ]
//              ^ handle 7<<32|kind|0  ^ free_           ^ fresh_
//
// Each object has one owner, a loop's number, which stands beside the generation: only the owner's thread may touch
// the object, and only the owner may pass it on or give it back. So asking for a stale handle, or for an object that is
// on its way to another loop, touches nothing but the slot's own word. Slots are made in chunks and never move.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/handle.hpp"

namespace millrace {

using Owner = std::uint32_t;
inline constexpr Owner no_owner = 0xffffffffu;

template <typename T>
class SlotTable {
public:
    SlotTable(mr_handle_kind kind, std::uint32_t capacity)
        : kind_(kind), capacity_(capacity), chunks_((capacity + chunk_slots - 1) / chunk_slots) {}

    SlotTable(const SlotTable&) = delete;
    SlotTable& operator=(const SlotTable&) = delete;

    ~SlotTable() {
        MR_CHECK(live() == 0);
        for (auto& chunk : chunks_) delete[] chunk.load(std::memory_order_relaxed);
    }

    // Makes an object of `owner`, its first argument its own handle. Null when the table or the memory is full.
    template <typename... Args>
    T* take(Owner owner, Args&&... args) {
        std::lock_guard lock(mutex_);
        std::uint32_t index = free_;
        if (index != none) {
            free_ = slot_at(index)->next_free();
        } else if (fresh_ < capacity_ && make_chunk(fresh_ / chunk_slots)) {
            index = fresh_++;
        } else {
            return nullptr;
        }
        Slot& slot = *slot_at(index);
        const std::uint32_t last = static_cast<std::uint32_t>(slot.state.load(std::memory_order_relaxed) >> 32);
        const std::uint32_t generation = next_generation(last);
        T* object = new (slot.storage) T(make_handle(kind_, generation, index), std::forward<Args>(args)...);
        live_.fetch_add(1, std::memory_order_relaxed);
        slot.state.store(pack(generation, owner), std::memory_order_release);
        return object;
    }

    // Ends the object; its handle is stale from here on. Only the owner calls this.
    void give_back(Handle handle) {
        std::lock_guard lock(mutex_);
        Slot* slot = slot_at(handle_index(handle));
        MR_CHECK(slot && owner_of(handle) != no_owner);
        slot->state.store(pack(handle_generation(handle), no_owner), std::memory_order_release);
        slot->object()->~T();
        live_.fetch_sub(1, std::memory_order_relaxed);
        new (slot->storage) std::uint32_t(free_);
        free_ = handle_index(handle);
    }

    // The object of a handle, if `owner` owns it; null for what is stale, forged, of another kind or elsewhere.
    T* find(Handle handle, Owner owner) const {
        Slot* slot = slot_of(handle);
        if (!slot) return nullptr;
        return slot->state.load(std::memory_order_acquire) == pack(handle_generation(handle), owner) ? slot->object()
                                                                                                     : nullptr;
    }

    // Who owns it now; no_owner when the handle is stale.
    Owner owner_of(Handle handle) const {
        Slot* slot = slot_of(handle);
        if (!slot) return no_owner;
        const std::uint64_t state = slot->state.load(std::memory_order_acquire);
        return state >> 32 == handle_generation(handle) ? static_cast<Owner>(state) : no_owner;
    }

    // The owner passes the object on, and does not touch it any more.
    void pass(Handle handle, Owner to) {
        slot_at(handle_index(handle))->state.store(pack(handle_generation(handle), to), std::memory_order_release);
    }

    // Visits what `owner` owns; `visit` may give back or pass on what it is given.
    template <typename Visit>
    void for_each(Owner owner, Visit visit) const {
        for (std::uint32_t index = 0; index < capacity_; ++index) {
            Slot* slot = slot_at(index);
            if (!slot) break;
            const std::uint64_t state = slot->state.load(std::memory_order_acquire);
            if (static_cast<Owner>(state) == owner) visit(*slot->object());
        }
    }

    std::uint32_t live() const { return live_.load(std::memory_order_relaxed); }

private:
    static constexpr std::uint32_t chunk_slots = 64;

    static constexpr std::uint32_t none = 0xffffffffu;

    // A free slot keeps its last generation, belongs to nobody, and names the next free one in its object's place.
    struct Slot {
        std::atomic<std::uint64_t> state{no_owner};  // generation << 32 | owner
        alignas(T) std::byte storage[sizeof(T)];
        T* object() { return std::launder(reinterpret_cast<T*>(storage)); }
        std::uint32_t next_free() { return *std::launder(reinterpret_cast<std::uint32_t*>(storage)); }
    };
    static_assert(sizeof(T) >= sizeof(std::uint32_t) && alignof(T) >= alignof(std::uint32_t));

    static constexpr std::uint64_t pack(std::uint32_t generation, Owner owner) {
        return (std::uint64_t{generation} << 32) | owner;
    }

    static std::uint32_t next_generation(std::uint32_t last) {
        const std::uint32_t next = (last + 1) & handle_generation_mask;
        return next == 0 ? 1 : next;
    }

    // Called with the lock held.
    bool make_chunk(std::uint32_t chunk) {
        if (chunks_[chunk].load(std::memory_order_relaxed)) return true;
        try {
            auto slots = std::make_unique<Slot[]>(chunk_slots);
            chunks_[chunk].store(slots.release(), std::memory_order_release);
            return true;
        } catch (const std::bad_alloc&) {
            return false;
        }
    }

    Slot* slot_at(std::uint32_t index) const {
        Slot* chunk = chunks_[index / chunk_slots].load(std::memory_order_acquire);
        return chunk ? chunk + index % chunk_slots : nullptr;
    }

    Slot* slot_of(Handle handle) const {
        if (handle_kind(handle) != static_cast<std::uint32_t>(kind_) || handle_index(handle) >= capacity_)
            return nullptr;
        return handle_generation(handle) == 0 ? nullptr : slot_at(handle_index(handle));
    }

    const mr_handle_kind kind_;
    const std::uint32_t capacity_;
    std::vector<std::atomic<Slot*>> chunks_;
    std::mutex mutex_;
    std::uint32_t free_ = none;
    std::uint32_t fresh_ = 0;
    std::atomic<std::uint32_t> live_{0};
};

}  // namespace millrace
