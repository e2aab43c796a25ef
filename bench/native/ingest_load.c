/* Load for servers that add up StatsD lines, "NAME:VALUE|TYPE" and LF: the same block of lines, again and again, on so many
 * connections in turn. Then each is asked, by a line without a colon, how many lines came and what their values add up to,
 * and must answer exactly that: values are multiples of an eighth, so that their sum is exact in whatever order.
 *
 *     ingest_load PORT CONNECTIONS
 *
 * Items are lines. See load.h for what it reads and prints.
 */
#define _GNU_SOURCE
#include "load.h"

enum { LINES = 20000, LINE_MAX_BYTES = 64, CONNECTIONS_MAX = 64, CHUNK_BYTES = 65536, ANSWER_MAX = 64 };

static const char* const NAMES[] = {"api.requests", "api.users.login",        "db.query.time",
                                    "cache.hit",    "queue.depth.orders",     "http.response.bytes.eu-west-1",
                                    "jobs",         "payments.settled.amount"};
static const char* const TYPES[] = {"c", "ms", "g", "h"};
static char block[LINES * LINE_MAX_BYTES];
static size_t block_bytes, connections;
static double block_sum;
static int fds[CONNECTIONS_MAX];

static uint32_t random_number(void) {
    static uint32_t random = 2005;
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    return random;
}

static void write_block(void) {
    for (int i = 0; i < LINES; ++i) {
        const uint32_t random = random_number();
        const double value = (double)(random >> 8 & 0xffff) / 8;
        block_sum += value;
        block_bytes +=
            (size_t)sprintf(block + block_bytes, "%s:%.10g|%s\n", NAMES[random & 7], value, TYPES[random >> 3 & 3]);
    }
}

static void check(int fd, uint64_t blocks) {
    char expected[ANSWER_MAX], in[ANSWER_MAX];
    const size_t length = (size_t)snprintf(expected, sizeof expected, "%llu %.3f\n",
                                           (unsigned long long)(blocks * LINES), (double)blocks * block_sum);
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
    uint64_t blocks = 0;
    do {
        for (size_t from = 0; from < block_bytes; from += CHUNK_BYTES) {
            const size_t count = block_bytes - from < CHUNK_BYTES ? block_bytes - from : CHUNK_BYTES;
            for (size_t i = 0; i < connections; ++i) send_all(fds[i], block + from, count);
        }
        ++blocks;
    } while (blocks * LINES * connections < wanted->items && now() < wanted->until_nanos);
    for (size_t i = 0; i < connections; ++i) send_all(fds[i], "sum\n", 4);
    for (size_t i = 0; i < connections; ++i) check(fds[i], blocks);
    return blocks * LINES * connections;
}

int main(int count, char** words) {
    if (count != 3) fail("ingest_load PORT CONNECTIONS");
    connections = number(words[2], CONNECTIONS_MAX);
    write_block();
    for (size_t i = 0; i < connections; ++i) fds[i] = connected((uint16_t)number(words[1], UINT16_MAX));
    obey(connections);
    return 0;
}
