/* The controls of the benchmarks, in C. For CrossingBenchmark: what a crossing costs when it is written by hand, without
 * a library. The same JNI calling convention, the same system call, the same records of 64 bytes; no loop, no checks,
 * nothing else. For TalkSplitBenchmark: a loop of the C library's memchr. For WritesBenchmark: a loop of its memcpy, and a
 * send.
 */
#include <arpa/inet.h>
#include <jni.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* A connection to a port of this machine; negative: there is none. */
JNIEXPORT jint JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_connect(JNIEnv* env, jclass class, jint port) {
    (void)env;
    (void)class;
    const int one = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0 ||
        connect(fd, (const struct sockaddr*)&address, sizeof address) < 0) {
        return -1;
    }
    return fd;
}

JNIEXPORT void JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_close(JNIEnv* env, jclass class, jint fd) {
    (void)env;
    (void)class;
    close(fd);
}

static jlong send_all(int fd, const char* bytes, size_t count) {
    for (size_t sent = 0; sent < count;) {
        const ssize_t taken = send(fd, bytes + sent, count - sent, MSG_NOSIGNAL);
        if (taken < 0) return -1;
        sent += (size_t)taken;
    }
    return (jlong)count;
}

/* Sends so many bytes; answers how many, or a negative number. The caller guarantees the range. */
JNIEXPORT jlong JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_send(JNIEnv* env, jclass class, jint fd, jlong bytes,
                                                                       jint count) {
    (void)env;
    (void)class;
    return send_all(fd, (const char*)(uintptr_t)bytes, (size_t)count);
}

/* The control for many small writes: copies so many messages behind each other and sends them at once, `rounds` times.
 * Answers how many bytes went out. The caller guarantees both addresses to have room for them. */
JNIEXPORT jlong JNICALL Java_io_millrace_bench_jmh_HandwrittenJni_writes(JNIEnv* env, jclass class, jint fd,
                                                                         jlong message, jint length, jint count,
                                                                         jlong buffer, jint rounds) {
    (void)env;
    (void)class;
    char* const out = (char*)(uintptr_t)buffer;
    jlong all = 0;
    for (jint round = 0; round < rounds; round++) {
        size_t end = 0;
        for (jint i = 0; i < count; i++) {
            memcpy(out + end, (const char*)(uintptr_t)message, (size_t)length);
            end += (size_t)length;
        }
        if (send_all(fd, out, end) < 0) return -1;
        all += (jlong)end;
    }
    return all;
}
