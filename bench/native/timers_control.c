/* The control of the timers workload: what setting a timer and cancelling it costs at the least. A wheel of lists: its slot
 * is known from its delay, and it is taken out of its list without looking for it. Nothing is due while this runs.
 */
#define _GNU_SOURCE
#include "questions.h"

enum { PENDING = 100000, SLOTS = 8192, DELAYS = 4096, LEAST_SECONDS = 300, RANGE_SECONDS = 7200 };

typedef struct timer {
    struct timer *before, *after;
} timer;

static timer wheel[SLOTS], present[QUESTION_MAX];
static unsigned delays[DELAYS], next_delay, now_second;

static void set(timer* t) {
    timer* const slot = &wheel[(now_second + delays[next_delay++ % DELAYS]) % SLOTS];
    t->before = slot;
    t->after = slot->after;
    slot->after->before = t;
    slot->after = t;
}

static void cancel(timer* t) {
    t->before->after = t->after;
    t->after->before = t->before;
}

static size_t answer_to(unsigned question, char* answer) {
    for (unsigned i = 0; i < question; ++i) set(&present[i]);
    for (unsigned i = 0; i < question; ++i) cancel(&present[i]);
    return (size_t)sprintf(answer, "%u\n", question);
}

int main(void) {
    static timer pending[PENDING];
    for (int i = 0; i < SLOTS; ++i) wheel[i] = (timer){&wheel[i], &wheel[i]};
    srand(1);
    for (int i = 0; i < DELAYS; ++i) delays[i] = LEAST_SECONDS + (unsigned)rand() % RANGE_SECONDS;
    for (int i = 0; i < PENDING; ++i) set(&pending[i]);
    serve();
}
