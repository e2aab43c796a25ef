/* The control of the netstring workload: reads each length, memcpy puts the netstring into the answer, one send for all of
 * a receive. */
#define _GNU_SOURCE
#include "server.h"

enum { LENGTH_MAX = 16384 };

static size_t session_bytes(void) { return 0; }

static void refuse(const char* why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* How long the netstring is, with all around it; 0: it is not all there. */
static size_t whole(const char* bytes, size_t count) {
    size_t length = 0;
    for (size_t i = 0; i < count; ++i) {
        if (bytes[i] == ':') {
            if (i + 1 + length >= count) return 0;
            if (bytes[i + 1 + length] != ',') refuse("a netstring does not end in a comma");
            return i + 1 + length + 1;
        }
        if (bytes[i] < '0' || bytes[i] > '9') refuse("a length is a number");
        length = length * 10 + (size_t)(bytes[i] - '0');
        if (length > LENGTH_MAX) refuse("a netstring is too long");
    }
    return 0;
}

static size_t received(struct session* s, const char* bytes, size_t count, char* answer, size_t* answer_bytes) {
    (void)s;
    size_t from = 0;
    for (size_t length; (length = whole(bytes + from, count - from));) {
        memcpy(answer + *answer_bytes, bytes + from, length);
        *answer_bytes += length;
        from += length;
    }
    return from;
}

int main(void) { serve(); }
