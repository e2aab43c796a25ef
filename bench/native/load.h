/* What the loads share. A load opens its connections, prints "connected N" and reads orders, one a line:
 *
 *     time MILLIS      as much as goes into that time
 *     count ITEMS      so many
 *
 * After each it prints {"items": …, "nanos": …}, and it ends when its input does. Everything that comes back is checked.
 * It exits with 1 when the server fails or answers something else, and when nothing comes for 10 s.
 */
#ifndef MILLRACE_BENCH_LOAD_H
#define MILLRACE_BENCH_LOAD_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { SILENCE_SECONDS = 10, MILLIS_MAX = 600000 };

/* How much is ordered: until a time, or a number of items, or of bytes. */
typedef struct order {
    uint64_t until_nanos;
    uint64_t items, bytes;
} order;

static int knows_bytes; /* set by the load that can count them */

static void die(const char* what) {
    perror(what);
    exit(1);
}

static void fail(const char* why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t number(const char* text, uint64_t most) {
    char* rest;
    const uint64_t value = strtoull(text, &rest, 10);
    if ((*rest && *rest != '\n') || value == 0 || value > most) fail("a number is out of range");
    return value;
}

/* A blocking connection that gives up after 10 s of silence. */
static int connected(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const struct timeval patience = {.tv_sec = SILENCE_SECONDS};
    const int one = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr*)&address, sizeof address) < 0) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return fd;
}

static inline void send_all(int fd, const char* bytes, size_t count) {
    for (size_t at = 0; at < count;) {
        const ssize_t sent = send(fd, bytes + at, count - at, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) fail("the server took nothing for 10 s");
        if (sent < 0 && errno != EINTR) die("send");
        if (sent > 0) at += (size_t)sent;
    }
}

/* Carries the next order out, and answers how many items that were. */
static uint64_t carry_out(const order* wanted);

/* Prints that `count` connections are there, and does what is ordered until nothing more is. */
static void obey(size_t count) {
    char line[64];
    printf("connected %zu\n", count);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        order wanted = {.until_nanos = UINT64_MAX, .items = UINT64_MAX, .bytes = UINT64_MAX};
        const uint64_t began = now();
        if (!strncmp(line, "time ", 5)) {
            wanted.until_nanos = began + number(line + 5, MILLIS_MAX) * 1000000u;
        } else if (!strncmp(line, "count ", 6)) {
            wanted.items = number(line + 6, UINT64_MAX);
        } else if (knows_bytes && !strncmp(line, "bytes ", 6)) {
            wanted.bytes = number(line + 6, UINT64_MAX - 1);
        } else {
            fail("there is no such order");
        }
        const uint64_t items = carry_out(&wanted);
        printf("{\"items\": %llu, \"nanos\": %llu}\n", (unsigned long long)items, (unsigned long long)(now() - began));
        fflush(stdout);
    }
}

#endif
