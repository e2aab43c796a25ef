"""The servers of the comparison on Twisted: python3 twisted_server.py SERVICE. Says "version …" and "listening on
127.0.0.1:PORT", and ends when its input does.
"""

import platform
import random
import sys

import twisted
from twisted.internet import protocol, reactor, stdio
from twisted.protocols import basic

BACKLOG = 4096
FRAME_BYTES_MAX = 16384
PENDING = 100000
MESSAGE = bytes(range(ord("!"), ord("!") + 69)) + b"\n"


class NoDelay:
    def connectionMade(self):
        self.transport.setTcpNoDelay(True)


class Echo(NoDelay, protocol.Protocol):
    def dataReceived(self, data):
        self.transport.write(data)


class Lines(NoDelay, basic.LineReceiver):
    delimiter = b"\n"
    MAX_LENGTH = FRAME_BYTES_MAX


class EchoLines(Lines):
    def lineReceived(self, line):
        self.sendLine(line)


class EchoNetstrings(NoDelay, basic.NetstringReceiver):
    MAX_LENGTH = FRAME_BYTES_MAX

    def stringReceived(self, string):
        self.sendString(string)


class Sums(Lines):
    count = 0
    sum = 0.0

    def answer(self):
        self.sendLine(b"%d %.3f" % (self.count, self.sum))
        self.count = 0
        self.sum = 0.0


class StatsdSums(Sums):
    def lineReceived(self, line):
        fields = line.split(b":")
        if len(fields) == 1:
            self.answer()
        else:
            self.sum += float(fields[1].split(b"|")[0])
            self.count += 1


class InfluxSums(Sums):
    def lineReceived(self, line):
        parts = line.split(b" ")
        if len(parts) == 1:
            self.answer()
        else:
            fields = dict(field.split(b"=") for field in parts[1].split(b","))
            self.sum += float(fields[b"usage"]) + int(fields[b"count"][:-1]) + int(parts[2]) % 8
            self.count += 1


class Timers(Lines):
    delays = [300 + 7200 * random.Random(i).random() for i in range(4096)]
    next = 0

    @classmethod
    def set(cls):
        cls.next += 1
        return reactor.callLater(cls.delays[cls.next % len(cls.delays)], int)

    def lineReceived(self, line):
        for timer in [self.set() for _ in range(int(line))]:
            timer.cancel()
        self.sendLine(line)


class Writes(Lines):
    def lineReceived(self, line):
        for _ in range(int(line)):
            self.transport.write(MESSAGE)


class UntilTheInputEnds(protocol.Protocol):
    def connectionLost(self, reason):
        if reactor.running:
            reactor.stop()


SERVICES = {
    "echo": Echo,
    "line": EchoLines,
    "netstring": EchoNetstrings,
    "statsd": StatsdSums,
    "influx": InfluxSums,
    "timers": Timers,
    "writes": Writes,
}

factory = protocol.Factory.forProtocol(SERVICES[sys.argv[1]])
if sys.argv[1] == "timers":
    for _ in range(PENDING):
        Timers.set()
port = reactor.listenTCP(0, factory, backlog=BACKLOG, interface="127.0.0.1")
stdio.StandardIO(UntilTheInputEnds())
print(f"version Twisted {twisted.__version__}, CPython {platform.python_version()}, {type(reactor).__name__}")
print(f"listening on 127.0.0.1:{port.getHost().port}", flush=True)
reactor.run()
