/* Load for servers that send back what they are sent: so many connections with so many messages under way on each. A
 * message that comes back lets the next one go. Every byte that comes back is compared with what was sent.
 *
 *     exchange_load PORT KIND CONNECTIONS IN_FLIGHT BYTES
 *
 * KIND is raw, line (whose last byte is LF) or netstring (of BYTES bytes, and what stands around them). Where the limit of
 * descriptors allows fewer connections, fewer are opened. See load.h for what it reads and prints.
 */
#define _GNU_SOURCE
#include "load.h"

enum { EVENTS_MAX = 256, BUFFER_BYTES = 1 << 20, CONNECTIONS_MAX = 100000, SPARE = 200 };

typedef struct connection {
    int fd;
    size_t at;       /* in the message that is coming back */
    uint64_t queued; /* messages under way */
} connection;

static char out[BUFFER_BYTES], in[BUFFER_BYTES]; /* out: one message behind the other */
static size_t message_bytes, in_flight, connections;
static connection* all;
static int poll_fd;

/* Fills `out` with messages, each the same. */
static void write_messages(const char* kind, size_t bytes) {
    size_t from = 0;
    message_bytes = bytes;
    if (!strcmp(kind, "netstring")) {
        from = (size_t)sprintf(out, "%zu:", bytes);
        message_bytes = from + bytes + 1;
    }
    for (size_t i = 0; i < bytes; ++i) out[from + i] = (char)('!' + i % 90);
    if (!strcmp(kind, "line")) out[bytes - 1] = '\n';
    if (!strcmp(kind, "netstring")) out[message_bytes - 1] = ',';
    if (in_flight * message_bytes > BUFFER_BYTES) fail("at most 1 MiB under way on a connection");
    for (size_t at = message_bytes; at + message_bytes <= BUFFER_BYTES; at += message_bytes) {
        memcpy(out + at, out, message_bytes);
    }
}

/* Leaves some descriptors: the server has the same limit, and more files of its own. */
static void connect_all(uint16_t port, size_t wanted) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (wanted + SPARE > limit.rlim_cur) wanted = limit.rlim_cur - SPARE;
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    all = calloc(wanted, sizeof *all);
    if (poll_fd < 0 || !all) die("set-up");
    for (; connections < wanted; ++connections) {
        connection* const c = &all[connections];
        c->fd = connected(port);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &event) < 0) die("epoll_ctl");
    }
}

/* How many messages are whole now that these bytes came. */
static uint64_t take(connection* c, size_t count) {
    if (memcmp(in, out + c->at, count) != 0) fail("a byte came back changed");
    const uint64_t whole = (c->at + count) / message_bytes;
    c->at = (c->at + count) % message_bytes;
    if (whole > c->queued) fail("more came back than was sent");
    c->queued -= whole;
    return whole;
}

static uint64_t carry_out(const order* wanted) {
    uint64_t started = 0, answered = 0;
    for (size_t n = 0; n < in_flight; ++n) {
        for (size_t i = 0; i < connections && started < wanted->items; ++i, ++started) {
            send_all(all[i].fd, out, message_bytes); /* each by itself, as clients do */
            ++all[i].queued;
        }
    }
    while (answered < started) {
        struct epoll_event events[EVENTS_MAX];
        const int count = epoll_wait(poll_fd, events, EVENTS_MAX, SILENCE_SECONDS * 1000);
        if (count == 0) fail("nothing came back for 10 s");
        const int is_over = now() >= wanted->until_nanos;
        for (int i = 0; i < count; ++i) {
            connection* const c = events[i].data.ptr;
            /* No more than stands in `out` behind where this connection is. */
            const ssize_t received = recv(c->fd, in, BUFFER_BYTES - 2 * message_bytes, MSG_DONTWAIT);
            if (received < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            if (received == 0) fail("the server closed a connection");
            if (received < 0) die("recv");
            uint64_t next = take(c, (size_t)received);
            answered += next;
            if (is_over) continue;
            if (next > wanted->items - started) next = wanted->items - started;
            if (next) send_all(c->fd, out, next * message_bytes);
            c->queued += next;
            started += next;
        }
    }
    return answered;
}

int main(int count, char** words) {
    if (count != 6) fail("exchange_load PORT KIND CONNECTIONS IN_FLIGHT BYTES");
    const size_t wanted = number(words[3], CONNECTIONS_MAX);
    in_flight = number(words[4], BUFFER_BYTES);
    write_messages(words[2], number(words[5], BUFFER_BYTES / 4));
    connect_all((uint16_t)number(words[1], UINT16_MAX), wanted);
    obey(connections);
    return 0;
}
