"""What timers cost in Twisted's reactor, for the timers chart: in a turn in which others are pending, and when one is set
and cancelled again. Order and answer are those of talk.py.
"""

import json
import random
import sys
import time

import twisted
from twisted.internet import defer, reactor

CANCELLED = 100
FROM_SECONDS = 3600

order = json.loads(sys.argv[1])
delays = random.Random(2005)


def set_a_timer():
    return reactor.callLater(FROM_SECONDS * (1 + delays.random()), lambda: None)


def turns(count):
    """In each turn of the reactor a timer is set for the next."""
    done = defer.Deferred()

    def turn(left):
        if left == 0:
            done.callback(None)
        else:
            reactor.callLater(0, turn, left - 1)

    reactor.callLater(0, turn, count)
    return done


def pairs(count):
    """Sets a timer and cancels it; a hundred in each turn."""
    done = defer.Deferred()

    def batch(left):
        for _ in range(min(left, CANCELLED)):
            set_a_timer().cancel()
        if left > CANCELLED:
            reactor.callLater(0, batch, left - CANCELLED)
        else:
            done.callback(None)

    reactor.callLater(0, batch, count)
    return done


@defer.inlineCallbacks
def took_nanos(work, count):
    began = time.perf_counter_ns()
    yield work(count)
    return time.perf_counter_ns() - began


@defer.inlineCallbacks
def times(work):
    """Nanoseconds of one operation, as often as ordered; each over so many as take half the ordered time or more."""
    count = CANCELLED
    while (yield took_nanos(work, count)) < order["millis"] * 1e6 / 2:
        count *= 2
    nanos = []
    for _ in range(order["repeats"]):
        took = yield took_nanos(work, count)
        nanos.append(took / count)
    return nanos


@defer.inlineCallbacks
def timers():
    held = []
    measured = []
    for pending in order["pending"]:
        while len(held) > pending:
            held.pop().cancel()
        while len(held) < pending:
            held.append(set_a_timer())
        yield turns(1)  # which sorts those that are new
        for way, work in (("turn", turns), ("cancel", pairs)):
            nanos = yield times(work)
            measured.append({"way": way, "at": {"pending": pending}, "nanos": nanos})
    return measured


def answer(measured):
    json.dump({"version": twisted.__version__, "measured": measured}, sys.stdout)


failures = []
reactor.callWhenRunning(
    lambda: timers().addCallback(answer).addErrback(failures.append).addBoth(lambda _: reactor.stop())
)
reactor.run(installSignalHandlers=False)
if failures:
    sys.exit(failures[0].getErrorMessage())
