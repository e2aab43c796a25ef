/* The control of the line workload: memchr finds each line, memcpy puts it into the answer, one send for all of a receive. */
#define _GNU_SOURCE
#include "server.h"

static size_t session_bytes(void) { return 0; }

static size_t received(struct session* s, const char* bytes, size_t count, char* answer, size_t* answer_bytes) {
    (void)s;
    size_t from = 0;
    for (const char* lf; (lf = memchr(bytes + from, '\n', count - from));) {
        const size_t length = (size_t)(lf + 1 - (bytes + from));
        memcpy(answer + *answer_bytes, bytes + from, length);
        *answer_bytes += length;
        from += length;
    }
    return from;
}

int main(void) { serve(); }
