/* Load for servers that answer questions: a line with a number, one at a time, on one connection. Items are what is asked
 * for: so many timers, so many messages.
 *
 *     question_load PORT KIND NUMBER
 *
 * KIND is same, where the question itself comes back, or messages, where so many of 70 bytes do. Every byte is compared. See
 * load.h for what it reads and prints.
 */
#define _GNU_SOURCE
#include "load.h"

enum { NUMBER_MAX = 3000, MESSAGE_BYTES = 70 };

static char question[16], expected[NUMBER_MAX * MESSAGE_BYTES], in[NUMBER_MAX * MESSAGE_BYTES];
static size_t question_bytes, expected_bytes;
static uint64_t items;
static int fd;

static void expect(const char* kind) {
    question_bytes = (size_t)sprintf(question, "%llu\n", (unsigned long long)items);
    if (!strcmp(kind, "same")) {
        expected_bytes = question_bytes;
        memcpy(expected, question, question_bytes);
        return;
    }
    if (strcmp(kind, "messages") != 0) fail("there are same and messages");
    expected_bytes = items * MESSAGE_BYTES;
    for (size_t i = 0; i < expected_bytes; ++i) {
        const size_t at = i % MESSAGE_BYTES;
        expected[i] = at == MESSAGE_BYTES - 1 ? '\n' : (char)('!' + at);
    }
}

static void ask(void) {
    send_all(fd, question, question_bytes);
    for (size_t at = 0; at < expected_bytes;) {
        const ssize_t received = recv(fd, in + at, expected_bytes - at, 0);
        if (received < 0 && errno == EAGAIN) fail("nothing came back for 10 s");
        if (received < 0 && errno != EINTR) die("recv");
        if (received == 0) fail("the server closed the connection");
        if (received > 0) at += (size_t)received;
    }
    if (memcmp(in, expected, expected_bytes) != 0) fail("the answer is another one");
}

static uint64_t carry_out(const order* wanted) {
    uint64_t done = 0;
    do {
        ask();
        done += items;
    } while (done < wanted->items && now() < wanted->until_nanos);
    return done;
}

int main(int count, char** words) {
    if (count != 4) fail("question_load PORT KIND NUMBER");
    items = number(words[3], NUMBER_MAX);
    expect(words[2]);
    fd = connected((uint16_t)number(words[1], UINT16_MAX));
    obey(1);
    return 0;
}
