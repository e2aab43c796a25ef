// Floor 5. What the commands of a turn write to connections that they write to once: sent by the turn itself, without
// passing through the connections' queues, without holding the segments once more, and with few calls around the system
// call, whose callers' returns the processor does not foresee. Most writes are of this kind.
//
//     WRITE a, WRITE b, WRITE a, CLOSE c, ...       a: queued when the second one comes; b: stays, and is sent from here
//
// The segments are held by the turn, or lent to Java: before one of these is let go of, what is here is queued.
#pragma once

#include <vector>

#include "net/connection.hpp"

namespace millrace {

class Outgoing {
public:
    // Throws std::bad_alloc.
    Outgoing() { pieces_.reserve(MR_COMMANDS_MAX); }

    // Behind all that was written to the connection before.
    Code write(Connection& connection, Segment& segment, std::uint32_t offset, std::uint32_t length) {
        const bool second = connection.outgoing != 0;
        if (second || !connection.takes_at_once(length) || pieces_.size() == MR_COMMANDS_MAX) {
            if (!settle(connection)) return MR_STALE;
            return connection.write(Piece{SegmentRef::share(&segment), offset, length});
        }
        pieces_.push_back({&connection, &segment, offset, length});
        connection.outgoing = static_cast<std::uint16_t>(pieces_.size());
        return MR_OK;
    }

    // Before anything else is done with a connection. False: there was no memory to queue what was written, and it has ended.
    [[nodiscard]] bool settle(Connection& connection) { return connection.outgoing == 0 || queue(connection) == MR_OK; }

    // Before a segment may be given back.
    void settle() {
        for (const Alone& piece : pieces_) {
            if (piece.connection) static_cast<void>(queue(*piece.connection));
        }
        pieces_.clear();
    }

    void send() {
        for (const Alone& piece : pieces_) {
            if (!piece.connection) continue;
            piece.connection->outgoing = 0;
            piece.connection->send_alone(*piece.segment, piece.offset, piece.length);
        }
        pieces_.clear();
    }

private:
    struct Alone {
        Connection* connection;  // null: it was queued
        Segment* segment;
        std::uint32_t offset;
        std::uint32_t length;
    };

    Code queue(Connection& connection) {
        Alone& piece = pieces_[connection.outgoing - 1u];
        connection.outgoing = 0;
        piece.connection = nullptr;
        return connection.write(Piece{SegmentRef::share(piece.segment), piece.offset, piece.length});
    }

    std::vector<Alone> pieces_;
};

}  // namespace millrace
