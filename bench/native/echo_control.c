/* The control of the echo workload: what a server costs that does the same system calls and nothing else. One thread,
 * epoll, level-triggered; one receive and one send a message; what a slow peer does not take waits in memory of its own.
 *
 *     echo_control PORT        0: any; prints "listening on 127.0.0.1:PORT"
 */
#define _GNU_SOURCE
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

enum { EVENTS_MAX = 256, BUFFER_BYTES = 65536 };

typedef struct connection {
    int fd;
    uint32_t interest;
    char* unsent; /* of BUFFER_BYTES at most, for then nothing more is received */
    size_t unsent_at, unsent_end;
} connection;

static char buffer[BUFFER_BYTES];
static int poll_fd;

static void die(const char* what) {
    perror(what);
    exit(1);
}

static void end(connection* c) {
    close(c->fd);
    free(c->unsent);
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
        if (!c) die("calloc");
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void keep(connection* c, const char* bytes, size_t count) {
    if (!c->unsent && !(c->unsent = malloc(BUFFER_BYTES))) die("malloc");
    memcpy(c->unsent, bytes, count);
    c->unsent_at = 0;
    c->unsent_end = count;
    watch(c, EPOLL_CTL_MOD, EPOLLOUT);
}

static void echo(connection* c) {
    const ssize_t received = recv(c->fd, buffer, sizeof buffer, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (received <= 0) return end(c);
    const ssize_t sent = send(c->fd, buffer, (size_t)received, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return end(c);
    const size_t done = sent > 0 ? (size_t)sent : 0;
    if (done < (size_t)received) keep(c, buffer + done, (size_t)received - done);
}

static void send_rest(connection* c) {
    const ssize_t sent = send(c->fd, c->unsent + c->unsent_at, c->unsent_end - c->unsent_at, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return end(c);
    if (sent > 0) c->unsent_at += (size_t)sent;
    if (c->unsent_at == c->unsent_end) watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 0))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr*)&address, sizeof address) < 0 || listen(listener, 4096) < 0) die("listen");
    getsockname(listener, (struct sockaddr*)&address, &length);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
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
                echo(c);
            }
        }
    }
}
