// Floor 1. A chain is a queue of pieces: bytes in order, in whatever segments they happen to lie.
//
//     pieces_:  [ segment 4: 100..300 ][ segment 9: 0..65536 ][ segment 4: 300..310 ]
//     bytes_ =  the sum of the lengths;  no piece is empty
//
// Each segment is held until its own last byte is dropped, not until the whole chain is.
#pragma once

#include <sys/uio.h>

#include <algorithm>
#include <cstdint>

#include "base/ring_deque.hpp"
#include "buffer/gatherer.hpp"
#include "buffer/segment.hpp"

namespace millrace {

class Chain {
public:
    bool empty() const { return bytes_ == 0; }
    std::uint64_t bytes() const { return bytes_; }
    std::uint32_t pieces() const { return pieces_.size(); }
    const Piece& piece(std::uint32_t i) const { return pieces_[i]; }

    // Appends without copying; a piece that goes on where the last one ends becomes part of it. False: no memory.
    [[nodiscard]] bool append(Piece&& piece) {
        if (piece.length == 0) return true;
        const std::uint32_t length = piece.length;
        if (!merge(piece) && !pieces_.push_back(std::move(piece))) return false;
        bytes_ += length;
        check_invariants();
        return true;
    }

    // Drops bytes from the front: `count <= bytes()`.
    void drop(std::uint64_t count) {
        MR_CHECK(count <= bytes_);
        if (count == bytes_) return clear();
        bytes_ -= count;
        while (count > 0) {
            Piece& front = pieces_.front();
            if (count < front.length) {
                front.offset += static_cast<std::uint32_t>(count);
                front.length -= static_cast<std::uint32_t>(count);
                break;
            }
            count -= front.length;
            pieces_.pop_front();
        }
        check_invariants();
    }

    // Takes the first piece out.
    Piece pop() {
        MR_CHECK(!empty());
        Piece piece = std::move(pieces_.front());
        bytes_ -= piece.length;
        pieces_.pop_front();
        return piece;
    }

    struct Gathered {
        std::uint32_t entries;
        std::uint64_t bytes;
    };

    // Describes the bytes from the front for one gathered write.
    Gathered gather(iovec* out, std::uint32_t out_max) const {
        const std::uint32_t count = std::min(out_max, pieces_.size());
        std::uint64_t bytes = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
            const Piece& piece = pieces_[i];
            out[i] = {const_cast<std::uint8_t*>(piece.data()), piece.length};
            bytes += piece.length;
        }
        return {count, bytes};
    }

    // Moves the small pieces together, but for the first, which is on its way out. Bytes copied.
    std::uint64_t gather_small(Gatherer& gatherer, Pool& pool) {
        std::uint64_t copied = 0;
        std::uint32_t kept = 0;
        for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
            Piece piece = std::move(pieces_[i]);
            if (i > 0) copied += gatherer.gather(pool, piece);
            if (kept > 0 && pieces_[kept - 1].is_continued_by(piece)) {
                pieces_[kept - 1].length += piece.length;
            } else {
                pieces_[kept++] = std::move(piece);
            }
        }
        while (pieces_.size() > kept) pieces_.pop_back();
        check_invariants();
        return copied;
    }

    void clear() {
        pieces_.clear();
        bytes_ = 0;
    }

    void release_memory() { pieces_.release_memory(); }

private:
    bool merge(const Piece& piece) {
        if (pieces_.empty() || !pieces_.back().is_continued_by(piece)) return false;
        pieces_.back().length += piece.length;
        return true;
    }

    void check_invariants() const {
#if MR_CHECKS
        if (pieces_.size() > 64) return;  // the check itself is a scan
        std::uint64_t sum = 0;
        for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
            MR_CHECK(pieces_[i].length > 0);
            MR_CHECK(pieces_[i].length <= pieces_[i].segment->size - pieces_[i].offset);
            sum += pieces_[i].length;
        }
        MR_CHECK(sum == bytes_);
#endif
    }

    RingDeque<Piece> pieces_;
    std::uint64_t bytes_ = 0;
};

}  // namespace millrace
