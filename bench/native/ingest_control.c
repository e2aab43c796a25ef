/* The control of the ingest workload: memchr finds each line and its colon, a loop over digits reads the value. At a line
 * without a colon it answers "COUNT SUM", the sum with three decimals, and starts again from nothing.
 */
#define _GNU_SOURCE
#include "server.h"

enum { ANSWER_MAX = 64 };

struct session {
    uint64_t count;
    double sum;
};

static size_t session_bytes(void) { return sizeof(struct session); }

/* The decimal before '|'. */
static double value(const char* at, const char* end) {
    int64_t digits = 0;
    double scale = 1;
    const int is_negative = at < end && *at == '-';
    for (at += is_negative; at < end && *at >= '0' && *at <= '9'; ++at) digits = digits * 10 + (*at - '0');
    if (at < end && *at == '.') {
        for (++at; at < end && *at >= '0' && *at <= '9'; ++at, scale *= 10) digits = digits * 10 + (*at - '0');
    }
    if (at == end || *at != '|') {
        fprintf(stderr, "a value is a decimal\n");
        exit(1);
    }
    return (is_negative ? -(double)digits : (double)digits) / scale;
}

static size_t received(struct session* s, const char* bytes, size_t count, char* answer, size_t* answer_bytes) {
    const char *from = bytes, *const end_of_all = bytes + count;
    for (const char* lf; (lf = memchr(from, '\n', (size_t)(end_of_all - from))); from = lf + 1) {
        const char* const colon = memchr(from, ':', (size_t)(lf - from));
        if (colon) {
            s->sum += value(colon + 1, lf);
            ++s->count;
        } else {
            const int length =
                snprintf(answer + *answer_bytes, ANSWER_MAX, "%llu %.3f\n", (unsigned long long)s->count, s->sum);
            *answer_bytes += (size_t)length;
            *s = (struct session){0};
        }
    }
    return (size_t)(from - bytes);
}

int main(void) { serve(); }
