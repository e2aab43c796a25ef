// Floor 3. What all loops of a process share: the kernel, the pool, the way to other loops, and the table of connections
// with their statistics.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "base/slot_table.hpp"
#include "buffer/pool.hpp"
#include "io/kernel.hpp"
#include "loop/directory.hpp"
#include "net/connection.hpp"

namespace millrace {

using ConnectionTable = SlotTable<Connection>;

struct Site {
    Kernel& kernel;
    Pool& pool;
    LoopDirectory& loops;
    ConnectionTable& connections;
    mr_connection_stats* connection_stats;  // connections_max records

    // A connection of `owner` around a descriptor, which it then owns; null when the table is full (the descriptor is
    // then still the caller's).
    Connection* new_connection(Owner owner, int fd) {
        // Small messages are not held back, and a peer that vanished is noticed some day. Neither may fail the connection.
        kernel.set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
        kernel.set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
        return connections.take(owner, loops.home(owner), fd, connection_stats, kernel.realtime_nanos());
    }
};

}  // namespace millrace
