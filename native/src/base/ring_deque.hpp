// Floor 0. A queue in a ring that doubles when it is full and never shrinks: in steady state it allocates nothing.
//
//        head_                 head_ + size_
//          v                        v
//     [ . . a b c d . . ]      capacity is zero or a power of two;  size_ <= capacity_
//
// An empty one owns no memory, so that a million idle queues cost only their own fields.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "base/check.hpp"

namespace millrace {

template <typename T>
class RingDeque {
public:
    bool empty() const { return size_ == 0; }
    std::uint32_t size() const { return size_; }
    T& operator[](std::uint32_t i) { return items_[place(i)]; }
    const T& operator[](std::uint32_t i) const { return items_[place(i)]; }
    T& front() { return (*this)[0]; }
    T& back() { return (*this)[size_ - 1]; }

    // False when there is no memory to grow; the queue is then as it was, and so is `item`.
    [[nodiscard]] bool push_back(T&& item) {
        if (size_ == capacity_ && !grow()) return false;
        ++size_;
        back() = std::move(item);
        return true;
    }

    void pop_front() {
        MR_CHECK(size_ > 0);
        items_[head_] = T{};
        head_ = (head_ + 1) & (capacity_ - 1);
        --size_;
    }

    void pop_back() {
        back() = T{};
        --size_;
    }

    void clear() {
        while (size_ > 0) pop_front();
    }

    // Gives the memory back; for an owner that goes idle.
    void release_memory() {
        if (size_ > 0) return;
        items_.reset();
        capacity_ = head_ = 0;
    }

private:
    std::uint32_t place(std::uint32_t i) const {
        MR_CHECK(i < size_);
        return (head_ + i) & (capacity_ - 1);
    }

    bool grow() {
        const std::uint32_t larger = capacity_ == 0 ? 1 : capacity_ * 2;  // most have one thing at a time
        std::unique_ptr<T[]> items(new (std::nothrow) T[larger]);
        if (!items) return false;
        for (std::uint32_t i = 0; i < size_; ++i) items[i] = std::move((*this)[i]);
        items_ = std::move(items);
        capacity_ = larger;
        head_ = 0;
        return true;
    }

    std::unique_ptr<T[]> items_;
    std::uint32_t capacity_ = 0;
    std::uint32_t head_ = 0;
    std::uint32_t size_ = 0;
};

}  // namespace millrace
