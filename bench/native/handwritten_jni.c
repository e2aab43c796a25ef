/* The controls of the benchmarks, in C. For CrossingBenchmark: what a crossing costs when it is written by hand, without
 * a library. The same JNI calling convention, the same system call, the same records of 64 bytes; no loop, no checks,
 * nothing else. For TalkSplitBenchmark: a loop of the C library's memchr.
 */
#include <jni.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>

enum { RECORD_BYTES = 64, EVENTS_MAX = 16 };

struct record {
    uint64_t words[RECORD_BYTES / sizeof(uint64_t)];
};

/* The cheapest crossing there is: one number in, one number out. */
JNIEXPORT jint JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_same(JNIEnv* env, jclass class, jint number) {
    (void)env;
    (void)class;
    return number;
}

/* An epoll instance to wait on, so that the control's turn asks the kernel as Millrace's does. */
JNIEXPORT jint JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_epoll(JNIEnv* env, jclass class) {
    (void)env;
    (void)class;
    return epoll_create1(EPOLL_CLOEXEC);
}

/* A turn by hand: reads `count` command records, asks the kernel once without waiting, writes `count` event records.
 * The caller guarantees both ranges and the descriptor. */
JNIEXPORT jint JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_turn(JNIEnv* env, jclass class, jint epoll,
                                                                      jlong commands, jint count, jlong events) {
    (void)env;
    (void)class;
    const struct record* in = (const struct record*)(uintptr_t)commands;
    struct record* out = (struct record*)(uintptr_t)events;
    struct epoll_event ready[EVENTS_MAX];
    const int waiting = epoll_wait(epoll, ready, EVENTS_MAX, 0);
    for (jint i = 0; i < count; i++) {
        memset(&out[i], 0, sizeof out[i]);
        out[i].words[0] = in[i].words[0];
        out[i].words[1] = in[i].words[1];
    }
    return waiting < 0 ? waiting : count;
}

/* The control for the split: where `separator` is, by memchr, one call after another. Writes at most `capacity`
 * offsets, and answers how many. The caller guarantees both ranges. */
JNIEXPORT jint JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_memchr(JNIEnv* env, jclass class, jlong address,
                                                                        jint length, jbyte separator, jlong offsets,
                                                                        jint capacity) {
    (void)env;
    (void)class;
    const char* const start = (const char*)(uintptr_t)address;
    const char* const end = start + length;
    int32_t* const out = (int32_t*)(uintptr_t)offsets;
    jint found = 0;
    for (const char* at = memchr(start, separator, (size_t)length); at != NULL && found < capacity;
         at = memchr(at + 1, separator, (size_t)(end - at - 1))) {
        out[found++] = (int32_t)(at - start);
    }
    return found;
}
