/* What the controls of the ingest workloads share: memchr finds each line, and the control what it adds. At a line that has
 * nothing to add, which is the question, they answer "COUNT SUM", the sum with three decimals, and start from nothing.
 */
#ifndef MILLRACE_BENCH_SUMS_H
#define MILLRACE_BENCH_SUMS_H

#include "server.h"

enum { ANSWER_MAX = 64 };

struct session {
    uint64_t count;
    double sum;
};

/* Sets what a line without its LF adds; answers 0 where that is the question. */
static int value_of(const char* line, const char* end, double* value);

static size_t session_bytes(void) { return sizeof(struct session); }

static void refuse(const char* why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* Reads a decimal; `*at` then is behind it. */
static double decimal(const char** at, const char* end) {
    const char* from = *at;
    int64_t digits = 0;
    double scale = 1;
    const int is_negative = from < end && *from == '-';
    for (from += is_negative; from < end && *from >= '0' && *from <= '9'; ++from) digits = digits * 10 + (*from - '0');
    if (from < end && *from == '.') {
        for (++from; from < end && *from >= '0' && *from <= '9'; ++from, scale *= 10)
            digits = digits * 10 + (*from - '0');
    }
    *at = from;
    return (is_negative ? -(double)digits : (double)digits) / scale;
}

static size_t received(struct session* s, const char* bytes, size_t count, char* answer, size_t* answer_bytes) {
    const char *from = bytes, *const end_of_all = bytes + count;
    for (const char* lf; (lf = memchr(from, '\n', (size_t)(end_of_all - from))); from = lf + 1) {
        double value;
        if (value_of(from, lf, &value)) {
            s->sum += value;
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

#endif
