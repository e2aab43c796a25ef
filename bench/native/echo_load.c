/* Load for echo servers: so many connections with so many messages under way on each, until so many messages came back.
 * A message that comes back lets the next one go. Every byte that comes back is counted; their values are checked on the
 * first and the last message of each connection.
 *
 *     echo_load HOST PORT CONNECTIONS IN_FLIGHT MESSAGE_BYTES MESSAGES
 *
 * prints one line: {"messages": …, "nanos": …}. Exits with 1 when the server fails, 2 when nothing comes for 10 s.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_MAX = 256, BUFFER_BYTES = 1 << 20, SILENCE_MILLIS = 10000 };

typedef struct connection {
    int fd;
    uint64_t received; /* bytes */
    uint64_t answered; /* whole messages */
} connection;

static char out[BUFFER_BYTES], in[BUFFER_BYTES];

static void die(const char* what) {
    perror(what);
    exit(1);
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void send_all(int fd, size_t count) {
    for (size_t at = 0; at < count;) {
        const ssize_t sent = send(fd, out + at, count - at, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) die("send");
        if (sent > 0) at += (size_t)sent;
    }
}

static void check(const connection* c, const char* bytes, size_t count, size_t message_bytes) {
    for (size_t i = 0; i < count; ++i) {
        if (bytes[i] != out[(c->received + i) % message_bytes]) {
            fprintf(stderr, "a byte came back changed\n");
            exit(1);
        }
    }
}

int main(int argc, char** argv) {
    if (argc != 7) {
        fprintf(stderr, "echo_load HOST PORT CONNECTIONS IN_FLIGHT MESSAGE_BYTES MESSAGES\n");
        return 1;
    }
    const size_t connections = strtoul(argv[3], NULL, 10), in_flight = strtoul(argv[4], NULL, 10);
    const size_t message_bytes = strtoul(argv[5], NULL, 10);
    const uint64_t messages = strtoull(argv[6], NULL, 10);
    if (!connections || !in_flight || !message_bytes || message_bytes * in_flight > BUFFER_BYTES) {
        fprintf(stderr, "out of range\n");
        return 1;
    }
    for (size_t i = 0; i < BUFFER_BYTES; ++i) out[i] = (char)('!' + i % message_bytes % 90);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
    if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) die("address");
    const int poll_fd = epoll_create1(EPOLL_CLOEXEC);
    connection* all = calloc(connections, sizeof *all);
    if (poll_fd < 0 || !all) die("set-up");
    for (size_t i = 0; i < connections; ++i) {
        const int one = 1;
        all[i].fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(all[i].fd, (struct sockaddr*)&address, sizeof address) < 0) die("connect");
        setsockopt(all[i].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, all[i].fd, &event) < 0) die("epoll_ctl");
    }
    const uint64_t began = now();
    uint64_t answered = 0, started = 0;
    for (size_t i = 0; i < connections; ++i) {
        for (size_t n = 0; n < in_flight && started < messages; ++n) {
            send_all(all[i].fd, message_bytes); /* each by itself, as clients do */
            ++started;
        }
    }
    while (answered < messages) {
        struct epoll_event events[EVENTS_MAX];
        const int count = epoll_wait(poll_fd, events, EVENTS_MAX, SILENCE_MILLIS);
        if (count == 0) {
            fprintf(stderr, "nothing came for 10 s; %llu of %llu messages are back\n", (unsigned long long)answered,
                    (unsigned long long)messages);
            return 2;
        }
        for (int i = 0; i < count; ++i) {
            connection* c = events[i].data.ptr;
            const ssize_t received = recv(c->fd, in, sizeof in, MSG_DONTWAIT);
            if (received <= 0) {
                if (received < 0 && (errno == EAGAIN || errno == EINTR)) continue;
                die("recv");
            }
            const int last = answered + in_flight * connections >= messages;
            if (c->answered == 0 || last) check(c, in, (size_t)received, message_bytes);
            c->received += (uint64_t)received;
            uint64_t whole = c->received / message_bytes - c->answered;
            c->answered += whole;
            answered += whole;
            if (whole > messages - started) whole = messages - started;
            started += whole;
            if (whole > 0) send_all(c->fd, whole * message_bytes);
        }
    }
    printf("{\"messages\": %llu, \"nanos\": %llu}\n", (unsigned long long)messages,
           (unsigned long long)(now() - began));
    return 0;
}
