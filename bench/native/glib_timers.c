/* What timers cost in glib's main loop, for the timers chart: in a turn in which others are pending, and when one is set and
 * cancelled again. libglib is opened when this runs, so that neither a build nor a jar depends on it.
 *
 *     glib_timers REPEATS MILLIS PENDING...     figures as JSON; each point REPEATS times, some MILLIS long
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MILLIS_FROM = 3600 * 1000, COUNT_MAX = 1 << 30, NUMBER_MAX = 100000000 };

/* glib's own, as its manual has them. A gboolean is an int, a guint unsigned. */
typedef int callback(void* data);
static unsigned (*g_timeout_add)(unsigned millis, callback* function, void* data);
static int (*g_source_remove)(unsigned id);
static int (*g_main_context_iteration)(void* context, int may_block);
static const unsigned *major, *minor, *micro;

static void die(const char* why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static void* symbol(void* library, const char* name) {
    void* const found = dlsym(library, name);
    if (!found) die(dlerror());
    return found;
}

static void open_glib(void) {
    void* const library = dlopen("libglib-2.0.so.0", RTLD_NOW);
    if (!library) die("libglib-2.0.so.0 is not installed here");
    *(void**)&g_timeout_add = symbol(library, "g_timeout_add");
    *(void**)&g_source_remove = symbol(library, "g_source_remove");
    *(void**)&g_main_context_iteration = symbol(library, "g_main_context_iteration");
    major = symbol(library, "glib_major_version");
    minor = symbol(library, "glib_minor_version");
    micro = symbol(library, "glib_micro_version");
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

/* From one hour to two: longer than a run lasts. */
static unsigned some_millis(void) {
    static uint32_t random = 2005;
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    return MILLIS_FROM + random % MILLIS_FROM;
}

static int nothing(void* data) {
    (void)data;
    return 0;
}

/* From now on so many timers are pending. */
static void hold(unsigned wanted) {
    static unsigned* ids;
    static unsigned pending;
    for (; pending > wanted; pending--) g_source_remove(ids[pending - 1]);
    ids = realloc(ids, wanted * sizeof *ids);
    if (!ids) die("no memory");
    for (; pending < wanted; pending++) ids[pending] = g_timeout_add(some_millis(), nothing, NULL);
}

static int count_one(void* counter) {
    ++*(unsigned*)counter;
    return 0; /* once only */
}

/* Each turn sets a timer that is due, and runs it. */
static void turns(unsigned count) {
    unsigned ran = 0;
    for (unsigned i = 0; i < count; i++) {
        g_timeout_add(0, count_one, &ran);
        g_main_context_iteration(NULL, 1);
    }
    if (ran != count) die("a turn did not run its timer");
}

static void pairs(unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        if (!g_source_remove(g_timeout_add(some_millis(), nothing, NULL))) die("a timer was not there to be removed");
    }
}

static uint64_t took_nanos(void work(unsigned), unsigned count) {
    const uint64_t began = now();
    work(count);
    return now() - began;
}

/* Prints the nanoseconds of one operation, as often as ordered; each over so many as take half the ordered time or more. */
static void measure(void work(unsigned), unsigned repeats, unsigned millis) {
    const uint64_t least_nanos = millis * (uint64_t)(1000000 / 2);
    unsigned count = 1;
    while (took_nanos(work, count) < least_nanos && count < COUNT_MAX) count *= 2;
    for (unsigned i = 0; i < repeats; i++) {
        printf("%s%.3f", i ? "," : "", (double)took_nanos(work, count) / count);
    }
}

static unsigned number(const char* text) {
    char* end;
    const unsigned long value = strtoul(text, &end, 10);
    if (*end || value == 0 || value > NUMBER_MAX) die("usage: glib_timers REPEATS MILLIS PENDING...");
    return (unsigned)value;
}

int main(int count, char** words) {
    if (count < 4) die("usage: glib_timers REPEATS MILLIS PENDING...");
    const unsigned repeats = number(words[1]);
    const unsigned millis = number(words[2]);
    open_glib();
    printf("{\"version\":\"%u.%u.%u\",\"measured\":[", *major, *minor, *micro);
    for (int i = 3; i < count; i++) {
        const unsigned pending = number(words[i]);
        hold(pending);
        printf("%s{\"way\":\"turn\",\"at\":{\"pending\":%u},\"nanos\":[", i > 3 ? "," : "", pending);
        measure(turns, repeats, millis);
        printf("]},{\"way\":\"cancel\",\"at\":{\"pending\":%u},\"nanos\":[", pending);
        measure(pairs, repeats, millis);
        printf("]}");
    }
    printf("]}\n");
    return 0;
}
