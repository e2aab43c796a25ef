// Floor 1. See fault_allocator.hpp.
#include "io/fault_allocator.hpp"

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace millrace {
namespace {

thread_local bool watched = false;
thread_local std::uint64_t allocations = 0;
thread_local std::uint64_t failing = 0;
thread_local std::int64_t held = 0;

void* noted(void* memory) {
    if (watched) held += static_cast<std::int64_t>(malloc_usable_size(memory));
    return memory;
}

void* allocate(std::size_t bytes, std::size_t alignment) {
    if (watched && ++allocations == failing) return nullptr;
    if (bytes == 0) bytes = 1;
    if (alignment <= alignof(std::max_align_t)) return noted(std::malloc(bytes));
    return noted(std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment));
}

void* allocate_or_throw(std::size_t bytes, std::size_t alignment) {
    void* memory = allocate(bytes, alignment);
    if (!memory) throw std::bad_alloc();
    return memory;
}

void give_back(void* memory) {
    if (watched) held -= static_cast<std::int64_t>(malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

AllocationWatch::AllocationWatch() : outer_(watched) { watched = true; }
AllocationWatch::~AllocationWatch() { watched = outer_; }

AllocationWatch::Rest::Rest() : outer_(watched) { watched = false; }
AllocationWatch::Rest::~Rest() { watched = outer_; }

std::uint64_t AllocationWatch::count() { return allocations; }
std::int64_t AllocationWatch::held_bytes() { return held; }

void AllocationWatch::reset(std::uint64_t fail_at) {
    allocations = 0;
    failing = fail_at;
}

}  // namespace millrace

using millrace::allocate;
using millrace::allocate_or_throw;
using millrace::give_back;

void* operator new(std::size_t bytes) { return allocate_or_throw(bytes, 0); }
void* operator new[](std::size_t bytes) { return allocate_or_throw(bytes, 0); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
    return allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes, 0); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes, 0); }
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return allocate(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return allocate(bytes, static_cast<std::size_t>(alignment));
}

void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { give_back(memory); }
