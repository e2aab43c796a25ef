/* What the controls share: one thread, epoll, level-triggered; no allocation for a message; what a slow peer does not take
 * waits in memory of its own, and nothing more is received meanwhile. A control defines `struct session`, which each
 * connection has one of, and `received`.
 */
#ifndef MILLRACE_BENCH_SERVER_H
#define MILLRACE_BENCH_SERVER_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_MAX = 256, IN_BYTES = 65536, OUT_BYTES = 262144, UNREAD_MAX = 32768, QUESTION_MAX = 3000 };

struct session;

/* Takes what is whole of `in`, and answers how much that is; the rest comes again, with more behind it. What is to be sent
 * it writes to `out`, and how much that is to `*out_bytes`; or, to send all of `in` back, it sets `*out_bytes` to ECHO. */
static size_t received(struct session* s, const char* in, size_t in_bytes, char* out, size_t* out_bytes);
static const size_t ECHO = SIZE_MAX;

/* How large a session is; it starts as zeros. */
static size_t session_bytes(void);

typedef struct connection {
    int fd;
    uint32_t interest;
    char *unread, *unsent; /* NULL unless there is some */
    size_t unread_bytes, unsent_at, unsent_end;
    struct session* session;
} connection;

static char in[UNREAD_MAX + IN_BYTES], out[OUT_BYTES];
static int poll_fd;

static void die(const char* what) {
    perror(what);
    exit(1);
}

static void* copy_of(const char* bytes, size_t count) {
    void* const copy = malloc(count);
    if (!copy) die("malloc");
    return memcpy(copy, bytes, count);
}

static void end(connection* c) {
    close(c->fd);
    free(c->unread);
    free(c->unsent);
    free(c->session);
    free(c);
}

static void watch(connection* c, int operation, uint32_t interest) {
    struct epoll_event event = {.events = interest, .data.ptr = c};
    if (operation == EPOLL_CTL_MOD && c->interest == interest) return;
    if (epoll_ctl(poll_fd, operation, c->fd, &event) < 0) die("epoll_ctl");
    c->interest = interest;
}

static void accept_all(int listener) {
    for (;;) {
        const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        const int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        connection* c = calloc(1, sizeof *c);
        if (!c || (session_bytes() && !(c->session = calloc(1, session_bytes())))) die("calloc");
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

/* Answers whether the connection is still there. */
static int send_some(connection* c, const char* bytes, size_t count) {
    const ssize_t sent = send(c->fd, bytes, count, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) {
        end(c);
        return 0;
    }
    const size_t done = sent > 0 ? (size_t)sent : 0;
    if (done < count) {
        c->unsent = copy_of(bytes + done, count - done);
        c->unsent_at = 0;
        c->unsent_end = count - done;
        watch(c, EPOLL_CTL_MOD, EPOLLOUT);
    }
    return 1;
}

static void receive(connection* c) {
    const size_t before = c->unread_bytes;
    if (before) {
        memcpy(in, c->unread, before);
        free(c->unread);
        c->unread = NULL;
        c->unread_bytes = 0;
    }
    const ssize_t count = recv(c->fd, in + before, IN_BYTES, 0);
    if (count <= 0 && (count == 0 || (errno != EAGAIN && errno != EINTR))) return end(c);
    const size_t all = before + (count > 0 ? (size_t)count : 0);
    size_t out_bytes = 0;
    const size_t taken = received(c->session, in, all, out, &out_bytes);
    const int is_echo = out_bytes == ECHO;
    if (all - taken > UNREAD_MAX) return end(c);
    if (taken < all) {
        c->unread = copy_of(in + taken, all - taken);
        c->unread_bytes = all - taken;
    }
    if (out_bytes) send_some(c, is_echo ? in : out, is_echo ? all : out_bytes);
}

static void send_rest(connection* c) {
    const ssize_t sent = send(c->fd, c->unsent + c->unsent_at, c->unsent_end - c->unsent_at, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return end(c);
    if (sent > 0) c->unsent_at += (size_t)sent;
    if (c->unsent_at < c->unsent_end) return;
    free(c->unsent);
    c->unsent = NULL;
    watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

static int listen_anywhere(void) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr*)&address, sizeof address) < 0 || listen(listener, 4096) < 0) die("listen");
    getsockname(listener, (struct sockaddr*)&address, &length);
    printf("version C, GCC %s -O2, epoll\nlistening on 127.0.0.1:%d\n", __VERSION__, ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

/* On any port of 127.0.0.1, which it prints, until the process is ended. */
static void serve(void) {
    signal(SIGPIPE, SIG_IGN);
    const int listener = listen_anywhere();
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (poll_fd < 0 || epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll");
    for (;;) {
        struct epoll_event events[EVENTS_MAX];
        const int count = epoll_wait(poll_fd, events, EVENTS_MAX, -1);
        for (int i = 0; i < count; ++i) {
            connection* c = events[i].data.ptr;
            if (!c) {
                accept_all(listener);
            } else if (c->interest & EPOLLOUT) {
                send_rest(c);
            } else {
                receive(c);
            }
        }
    }
}

#endif
