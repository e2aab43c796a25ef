/* What the two loads share that get back what they send: messages that are all the same, and connections that are ready
 * to be read. Every byte that comes back is compared with what was sent.
 *
 * KIND is raw, line (whose last byte is LF) or netstring (of BYTES bytes, and what stands around them). Where the limit of
 * descriptors allows fewer connections, fewer are opened.
 */
#ifndef MILLRACE_BENCH_EXCHANGE_H
#define MILLRACE_BENCH_EXCHANGE_H

#include "load.h"

enum { EVENTS_MAX = 256, BUFFER_BYTES = 1 << 20, CONNECTIONS_MAX = 100000, SPARE = 200 };

typedef struct connection {
    int fd;
    size_t at;                /* in the message that is coming back */
    uint64_t begun, answered; /* messages: answered <= begun */
} connection;

static char out[BUFFER_BYTES], in[BUFFER_BYTES]; /* out: one message behind the other */
static size_t message_bytes, connections;
static connection* all;
static int poll_fd;

/* Fills `out` with messages, each the same; `together` of them have to fit. */
static void write_messages(const char* kind, size_t bytes, size_t together) {
    size_t from = 0;
    message_bytes = bytes;
    if (!strcmp(kind, "netstring")) {
        from = (size_t)sprintf(out, "%zu:", bytes);
        message_bytes = from + bytes + 1;
    }
    for (size_t i = 0; i < bytes; ++i) out[from + i] = (char)('!' + i % 90);
    if (!strcmp(kind, "line")) out[bytes - 1] = '\n';
    if (!strcmp(kind, "netstring")) out[message_bytes - 1] = ',';
    if (together * message_bytes > BUFFER_BYTES) fail("at most 1 MiB under way on a connection");
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

/* How many messages are whole now that these bytes of `in` came. */
static uint64_t take(connection* c, size_t count) {
    if (memcmp(in, out + c->at, count) != 0) fail("a byte came back changed");
    const uint64_t whole = (c->at + count) / message_bytes;
    c->at = (c->at + count) % message_bytes;
    if (whole > c->begun - c->answered) fail("more came back than was sent");
    c->answered += whole;
    return whole;
}

/* Receives what is there, without waiting, and answers how many messages that made whole. */
static uint64_t receive(connection* c) {
    /* No more than stands in `out` behind where this connection is. */
    const ssize_t received = recv(c->fd, in, BUFFER_BYTES - 2 * message_bytes, MSG_DONTWAIT);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (received == 0) fail("the server closed a connection");
    if (received < 0) die("recv");
    return take(c, (size_t)received);
}

#endif
