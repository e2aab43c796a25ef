/* The control for StatsD lines, NAME:VALUE|TYPE: memchr finds the colon, a loop over digits reads the value. */
#define _GNU_SOURCE
#include "sums.h"

static int value_of(const char* line, const char* end, double* value) {
    const char* const colon = memchr(line, ':', (size_t)(end - line));
    if (!colon) return 0;
    const char* at = colon + 1;
    *value = decimal(&at, end);
    if (at == end || *at != '|') refuse("a value is a decimal");
    return 1;
}

int main(void) { serve(); }
