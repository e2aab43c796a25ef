package io.millrace.bench.compare;

import io.millrace.bench.chart.Tone;
import io.millrace.bench.compare.server.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** All workloads, by their ids and in their order. */
final class Workloads {
    private static final int MESSAGE_BYTES = 64;
    private static final int LINE_BYTES = 70;
    private static final int PIPELINES = 20; // with 50 under way on each: 1,000 in flight
    private static final int PIPELINED = 50;
    private static final String QUESTIONED = "1000";
    private static final int IDLE = 10_000;

    private static final Map<String, Supplier<Workload>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("echo", Workloads::echo);
        ALL.put("line", Workloads::line);
        ALL.put("netstring", Workloads::netstring);
        ALL.put("ingest", Workloads::ingest);
        ALL.put("influx", Workloads::influx);
        ALL.put("timers", Workloads::timers);
        ALL.put("writes", Workloads::writes);
        ALL.put("idle", Workloads::idle);
    }

    private Workloads() {}

    static List<String> ids() {
        return List.copyOf(ALL.keySet());
    }

    /** The workload of an id, which there must be. */
    static Workload of(String id) {
        return ALL.get(id).get();
    }

    private static Workload echo() {
        return new Workload(
                "echo",
                "Echo of 64 bytes",
                "message",
                new Contestants(Service.ECHO).all(),
                List.of(
                        Shape.exchange("raw", 50, 1, MESSAGE_BYTES),
                        Shape.exchange("raw", 50, 16, MESSAGE_BYTES),
                        Shape.exchange("raw", 1000, 1, MESSAGE_BYTES)),
                CpuMeter.ofAnswers(),
                List.of(
                        "Each connection has so many messages under way; one that comes back lets the next go. The C control"
                                + " does one receive and one send for what has come, and nothing else."));
    }

    private static Workload line() {
        return new Workload(
                "line",
                "Lines of 70 bytes",
                "line",
                new Contestants(Service.LINE).allWithFrames(),
                List.of(Shape.exchange("line", PIPELINES, PIPELINED, LINE_BYTES)),
                CpuMeter.ofAnswers(),
                List.of(
                        "Each line is found, given to the server's code, and sent back with its LF. C: memchr and memcpy for"
                                + " each line, one send. Netty: LineBasedFrameDecoder, which leaves the LF on, so that a line goes"
                                + " back as the slice that it is. Vert.x: RecordParser. Twisted: LineReceiver. Plain NIO: a loop"
                                + " over the direct buffer. Millrace: FrameProtocol, which sends the lines of a batch back as one"
                                + " piece; and, one by one, LineProtocol, which is called for each."));
    }

    private static Workload netstring() {
        return new Workload(
                "netstring",
                "Netstrings of 64 bytes",
                "netstring",
                new Contestants(Service.NETSTRING).allWithFrames(),
                List.of(Shape.exchange("netstring", PIPELINES, PIPELINED, MESSAGE_BYTES)),
                CpuMeter.ofAnswers(),
                List.of(
                        "Each netstring is taken out of what stands around it, given to the server's code, and sent back as"
                                + " a netstring. Twisted: NetstringReceiver. Vert.x: a RecordParser that changes its mode. Netty has"
                                + " no decoder of its own: a ByteToMessageDecoder and a MessageToByteEncoder, as users write them."
                                + " Millrace: FrameProtocol in batches; and, one by one, NetstringProtocol."));
    }

    private static Workload ingest() {
        Contestants asWritten = new Contestants(Service.STATSD);
        Contestants inPlace = new Contestants(Service.STATSD_IN_PLACE);
        List<Contestant> all = new ArrayList<>(sums(asWritten, inPlace));
        all.add(6, asWritten.inJava("millrace-lines", "millrace", "Millrace, lines", Tone.MILLRACE_TOO));
        return new Workload(
                "ingest",
                "StatsD lines, added up",
                "line",
                all,
                lines("statsd"),
                CpuMeter.ofItems(),
                List.of(
                        "NAME:VALUE|TYPE and LF, 26 bytes on average; in the end every server must name the exact number of"
                                + " lines and the exact sum of their values.",
                        "Millrace: Columns of Format.statsd() and DoubleColumn.sum(), on both engines; and, by lines,"
                                + " LineProtocol and Slice.parseDouble. Netty (epoll): LineBasedFrameDecoder, StringDecoder,"
                                + " String.split and Double.parseDouble; and, in place, the fastest that was written by hand:"
                                + " a state machine over the received bytes, without lines and without strings, which plain"
                                + " NIO has, too. Vert.x: RecordParser, split and parseDouble. C: memchr and a loop over"
                                + " digits."));
    }

    private static Workload influx() {
        return new Workload(
                "influx",
                "Influx lines, added up",
                "line",
                sums(new Contestants(Service.INFLUX), new Contestants(Service.INFLUX_IN_PLACE)),
                lines("influx"),
                CpuMeter.ofItems(),
                List.of(
                        "cpu,host=server07,region=us-west usage=12.5,idle=80.125,count=123i 1700000000123456789 and LF, 89 bytes"
                                + " on average. Of each the usage, the count and the rest of the time by 8 are added up, and in"
                                + " the end every server must name the exact number of lines and the exact sum.",
                        "Millrace: Columns of Format.influx() with all tags and fields, of which three columns are read."
                                + " The others read only what they add up, in the ways of the StatsD lines; the parser in"
                                + " place knows that the fields of just these lines differ in their first letters."));
    }

    /** Those who add up lines: in columns, in place, and as one writes it first. */
    private static List<Contestant> sums(Contestants asWritten, Contestants inPlace) {
        return List.of(
                asWritten.control(),
                inPlace.inJava(Contestant.MILLRACE, "Millrace, columns", Tone.MILLRACE),
                inPlace.inJava("netty-in-place", "netty-epoll", "Netty, in place", Tone.NETTY),
                asWritten.inJava("netty-split", "netty-epoll", "Netty, split", Tone.NETTY),
                inPlace.inJava("nio", "plain NIO, in place", Tone.NIO),
                asWritten.inJava("vertx", "Vert.x, split", Tone.VERTX),
                inPlace.inJava("millrace-nio", "Millrace over NIO", Tone.MILLRACE_TOO),
                asWritten.twisted());
    }

    private static List<Shape> lines(String kind) {
        List<String> words = List.of(kind, "4");
        return List.of(
                new Shape("4", "4 connections, as fast as they go", "ingest_load", words),
                new Shape("1GiB", "1 GiB on 4 connections", "ingest_load", words, 1 << 30));
    }

    private static Workload timers() {
        return new Workload(
                "timers",
                "Timers that are set and cancelled",
                "timer",
                new Contestants(Service.TIMERS).all(),
                List.of(new Shape(
                        "1000", "1,000 a turn, 100,000 others pending", "question_load", List.of("same", QUESTIONED))),
                CpuMeter.ofItems(),
                List.of(
                        "In each turn of its loop a server sets 1,000 timers and then cancels them; the system calls of the"
                                + " turn are in the figure. C: lists in the slots of a wheel, and nothing ever becomes due.",
                        "A selector has no timers, so plain NIO uses the JDK's ScheduledThreadPoolExecutor, which removes what is"
                                + " cancelled."));
    }

    private static Workload writes() {
        return new Workload(
                "writes",
                "Many small writes",
                "message",
                new Contestants(Service.WRITES).all(),
                List.of(new Shape(
                        "1000", "1,000 writes of 70 bytes a turn", "question_load", List.of("messages", QUESTIONED))),
                CpuMeter.ofItems(),
                List.of(
                        "When it is asked, a server writes 1,000 messages to one connection, each by a write of its own, and"
                                + " flushes once where it has to. C and plain NIO copy them behind each other into a buffer. Netty:"
                                + " a pooled direct buffer for each, as for a message that was encoded."));
    }

    private static Workload idle() {
        return new Workload(
                "idle",
                "Idle connections",
                "connection",
                new Contestants(Service.ECHO, MemoryMeter.JVM_OPTIONS).all(),
                List.of(new Shape(
                        "" + IDLE,
                        String.format(Locale.ROOT, "%,d connections", IDLE),
                        "exchange_load",
                        List.of("raw", "" + IDLE, "1", "" + MESSAGE_BYTES))),
                new MemoryMeter(),
                List.of(
                        "Each connection has echoed one message and is idle since. Outside the heap: what the process has of the"
                                + " machine's memory more than before (VmRSS); the heap was touched beforehand and is not in it. On the"
                                + " heap: what lives there after a collection. The kernel's own memory for sockets is in neither."));
    }
}
