/* Load for servers that add up lines: the same block of them, again and again, on so many connections in turn. Then each is
 * asked, by a line that has no value, how many lines came and what their values add up to, and must answer exactly that.
 *
 *     ingest_load PORT KIND CONNECTIONS
 *
 * Items are lines; see lines.h for KIND, and load.h for what it reads and prints. It knows one more order:
 *
 *     bytes BYTES      so many, all in all, up to the end of the line that the last of them is in
 *
 * and first prints "sending BYTES": how many that will be.
 */
#define _GNU_SOURCE
#include "lines.h"

enum { CONNECTIONS_MAX = 64, CHUNK_BYTES = 65536, ANSWER_MAX = 64 };

/* What a connection is sent: whole blocks, and then the first lines of one more. */
typedef struct portion {
    uint64_t blocks;
    size_t lines;
} portion;

static size_t connections;
static int fds[CONNECTIONS_MAX];
static portion portions[CONNECTIONS_MAX];

static uint64_t lines_in(const portion* p) { return p->blocks * LINES + p->lines; }

static uint64_t bytes_in(const portion* p) { return p->blocks * ends[LINES] + ends[p->lines]; }

/* Divides bytes among all connections: the last makes up for what the ends of lines added. */
static void divide(uint64_t bytes) {
    uint64_t given = 0;
    for (size_t i = 0; i < connections; ++i) {
        const uint64_t share = given < bytes ? (bytes - given) / (connections - i) : 0;
        portions[i] = (portion){.blocks = share / ends[LINES], .lines = lines_of(share % ends[LINES])};
        given += bytes_in(&portions[i]);
    }
    printf("sending %llu\n", (unsigned long long)given);
    fflush(stdout);
}

/* The nth block, or what there is of it, on all connections in turn. Answers whether there was any. */
static int send_block(uint64_t nth) {
    int is_any = 0;
    for (size_t from = 0; from < ends[LINES]; from += CHUNK_BYTES) {
        for (size_t i = 0; i < connections; ++i) {
            const portion* const p = &portions[i];
            const size_t end = nth < p->blocks ? ends[LINES] : nth == p->blocks ? ends[p->lines] : 0;
            if (from >= end) continue;
            send_all(fds[i], block + from, end - from < CHUNK_BYTES ? end - from : CHUNK_BYTES);
            is_any = 1;
        }
    }
    return is_any;
}

static void check(int fd, const portion* p) {
    char expected[ANSWER_MAX], in[ANSWER_MAX];
    const double sum = (double)p->blocks * sums[LINES] + sums[p->lines];
    const size_t length =
        (size_t)snprintf(expected, sizeof expected, "%llu %.3f\n", (unsigned long long)lines_in(p), sum);
    size_t at = 0;
    do {
        const ssize_t received = recv(fd, in + at, sizeof in - 1 - at, 0);
        if (received < 0 && errno == EAGAIN) fail("nothing came back for 10 s");
        if (received < 0) die("recv");
        if (received == 0) fail("the server closed a connection");
        at += (size_t)received;
    } while (in[at - 1] != '\n' && at < sizeof in - 1);
    if (at != length || memcmp(in, expected, at) != 0) {
        fprintf(stderr, "the sum should be %.*s and is %.*s\n", (int)length - 1, expected, (int)at - 1, in);
        exit(1);
    }
}

static uint64_t carry_out(const order* wanted) {
    uint64_t blocks = 0, lines = 0;
    if (wanted->bytes == UINT64_MAX) {
        do {
            for (size_t i = 0; i < connections; ++i) portions[i] = (portion){.blocks = blocks + 1};
            send_block(blocks++);
        } while (blocks * LINES * connections < wanted->items && now() < wanted->until_nanos);
    } else {
        for (divide(wanted->bytes); send_block(blocks);) ++blocks;
    }
    for (size_t i = 0; i < connections; ++i) send_all(fds[i], "sum\n", 4);
    for (size_t i = 0; i < connections; ++i) {
        check(fds[i], &portions[i]);
        lines += lines_in(&portions[i]);
    }
    return lines;
}

int main(int count, char** words) {
    if (count != 4) fail("ingest_load PORT KIND CONNECTIONS");
    knows_bytes = 1;
    write_block(words[2]);
    connections = number(words[3], CONNECTIONS_MAX);
    for (size_t i = 0; i < connections; ++i) fds[i] = connected((uint16_t)number(words[1], UINT16_MAX));
    obey(connections);
    return 0;
}
