// Floor 2. The places of the bytes that are special somewhere in a row, one after the other: a kernel finds some at a time.
//
//     bytes:   c p u , h o s t = a _ u s a g e = 1 . 5 \n
//                    ^         ^   ^           ^       ^
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/kernels.hpp"

namespace millrace::columns {

class Cursor {
public:
    Cursor(const simd::Kernels& kernels, simd::Bytes bytes, std::size_t from, std::size_t length, simd::ByteSet stops)
        : kernels_(kernels), bytes_(bytes), stops_(stops), from_(from), end_(static_cast<std::uint32_t>(length)) {}

    // The next place, or the end of the bytes.
    std::uint32_t take() {
        if (next_ == count_) [[unlikely]] {
            if (!fill()) return end_;
        }
        return places_[next_++];
    }

    // The next places that are known, so many of which can be taken together.
    const std::uint32_t* known() const { return places_ + next_; }
    std::uint32_t known_count() const { return count_ - next_; }
    void take(std::uint32_t places) { next_ += places; }

    // The one that was taken last is to come again, unless it was the end.
    void put_back(std::uint32_t place) {
        if (place != end_) --next_;
    }

    // Goes back: the next place is the first one that is not before `from`.
    void seek(std::uint32_t from) {
        while (next_ > 0 && places_[next_ - 1] >= from) --next_;
        if (next_ > 0) return;
        from_ = from;  // there may have been others before the first that is still known
        count_ = 0;
    }

private:
    static constexpr std::size_t places_max = 512;

    [[gnu::noinline]] bool fill() {
        const std::size_t found = kernels_.split(bytes_, from_, end_, stops_, places_, places_max);
        from_ = found == places_max ? std::size_t{places_[found - 1]} + 1 : end_;
        next_ = 0;
        count_ = static_cast<std::uint32_t>(found);
        return found != 0;
    }

    const simd::Kernels& kernels_;
    const simd::Bytes bytes_;
    const simd::ByteSet stops_;
    std::size_t from_;
    const std::uint32_t end_;
    std::uint32_t next_ = 0, count_ = 0;
    std::uint32_t places_[places_max];
};

}  // namespace millrace::columns
