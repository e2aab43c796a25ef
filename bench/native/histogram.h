/* How often something took how long, in memory that does not grow: values below 2 * STEPS have a bucket each, those above
 * STEPS buckets for each power of two. So what is read is never less than what was recorded, and at most 1/STEPS more.
 *
 *     0 1 2 ... 127 | 128-129 130-131 ... 254-255 | 256-259 260-263 ... 508-511 | ...
 */
#ifndef MILLRACE_BENCH_HISTOGRAM_H
#define MILLRACE_BENCH_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { STEP_BITS = 6, STEPS = 1 << STEP_BITS, BUCKETS = (64 - STEP_BITS + 1) * STEPS, WHOLE = 10000 };

typedef struct histogram {
    uint64_t counts[BUCKETS];
    uint64_t total, greatest;
} histogram;

static size_t bucket_of(uint64_t value) {
    if (value < 2 * STEPS) return (size_t)value;
    const unsigned shift = 63u - STEP_BITS - (unsigned)__builtin_clzll(value);
    return shift * STEPS + (size_t)(value >> shift);
}

/* The greatest value of a bucket. */
static uint64_t top_of(size_t bucket) {
    if (bucket < 2 * STEPS) return bucket;
    const unsigned shift = (unsigned)(bucket / STEPS) - 1;
    return ((uint64_t)(bucket % STEPS + STEPS) << shift) + (((uint64_t)1 << shift) - 1);
}

static void record(histogram* h, uint64_t value) {
    ++h->counts[bucket_of(value)];
    ++h->total;
    if (value > h->greatest) h->greatest = value;
}

/* What so many of WHOLE (9990 of 10000) stayed at or under; 0 if nothing was recorded. */
static uint64_t quantile(const histogram* h, uint64_t share) {
    const uint64_t rank = (h->total * share + WHOLE - 1) / WHOLE;
    uint64_t seen = 0;
    for (size_t i = 0; i < BUCKETS; ++i) {
        seen += h->counts[i];
        if (seen >= rank && seen > 0) return top_of(i) < h->greatest ? top_of(i) : h->greatest;
    }
    return 0;
}

#endif
