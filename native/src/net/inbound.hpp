// Floor 3. What a connection has received and nobody has consumed: always contiguous, so that a frame never lies in two
// places.
//
//     shared receive segment  [ ... | unread_ | room → ]      next receive goes right behind, if nobody came between
//     or moved                [ unread_ | room → ]
//
// An unfinished tail is moved once into the shared segment with room for much; if its frame is still not complete, into
// one of its own that grows with what has come, so that copying stays linear however slowly a frame arrives. Where its
// length is known, that is exactly as long as soon as a sixteenth of it is there: the rest is received straight into its
// place, and memory follows what a peer sends, never what it announces.
#pragma once

#include <algorithm>
#include <cstring>

#include "loop/loop.hpp"
#include "net/wire.hpp"

namespace millrace {

class Inbound {
public:
    // A tail longer than this is not copied into the shared segment.
    static constexpr std::uint32_t shared_tail_bytes_max = 8192;

    bool empty() const { return unread_.length == 0; }
    const Piece& unread() const { return unread_; }

    static constexpr std::int64_t no_room = -1'000'000;  // the pool is at its ceiling

    // Receives once behind what is unread, whose first frame takes `wanted` bytes, or 0 if that is not known. Bytes
    // received, 0 at the peer's end, -errno, or no_room.
    std::int64_t receive(Loop& loop, Wire& wire, std::uint32_t wanted) {
        if (!make_room(loop, wanted)) return no_room;
        if (own_) return receive_own(loop, wire);
        ReceiveBuffer& shared = loop.received();
        const std::int64_t received = wire.receive(loop, shared.room(), shared.room_bytes());
        if (received > 0) {
            Piece piece = shared.take(static_cast<std::uint32_t>(received));
            if (empty()) {
                unread_ = std::move(piece);
            } else {
                unread_.length += piece.length;
            }
        }
        return received;
    }

    // Consumes from the front: a frame was complete.
    void drop(std::uint32_t bytes) {
        MR_CHECK(bytes <= unread_.length);
        unread_.offset += bytes;
        unread_.length -= bytes;
        if (bytes > 0) moved_ = false;
        if (empty()) clear();
    }

    // Copies from the front into memory of somebody else's, as much as has room there.
    std::uint32_t copy_to(Loop& loop, void* bytes, std::size_t length) {
        const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(length, unread_.length));
        std::memcpy(bytes, unread_.data(), count);
        loop.counters().bytes_copied_tails += count;
        drop(count);
        return count;
    }

    // Takes everything out.
    Piece take() {
        Piece piece = std::move(unread_);
        clear();
        return piece;
    }

    // Puts back what a consumer did not want; only when nothing is unread.
    void put_back(Piece&& piece) {
        MR_CHECK(empty());
        unread_ = std::move(piece);
        own_ = false;
        moved_ = false;
    }

    // The same, also when something is unread behind it. False: there is no memory for both.
    bool put_in_front(Loop& loop, Piece&& piece) {
        if (empty()) {
            put_back(std::move(piece));
            return true;
        }
        if (piece.segment.get() == unread_.segment.get() && piece.offset + piece.length == unread_.offset) {
            unread_.offset -= piece.length;
            unread_.length += piece.length;
            return true;
        }
        if (piece.length > MR_SEGMENT_BYTES_MAX - unread_.length) return false;
        SegmentRef segment = loop.pool().take(piece.length + unread_.length);
        if (!segment) return false;
        std::memcpy(segment->data, piece.data(), piece.length);
        std::memcpy(segment->data + piece.length, unread_.data(), unread_.length);
        loop.counters().bytes_copied_tails += piece.length + unread_.length;
        unread_ = Piece{std::move(segment), 0, piece.length + unread_.length};
        own_ = moved_ = true;
        return true;
    }

    void clear() {
        unread_ = Piece{};
        own_ = moved_ = false;
    }

private:
    std::uint32_t own_room() const { return unread_.segment->size - unread_.offset - unread_.length; }

    bool make_room(Loop& loop, std::uint32_t wanted) {
        ReceiveBuffer& shared = loop.received();
        if (empty()) return shared.reserve(ReceiveBuffer::least_room);
        if (own_ && own_room() > 0) return true;
        if (!own_ && shared.is_last(unread_) && shared.room_bytes() > 0) return true;
        if (!moved_ && unread_.length <= shared_tail_bytes_max) return move_to_shared(loop);
        return move_to_own(loop, wanted);
    }

    bool move_to_shared(Loop& loop) {
        ReceiveBuffer& shared = loop.received();
        if (!shared.reserve(unread_.length + ReceiveBuffer::least_room)) return false;
        std::memcpy(shared.room(), unread_.data(), unread_.length);
        loop.counters().bytes_copied_tails += unread_.length;
        unread_ = shared.take(unread_.length);
        own_ = false;
        moved_ = true;
        return true;
    }

    // `wanted` is more than there is, or 0.
    std::uint32_t grown(std::uint32_t wanted) const {
        if (wanted > unread_.length && wanted / 16 <= unread_.length) return wanted;
        return std::min<std::uint32_t>(unread_.length * 2, MR_SEGMENT_BYTES_MAX);
    }

    bool move_to_own(Loop& loop, std::uint32_t wanted) {
        if (unread_.length >= MR_SEGMENT_BYTES_MAX) return false;
        SegmentRef segment = loop.pool().take(grown(wanted));
        if (!segment) return false;
        std::memcpy(segment->data, unread_.data(), unread_.length);
        loop.counters().bytes_copied_tails += unread_.length;
        unread_ = Piece{std::move(segment), 0, unread_.length};
        own_ = moved_ = true;
        return true;
    }

    std::int64_t receive_own(Loop& loop, Wire& wire) {
        std::uint8_t* room = unread_.segment->data + unread_.offset + unread_.length;
        const std::int64_t received = wire.receive(loop, room, own_room());
        if (received > 0) unread_.length += static_cast<std::uint32_t>(received);
        return received;
    }

    Piece unread_;
    bool own_ = false;    // the room behind it is its own
    bool moved_ = false;  // it has been moved since its frame began
};

}  // namespace millrace
