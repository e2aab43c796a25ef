"""What CPython needs for the talk's charts. The order comes as JSON in the first argument, the answer goes to standard
output as JSON: {"version": ..., "measured": [{"way", "at", "nanos", "counted"}]}. Only the standard library is used.
"""

import json
import os
import select
import socket
import sys
import time
import timeit

CHUNK_BYTES = 64
PIECE_BLOCK_BYTES = 2 << 20
PIECE_FROM = 4096
READ_BYTES = 64 << 10
RECEIVE_BUFFER_BYTES = 64 << 10
PAUSE_SECONDS = 50e-6


def times(statement, names):
    """Nanoseconds of one run, as often as ordered; each over so many runs as take the ordered time."""
    timer = timeit.Timer(statement, globals=names)
    least_seconds = order["millis"] / 1000
    runs = 1
    while True:
        seconds = timer.timeit(runs)
        if seconds >= least_seconds / 2:
            break
        runs = runs * 10 if seconds < least_seconds / 100 else int(runs * least_seconds / seconds) + 1
    return [timer.timeit(runs) / runs * 1e9 for _ in range(order["repeats"])]


class Collector:
    """A protocol that keeps what it received in an attribute, as those of the talk do."""

    def add(self, chunk, count):
        self.data = b""
        for _ in range(count):
            self.data += chunk


def join(chunk, count):
    parts = []
    for _ in range(count):
        parts.append(chunk)
    return b"".join(parts)


def concatenation():
    chunk = b"c" * CHUNK_BYTES
    for count in order["chunks"]:
        names = {"add": Collector().add, "join": join, "chunk": chunk, "count": count}
        yield "attribute", {"chunks": count}, times("add(chunk, count)", names), {}
        yield "join", {"chunks": count}, times("join(chunk, count)", names), {}


def pieces():
    block = b"b" * PIECE_BLOCK_BYTES
    for length in order["length"]:
        names = {"block": block, "view": memoryview(block), "start": PIECE_FROM, "end": PIECE_FROM + length}
        yield "slice", {"length": length}, times("block[start:end]", names), {}
        yield "memoryview", {"length": length}, times("view[start:end]", names), {}


def split():
    for length in order["length"]:
        for every in order["every"]:
            line = bytes(ord(",") if i % every == 0 else ord("a") + i % 26 for i in range(1, length + 1))
            at = {"length": length, "every": every}
            yield "split", at, times("line.split(separator)", {"line": line, "separator": b","}), {}


def read_slowly(server):
    """The other side, in a process of its own: takes up to 64 KiB at a time, pauses, tells its parent when it has all."""
    connection, _ = server.accept()
    while True:
        data = connection.recv(READ_BYTES)
        if not data:
            return
        os.write(told, len(data).to_bytes(4, "little"))
        time.sleep(PAUSE_SECONDS)


def await_reader(length):
    while length > 0:
        said = os.read(heard, 4096)
        length -= sum(int.from_bytes(said[i:i + 4], "little") for i in range(0, len(said), 4))


def send_some(connection, data):
    try:
        return connection.send(data)
    except BlockingIOError:
        select.select([], [connection], [])
        return 0


def copying(connection, block):
    """The slide's first way: what was not sent is copied, each time."""
    copied = 0
    rest = block
    while rest:
        sent = send_some(connection, rest)
        if sent:
            rest = rest[sent:]
            copied += len(rest)
    return copied


def referring(connection, block):
    """The slide's second way, with an offset and a view where the talk has buffer()."""
    view = memoryview(block)
    offset = 0
    while offset < len(block):
        offset += send_some(connection, view[offset:])
    return 0


def write(connection, way, block):
    """Nanoseconds until the reader has a block, each over so many blocks as take the ordered time; and what they cost."""
    nanos = []
    copied = blocks = 0
    writer = -time.thread_time_ns()
    for _ in range(order["repeats"]):
        began = time.perf_counter_ns()
        before = blocks
        while blocks == before or time.perf_counter_ns() - began < order["millis"] * 1e6:
            copied += way(connection, block)
            await_reader(len(block))
            blocks += 1
        nanos.append((time.perf_counter_ns() - began) / (blocks - before))
    writer += time.thread_time_ns()
    return nanos, {"blocks": blocks, "copiedBytes": copied, "writerNanos": writer}


def slow_reader():
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    server.bind(("127.0.0.1", 0))
    server.listen(1)
    if os.fork() == 0:
        try:
            read_slowly(server)
        finally:
            os._exit(0)
    with socket.create_connection(server.getsockname()) as connection:
        connection.setblocking(False)
        for length in order["blockBytes"]:
            block = bytes(length)
            for way in (copying, referring):
                way(connection, block)
                await_reader(length)
                nanos, counted = write(connection, way, block)
                yield way.__name__, {"blockBytes": length}, nanos, counted
    os.wait()


order = json.loads(sys.argv[1])
heard, told = os.pipe()
charts = {"concatenation": concatenation, "pieces": pieces, "writing": slow_reader, "split": split}
measured = [
    {"way": way, "at": at, "nanos": nanos, "counted": counted} for way, at, nanos, counted in charts[order["chart"]]()
]
json.dump({"version": sys.version.split()[0], "measured": measured}, sys.stdout)
