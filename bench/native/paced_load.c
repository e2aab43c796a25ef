/* Load for the same servers as exchange_load's, by a schedule: RATE messages a second are due, in bursts of BURST, on one
 * connection after the other, whether what went before was answered or not. A latency counts from when a message was due
 * and not from when it went: who is kept waiting does not leave out what came meanwhile.
 *
 *     paced_load PORT KIND CONNECTIONS BURST BYTES RATE
 *
 * See exchange.h for KIND and CONNECTIONS, and load.h for what it reads and prints; items are messages that were answered.
 * Before, it prints a line with nanoseconds of those behind the first quarter, and with numbers of messages:
 *
 *     latency {"p50": …, "p99": …, "p999": …, "max": …, "load_late": …, "due": …, "behind": …, "unanswered": …}
 *
 * behind are those that lack an answer when the schedule ends, unanswered those that still do 250 ms later: their latency
 * then counts up to there, and no order can follow. load_late is how late the load itself ever came. It never sleeps.
 */
#define _GNU_SOURCE
#include "exchange.h"
#include "histogram.h"

enum { RATE_MAX = 10000000, UNCOUNTED = 4 };
static const uint64_t SECOND = 1000000000, GRACE = 250000000;

/* What is due, and what became of it: the burst n of a connection is the burst n * connections + its place of all. */
typedef struct schedule {
    uint64_t start, bursts;
    uint64_t begun;    /* bursts */
    uint64_t answered; /* messages */
    uint64_t behind, load_late;
} schedule;

typedef struct outlet {
    uint64_t sent; /* bytes */
    int is_blocked;
} outlet;

static uint64_t rate, burst;
static schedule plan;
static outlet* outlets; /* one for each connection */
static histogram latencies;

static uint64_t due(uint64_t nth) { return plan.start + nth * burst * SECOND / rate; }

static int is_counted(uint64_t nth) { return nth >= plan.bursts / UNCOUNTED; }

static void draw_up(const order* wanted) {
    const uint64_t start = now(), longest = (uint64_t)MILLIS_MAX * 1000000u;
    const uint64_t span = wanted->until_nanos - start < longest ? wanted->until_nanos - start : longest;
    const uint64_t fitting = span * rate / SECOND;
    const uint64_t messages = wanted->items < fitting ? wanted->items : fitting;
    plan = (schedule){.start = start, .bursts = messages < burst ? 1 : messages / burst};
    memset(&latencies, 0, sizeof latencies);
    for (size_t i = 0; i < connections; ++i) {
        if (all[i].answered < all[i].begun) fail("answers of the last order are still out");
        all[i].begun = all[i].answered = 0;
        outlets[i].sent = 0;
    }
}

/* What the socket does not take goes when it can. */
static void send_due(connection* c) {
    outlet* const o = &outlets[c - all];
    const uint64_t end = c->begun * message_bytes;
    int is_blocked = 0;
    while (o->sent < end && !is_blocked) {
        const uint64_t rest = end - o->sent, most = BUFFER_BYTES - 2 * message_bytes;
        const char* const from = out + o->sent % message_bytes;
        const ssize_t sent = send(c->fd, from, rest < most ? rest : most, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) die("send");
        is_blocked = sent < 0 && errno == EAGAIN;
        if (sent > 0) o->sent += (uint64_t)sent;
    }
    if (is_blocked == o->is_blocked) return;
    struct epoll_event event = {.events = is_blocked ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &event) < 0) die("epoll_ctl");
    o->is_blocked = is_blocked;
}

/* At most as many as are then looked at for answers. */
static void begin_due(uint64_t time) {
    for (int i = 0; i < EVENTS_MAX && plan.begun < plan.bursts && due(plan.begun) <= time; ++i, ++plan.begun) {
        const uint64_t late = time - due(plan.begun);
        if (is_counted(plan.begun) && late > plan.load_late) plan.load_late = late;
        connection* const c = &all[plan.begun % connections];
        c->begun += burst;
        send_due(c);
    }
}

/* The messages of a connection from `from` to `to` took until `time`. */
static void record_all(const connection* c, uint64_t from, uint64_t to, uint64_t time) {
    for (uint64_t n = from; n < to; ++n) {
        const uint64_t nth = n / burst * connections + (uint64_t)(c - all);
        if (is_counted(nth)) record(&latencies, time - due(nth));
    }
}

static void take_answers(void) {
    struct epoll_event events[EVENTS_MAX];
    const int count = epoll_wait(poll_fd, events, EVENTS_MAX, 0);
    for (int i = 0; i < count; ++i) {
        connection* const c = events[i].data.ptr;
        if (events[i].events & EPOLLOUT) send_due(c);
        const uint64_t whole = receive(c);
        record_all(c, c->answered - whole, c->answered, now());
        plan.answered += whole;
    }
}

static void tell(void) {
    const uint64_t messages = plan.bursts * burst, end = now();
    for (size_t i = 0; i < connections; ++i) record_all(&all[i], all[i].answered, all[i].begun, end);
    printf(
        "latency {\"p50\": %llu, \"p99\": %llu, \"p999\": %llu, \"max\": %llu, \"load_late\": %llu, \"due\": %llu, "
        "\"behind\": %llu, \"unanswered\": %llu}\n",
        (unsigned long long)quantile(&latencies, 5000), (unsigned long long)quantile(&latencies, 9900),
        (unsigned long long)quantile(&latencies, 9990), (unsigned long long)latencies.greatest,
        (unsigned long long)plan.load_late, (unsigned long long)messages, (unsigned long long)plan.behind,
        (unsigned long long)(messages - plan.answered));
}

static uint64_t carry_out(const order* wanted) {
    draw_up(wanted);
    const uint64_t messages = plan.bursts * burst, end = due(plan.bursts);
    uint64_t over = 0; /* when all had begun, and the time of the last was up */
    while (plan.answered < messages && (!over || now() < over + GRACE)) {
        const uint64_t time = now();
        if (!over && time >= end && plan.begun == plan.bursts) {
            over = time;
            plan.behind = messages - plan.answered;
        }
        begin_due(time);
        take_answers();
    }
    tell();
    return plan.answered;
}

int main(int count, char** words) {
    if (count != 7) fail("paced_load PORT KIND CONNECTIONS BURST BYTES RATE");
    burst = number(words[4], BUFFER_BYTES);
    rate = number(words[6], RATE_MAX);
    write_messages(words[2], number(words[5], BUFFER_BYTES / 4), burst);
    connect_all((uint16_t)number(words[1], UINT16_MAX), number(words[3], CONNECTIONS_MAX));
    outlets = calloc(connections, sizeof *outlets);
    if (!outlets) die("calloc");
    obey(connections);
    return 0;
}
