"""Twisted's own receivers as the other side: python3 twisted_frames.py server KIND | client KIND PORT SEED COUNT

A server sends back each message, and prints its port. A client sends random messages cut into random pieces, and ends with 0
when all have come back.
"""
import random
import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Lines(basic.LineReceiver):
    def lineReceived(self, line):
        self.messageReceived(line)

    def sendMessage(self, message):
        self.sendLine(message)


class Netstrings(basic.NetstringReceiver):
    def stringReceived(self, string):
        self.messageReceived(string)

    def sendMessage(self, message):
        self.sendString(message)


class Int32s(basic.Int32StringReceiver):
    def stringReceived(self, string):
        self.messageReceived(string)

    def sendMessage(self, message):
        self.sendString(message)


class Int16s(basic.Int16StringReceiver):
    def stringReceived(self, string):
        self.messageReceived(string)

    def sendMessage(self, message):
        self.sendString(message)


class Int8s(basic.Int8StringReceiver):
    def stringReceived(self, string):
        self.messageReceived(string)

    def sendMessage(self, message):
        self.sendString(message)


KINDS = {"line": Lines, "netstring": Netstrings, "int32": Int32s, "int16": Int16s, "int8": Int8s}


def messages(kind, seed, count):
    dice = random.Random(seed)
    longest = 255 if kind == "int8" else 16000
    letters = bytes(b for b in range(256) if kind != "line" or b not in (10, 13))
    for _ in range(count):
        length = min(longest, int(2 ** (dice.random() * 14)) - 1)
        yield bytes(dice.choices(letters, k=length))


class Collected:
    """A transport that keeps what is written to it."""

    def __init__(self):
        self.bytes = b""
        self.disconnecting = False

    def write(self, data):
        self.bytes += data

    def writeSequence(self, pieces):
        self.bytes += b"".join(pieces)


def encoded(kind, all_messages):
    collector = KINDS[kind]()
    collector.transport = Collected()
    for message in all_messages:
        collector.sendMessage(message)
    return collector.transport.bytes


def serve(kind):
    class Echo(KINDS[kind]):
        def messageReceived(self, message):
            self.sendMessage(message)

    factory = protocol.Factory.forProtocol(Echo)
    port = reactor.listenTCP(0, factory, interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    reactor.callLater(60, reactor.stop)
    reactor.run()


def check(kind, port, seed, count):
    expected = list(messages(kind, seed, count))
    dice = random.Random(seed)
    outcome = []

    class Client(KINDS[kind]):
        def connectionMade(self):
            self.transport.setTcpNoDelay(True)
            self.left = encoded(kind, expected)
            self.seen = 0
            self.sendSome()

        def sendSome(self):
            length = int(2 ** (dice.random() * 16))
            self.transport.write(self.left[:length])
            self.left = self.left[length:]
            if self.left:
                reactor.callLater(0, self.sendSome)

        def messageReceived(self, message):
            if message != expected[self.seen]:
                outcome.append("message %d is another" % self.seen)
                self.transport.abortConnection()
            self.seen += 1
            if self.seen == len(expected):
                outcome.append("all")
                self.transport.loseConnection()

        def connectionLost(self, reason=protocol.connectionDone):
            if not outcome:
                outcome.append("lost after %d messages" % self.seen)
            reactor.callLater(0, reactor.stop)

    protocol.ClientCreator(reactor, Client).connectTCP("127.0.0.1", port)
    reactor.callLater(60, reactor.stop)
    reactor.run()
    if outcome != ["all"]:
        sys.exit("; ".join(outcome) or "it took too long")


if __name__ == "__main__":
    if sys.argv[1] == "server":
        serve(sys.argv[2])
    else:
        check(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
