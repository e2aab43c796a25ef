/* Load for servers that send back what they are sent: so many connections with so many messages under way on each. A
 * message that comes back lets the next one go.
 *
 *     exchange_load PORT KIND CONNECTIONS IN_FLIGHT BYTES
 *
 * See exchange.h for KIND and CONNECTIONS, and load.h for what it reads and prints.
 */
#define _GNU_SOURCE
#include "exchange.h"

static size_t in_flight;

static uint64_t carry_out(const order* wanted) {
    uint64_t started = 0, answered = 0;
    for (size_t n = 0; n < in_flight; ++n) {
        for (size_t i = 0; i < connections && started < wanted->items; ++i, ++started) {
            send_all(all[i].fd, out, message_bytes); /* each by itself, as clients do */
            ++all[i].begun;
        }
    }
    while (answered < started) {
        struct epoll_event events[EVENTS_MAX];
        const int count = epoll_wait(poll_fd, events, EVENTS_MAX, SILENCE_SECONDS * 1000);
        if (count == 0) fail("nothing came back for 10 s");
        const int is_over = now() >= wanted->until_nanos;
        for (int i = 0; i < count; ++i) {
            connection* const c = events[i].data.ptr;
            uint64_t next = receive(c);
            answered += next;
            if (is_over) continue;
            if (next > wanted->items - started) next = wanted->items - started;
            if (next) send_all(c->fd, out, next * message_bytes);
            c->begun += next;
            started += next;
        }
    }
    return answered;
}

int main(int count, char** words) {
    if (count != 6) fail("exchange_load PORT KIND CONNECTIONS IN_FLIGHT BYTES");
    in_flight = number(words[4], BUFFER_BYTES);
    write_messages(words[2], number(words[5], BUFFER_BYTES / 4), in_flight);
    connect_all((uint16_t)number(words[1], UINT16_MAX), number(words[3], CONNECTIONS_MAX));
    obey(connections);
    return 0;
}
