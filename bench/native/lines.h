/* What is ingested: a block of lines of one kind, with where each ends and what they add up to from the first one on. All
 * values are multiples of an eighth, so that their sum is exact in whatever order.
 *
 *     statsd   api.requests:812.5|c                                                       the value
 *     influx   cpu,host=server07,region=us-west usage=12.5,idle=80,count=123i 17…0        usage, count, and the time's rest by 8
 */
#ifndef MILLRACE_BENCH_LINES_H
#define MILLRACE_BENCH_LINES_H

#include "load.h"

enum { LINES = 20000, LINE_MAX_BYTES = 128 };

static char block[LINES * LINE_MAX_BYTES];
static size_t ends[LINES + 1]; /* of the first so many lines */
static double sums[LINES + 1];

static uint32_t random_number(void) {
    static uint32_t random = 2005;
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    return random;
}

/* Both write a line and answer its value. */
static double write_statsd(char* line) {
    static const char* const names[] = {"api.requests", "api.users.login",        "db.query.time",
                                        "cache.hit",    "queue.depth.orders",     "http.response.bytes.eu-west-1",
                                        "jobs",         "payments.settled.amount"};
    static const char* const types[] = {"c", "ms", "g", "h"};
    const uint32_t random = random_number();
    const double value = (double)(random >> 8 & 0xffff) / 8;
    sprintf(line, "%s:%.10g|%s\n", names[random & 7], value, types[random >> 3 & 3]);
    return value;
}

static double write_influx(char* line) {
    const double usage = random_number() % 800 / 8.0, idle = random_number() % 800 / 8.0;
    const uint32_t count = random_number() % 100000;
    const uint64_t time = 1700000000000000000u + random_number();
    sprintf(line, "cpu,host=server%02u,region=us-west usage=%.10g,idle=%.10g,count=%ui %llu\n", random_number() % 100,
            usage, idle, count, (unsigned long long)time);
    return usage + count + (double)(time % 8);
}

static void write_block(const char* kind) {
    const int is_statsd = !strcmp(kind, "statsd");
    if (!is_statsd && strcmp(kind, "influx") != 0) fail("there are statsd and influx");
    for (size_t i = 0; i < LINES; ++i) {
        char* const line = block + ends[i];
        sums[i + 1] = sums[i] + (is_statsd ? write_statsd(line) : write_influx(line));
        ends[i + 1] = ends[i] + strlen(line);
    }
}

/* How many lines have at least so many bytes. */
static size_t lines_of(size_t bytes) {
    size_t least = 0;
    for (size_t most = LINES; least < most;) {
        const size_t middle = (least + most) / 2;
        if (ends[middle] < bytes) {
            least = middle + 1;
        } else {
            most = middle;
        }
    }
    return least;
}

#endif
