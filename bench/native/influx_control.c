/* The control for Influx lines, cpu,TAGS usage=DECIMAL,idle=DECIMAL,count=INTEGERi TIME: memchr finds where the fields begin
 * and each value, a loop over digits reads it. Added are usage, count, and the rest of the time by 8.
 */
#define _GNU_SOURCE
#include "sums.h"

static uint64_t integer(const char** at, const char* end) {
    uint64_t value = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) value = value * 10 + (uint64_t)(**at - '0');
    return value;
}

static int value_of(const char* line, const char* end, double* value) {
    const char* const space = memchr(line, ' ', (size_t)(end - line));
    if (!space) return 0;
    const char* at = space;
    double sum = 0;
    do {
        const char* const key = at + 1;
        const char* const equals = memchr(key, '=', (size_t)(end - key));
        if (!equals) refuse("a field has a value");
        at = equals + 1;
        const double number = decimal(&at, end);
        const size_t length = (size_t)(equals - key);
        if (length == 5 && (!memcmp(key, "usage", 5) || !memcmp(key, "count", 5))) sum += number;
        if (at < end && *at == 'i') ++at;
    } while (at < end && *at == ',');
    if (at == end || *at++ != ' ') refuse("the fields end with a space");
    sum += (double)(integer(&at, end) % 8);
    if (at != end) refuse("a time is a number");
    *value = sum;
    return 1;
}

int main(void) { serve(); }
