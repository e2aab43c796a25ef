/* Questions: lines with a number, each answered by the control that includes this. One is asked at a time. */
#ifndef MILLRACE_BENCH_QUESTIONS_H
#define MILLRACE_BENCH_QUESTIONS_H

#include "server.h"

static size_t session_bytes(void) { return 0; }

/* Writes the answer to `answer`, and returns its length. */
static size_t answer_to(unsigned question, char* answer);

static size_t received(struct session* s, const char* bytes, size_t count, char* answer, size_t* answer_bytes) {
    (void)s;
    const char* const lf = memchr(bytes, '\n', count);
    if (!lf) return 0;
    const unsigned question = (unsigned)strtoul(bytes, NULL, 10);
    if (question == 0 || question > QUESTION_MAX) {
        fprintf(stderr, "a question is a number up to %d\n", QUESTION_MAX);
        exit(1);
    }
    *answer_bytes = answer_to(question, answer);
    return (size_t)(lf + 1 - bytes);
}

#endif
