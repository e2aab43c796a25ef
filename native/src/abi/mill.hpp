// Floor 5. The mill: everything of a process, and the loops by handle. There is one for the library; tests make their own.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <optional>

#include "abi/control_loop.hpp"
#include "abi/loop_blocks.hpp"
#include "fusion/passage.hpp"
#include "fusion/protocol_registry.hpp"
#include "net/site.hpp"
#include "stream/station.hpp"

namespace millrace {

class Mill {
public:
    Mill(Kernel& kernel, std::uint64_t pool_ceiling_bytes);
    ~Mill();
    Mill(const Mill&) = delete;
    Mill& operator=(const Mill&) = delete;

    static constexpr std::uint32_t listeners_max = 4096;
    static constexpr std::uint32_t datagrams_max = 4096;

    // A loop's handle, or a code. `threaded`: a data loop gets its thread; otherwise whoever asked turns it.
    std::int64_t open_loop(mr_loop_kind kind, bool threaded = true);
    Code close_loop(Handle loop);

    // Uses a control loop, if it is there and nobody uses it now: MR_STALE, MR_WRONG_STATE, or what `use` answers.
    template <typename Use>
    std::int64_t use_loop(Handle loop, Use use);
    void wake(Handle loop);

    std::int64_t open_feed(const mr_command& command);
    Station* station(Handle loop);

    void* block(mr_block block, std::int64_t which, std::size_t& bytes);
    Pool& pool() { return pool_; }
    FeedTable& feeds() { return feeds_; }
    ProtocolRegistry& protocols() { return protocols_; }
    FusionPassage& passage() { return passage_; }
    Site& site() { return site_; }
    const mr_process_counters& refresh_counters();
    ListenerTable& listeners() { return listeners_; }
    DatagramsTable& datagrams() { return datagrams_; }
    // A control loop as others send to it; nobody for any other handle.
    Home control_home(Handle loop);

private:
    // A shared block: mapped, so that what is never touched takes no memory, and given back when a mill is not made.
    template <typename T>
    class Block {
    public:
        Block(Kernel& kernel, std::size_t count) : kernel_(kernel), bytes_(sizeof(T) * count) {
            records_ = static_cast<T*>(kernel.map_memory(bytes_));
            if (!records_) throw std::bad_alloc();
        }
        Block(const Block&) = delete;
        Block& operator=(const Block&) = delete;
        ~Block() { kernel_.unmap_memory(records_, bytes_); }

        T* get() const { return records_; }
        std::size_t bytes() const { return bytes_; }

    private:
        Kernel& kernel_;
        const std::size_t bytes_;
        T* records_;
    };

    // A loop's place. `busy` is held by whoever turns, asks or closes it.
    struct Place {
        std::atomic<Handle> handle{0};
        std::atomic<bool> busy{false};
        std::atomic<mr_loop_kind> kind{MR_LOOP_CONTROL};
        std::uint32_t generation = 0;
        std::optional<Block<LoopBlocks>> blocks;
        std::unique_ptr<ControlLoop> control;
        std::unique_ptr<Station> station;
    };

    Place* place_of(Handle loop);
    std::int64_t fill(std::uint32_t index, mr_loop_kind kind, bool threaded);
    Code open_in(Place& place, std::uint32_t index, mr_loop_kind kind, bool threaded);

    Kernel& kernel_;
    std::mutex lifecycle_;  // opening and closing loops, opening feeds
    Block<mr_segment_entry> segment_entries_{kernel_, MR_SEGMENTS_MAX};
    Block<mr_connection_stats> connection_stats_{kernel_, MR_CONNECTIONS_MAX};
    Block<mr_feed_stats> feed_stats_{kernel_, MR_FEEDS_MAX};
    mr_process_counters counters_{};
    Pool pool_;
    LoopDirectory loops_;
    ConnectionTable connections_{MR_HANDLE_CONNECTION, MR_CONNECTIONS_MAX};
    FeedTable feeds_{MR_HANDLE_FEED, MR_FEEDS_MAX};
    ProtocolRegistry protocols_;
    FusionPassage passage_;
    Site site_;
    std::array<Place, MR_LOOPS_MAX> places_;
    std::atomic<std::uint32_t> open_loops_{0};
    ListenerTable listeners_{MR_HANDLE_LISTENER, listeners_max};
    DatagramsTable datagrams_{MR_HANDLE_DATAGRAMS, datagrams_max};
};

template <typename Use>
std::int64_t Mill::use_loop(Handle loop, Use use) {
    Place* place = place_of(loop);
    if (!place) return MR_STALE;
    if (place->busy.exchange(true, std::memory_order_acquire)) return MR_WRONG_STATE;
    // Also where something below throws.
    const std::unique_ptr<std::atomic<bool>, void (*)(std::atomic<bool>*)> in_use(
        &place->busy, [](std::atomic<bool>* busy) { busy->store(false, std::memory_order_release); });
    if (place->handle.load(std::memory_order_relaxed) != loop) return MR_STALE;
    if (!place->control) return MR_WRONG_KIND;
    return use(*place->control);
}

}  // namespace millrace
