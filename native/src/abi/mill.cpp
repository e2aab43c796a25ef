// Floor 5. See mill.hpp.
#include "abi/mill.hpp"

#include <new>

#include "base/nanos.hpp"

namespace millrace {

namespace {
constexpr std::uint32_t generations = handle_generation_mask;
}

Mill::Mill(Kernel& kernel, std::uint64_t pool_ceiling_bytes)
    : kernel_(kernel),
      pool_(kernel, pool_ceiling_bytes, segment_entries_.get(), MR_SEGMENTS_MAX),
      site_{kernel, pool_, loops_, connections_, connection_stats_.get()} {}

Mill::~Mill() {
    // Data loops first: what they hold goes home, or ends where there is no home.
    for (Place& place : places_) place.station.reset();
    for (Place& place : places_) place.control.reset();
}

std::int64_t Mill::open_loop(mr_loop_kind kind, bool threaded) {
    if (kind != MR_LOOP_CONTROL && kind != MR_LOOP_DATA) return MR_OUT_OF_RANGE;
    std::lock_guard lock(lifecycle_);
    for (std::uint32_t index = 0; index < MR_LOOPS_MAX; ++index) {
        if (places_[index].handle.load() == 0) return fill(index, kind, threaded);
    }
    return MR_FULL;
}

std::int64_t Mill::fill(std::uint32_t index, mr_loop_kind kind, bool threaded) {
    Place& place = places_[index];
    const Code code = open_in(place, index, kind, threaded);
    if (code != MR_OK) {
        place.control.reset();
        place.station.reset();
        return code;
    }
    place.generation = place.generation % generations + 1;
    place.kind.store(kind, std::memory_order_relaxed);
    const Handle handle = make_handle(MR_HANDLE_LOOP, place.generation, index);
    place.handle.store(handle, std::memory_order_release);
    open_loops_.fetch_add(1, std::memory_order_relaxed);
    return static_cast<std::int64_t>(handle);
}

Code Mill::open_in(Place& place, std::uint32_t index, mr_loop_kind kind, bool threaded) {
    try {
        if (!place.blocks) place.blocks.emplace(kernel_, 1);
        LoopBlocks& blocks = *place.blocks->get();
        blocks.counters = {};
        if (kind == MR_LOOP_CONTROL) {
            place.control = std::make_unique<ControlLoop>(*this, site_, feeds_, index, blocks);
            return place.control->open();
        }
        place.station = std::make_unique<Station>(site_, feeds_, feed_stats_.get(), index, blocks.counters);
        if (const Code code = place.station->open(); code != MR_OK || !threaded) return code;
        return place.station->start_thread();
    } catch (const std::bad_alloc&) {
        return MR_NO_MEMORY;
    }
}

Code Mill::close_loop(Handle loop) {
    std::lock_guard lock(lifecycle_);
    Place* place = place_of(loop);
    if (!place) return MR_STALE;
    if (place->busy.exchange(true, std::memory_order_acquire)) return MR_WRONG_STATE;
    const bool there = place->handle.load(std::memory_order_relaxed) == loop;
    if (there) {
        place->handle.store(0, std::memory_order_relaxed);
        place->control.reset();
        place->station.reset();
        open_loops_.fetch_sub(1, std::memory_order_relaxed);
        refresh_counters();
    }
    place->busy.store(false, std::memory_order_release);
    return there ? MR_OK : MR_STALE;
}

Mill::Place* Mill::place_of(Handle loop) {
    if (handle_kind(loop) != MR_HANDLE_LOOP || handle_index(loop) >= MR_LOOPS_MAX) return nullptr;
    Place& place = places_[handle_index(loop)];
    return place.handle.load(std::memory_order_acquire) == loop ? &place : nullptr;
}

void Mill::wake(Handle loop) {
    if (place_of(loop)) loops_.wake(handle_index(loop));
}

Station* Mill::station(Handle loop) {
    Place* place = place_of(loop);
    return place ? place->station.get() : nullptr;
}

Home Mill::control_home(Handle loop) {
    Place* place = place_of(loop);
    if (!place || place->kind.load(std::memory_order_relaxed) != MR_LOOP_CONTROL) return {};
    const Home home = loops_.home(handle_index(loop));
    return place_of(loop) == place ? home : Home{};  // the number may have been given to another meanwhile
}

std::int64_t Mill::open_feed(const mr_command& command) {
    if (command.flags > MR_SLOW_PACE || command.a == 0) return MR_OUT_OF_RANGE;
    std::lock_guard lock(lifecycle_);
    Station* to = station(command.handle);
    if (!to) return place_of(command.handle) ? MR_WRONG_KIND : MR_STALE;
    FeedOptions options;
    options.slow = static_cast<mr_slow>(command.flags);
    options.behind_bytes_max = command.a;
    options.stall_nanos = bounded_nanos(command.b);
    options.linger_nanos = bounded_nanos(command.c);
    options.history_bytes = command.length;
    if (place_of(command.d)) options.home = loops_.home(handle_index(command.d));
    Feed* feed = to->open_feed(options);
    if (!feed) return MR_FULL;
    return static_cast<std::int64_t>(feed->handle());
}

void* Mill::block(mr_block block, std::int64_t which, std::size_t& bytes) {
    const auto answer = [&bytes](void* memory, std::size_t size) {
        bytes = memory ? size : 0;
        return memory;
    };
    const Place* place = place_of(static_cast<Handle>(which));
    LoopBlocks* of_loop = place && place->blocks ? place->blocks->get() : nullptr;
    switch (block) {
        case MR_BLOCK_COMMANDS: return answer(of_loop ? of_loop->commands : nullptr, sizeof of_loop->commands);
        case MR_BLOCK_EVENTS: return answer(of_loop ? of_loop->events : nullptr, sizeof of_loop->events);
        case MR_BLOCK_FRAME_ENDS: return answer(of_loop ? of_loop->frame_ends : nullptr, sizeof of_loop->frame_ends);
        case MR_BLOCK_LOOP_COUNTERS: return answer(of_loop ? &of_loop->counters : nullptr, sizeof of_loop->counters);
        case MR_BLOCK_CONNECTION_STATS: return answer(connection_stats_.get(), connection_stats_.bytes());
        case MR_BLOCK_FEED_STATS: return answer(feed_stats_.get(), feed_stats_.bytes());
        case MR_BLOCK_PROCESS_COUNTERS: refresh_counters(); return answer(&counters_, sizeof counters_);
        case MR_BLOCK_SEGMENTS: return answer(segment_entries_.get(), segment_entries_.bytes());
        case MR_BLOCK_SLAB: {
            if (which < 0 || which > 0xffffffff) break;
            const Pool::SlabView view = pool_.slab(static_cast<std::uint32_t>(which));
            return answer(view.data, view.bytes);
        }
    }
    bytes = 0;
    return nullptr;
}

const mr_process_counters& Mill::refresh_counters() {
    const auto show = [](std::uint64_t& field, std::uint64_t value) {
        __atomic_store_n(&field, value, __ATOMIC_RELAXED);
    };
    show(counters_.slabs, pool_.slabs());
    show(counters_.segments_in_use, pool_.segments_in_use());
    show(counters_.segment_bytes_in_use, pool_.bytes_in_use());
    show(counters_.segment_bytes_max, pool_.ceiling_bytes());
    show(counters_.connections, connections_.live());
    show(counters_.listeners, listeners_.live());
    show(counters_.feeds, feeds_.live());
    show(counters_.loops, open_loops_.load(std::memory_order_relaxed));
    return counters_;
}

}  // namespace millrace
