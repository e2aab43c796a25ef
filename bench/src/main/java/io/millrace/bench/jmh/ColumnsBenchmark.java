package io.millrace.bench.jmh;

import io.millrace.bytes.Slice;
import io.millrace.columns.Columns;
import io.millrace.columns.DoubleColumn;
import io.millrace.columns.Field;
import io.millrace.columns.Format;
import io.millrace.columns.LongColumn;
import io.millrace.columns.VerbColumn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows in memory, of StatsD (32 bytes in the middle, a quarter of them with a rate or tags) or of Influx (83 bytes), decoded and
 * added up: nanoseconds for each row. Decoding into columns reads all of their fields; who parses by hand only what is added up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@OperationsPerInvocation(ColumnsBenchmark.ROWS)
public class ColumnsBenchmark {
    static final int ROWS = 10_000;

    private static final int BATCH = 1024;
    private static final String[] TYPES = {"c", "ms", "g", "h"};
    private static final String[] NAMES = {
        "api.requests",
        "api.users.login",
        "db.query.time",
        "cache.hit",
        "queue.depth.orders",
        "http.response.bytes.eu-west-1",
        "jobs",
        "payments.settled.amount"
    };

    /** Which rows. */
    public enum Kind {
        STATSD,
        INFLUX
    }

    @Param
    public Kind kind;

    private byte[] bytes;
    private Slice offHeap;
    private Slice inHeap;
    private RowParser parser;
    private Columns columns;
    private DoubleColumn decimals;
    private VerbColumn types;
    private LongColumn counts;
    private LongColumn times;

    @Setup
    public void fill() {
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            rows.append(kind == Kind.STATSD ? statsdRow(random) : influxRow(random));
        }
        bytes = rows.toString().getBytes(StandardCharsets.ISO_8859_1);
        offHeap = Slice.offHeap(bytes);
        inHeap = Slice.of(bytes);
        parser = new RowParser(bytes);
        if (kind == Kind.STATSD) {
            columns = Columns.of(Format.statsd(), BATCH);
            decimals = columns.doubles("value");
            types = columns.verbs("type");
        } else {
            columns = Columns.of(
                    Format.influx(
                            List.of(Field.slice("host"), Field.slice("region")),
                            List.of(Field.decimal("usage"), Field.decimal("idle"), Field.integer("count"))),
                    BATCH);
            decimals = columns.doubles("usage");
            counts = columns.longs("count");
            times = columns.longs("time");
        }
        double sum = strings();
        if (columns() != sum || columnsInJava() != sum || byHand() != sum) {
            throw new IllegalStateException("the sums disagree");
        }
    }

    /** Values are multiples of an eighth, so that sums are exact in any order. */
    private static String statsdRow(Random random) {
        String more = random.nextInt(4) > 0 ? "" : random.nextBoolean() ? "|@0.1" : "|#env:prod,host:a";
        return NAMES[random.nextInt(8)] + ":" + number(random.nextInt(1 << 16) / 8.0) + "|" + TYPES[random.nextInt(4)]
                + more + "\n";
    }

    private static String influxRow(Random random) {
        return String.format(
                Locale.ROOT,
                "cpu,host=server%02d,region=us-west usage=%s,idle=%s,count=%di %d%n",
                random.nextInt(100),
                number(random.nextInt(800) / 8.0),
                number(random.nextInt(800) / 8.0),
                random.nextInt(100_000),
                1_700_000_000_000_000_000L + random.nextInt(1 << 30));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Natively, the crossings and reading the columns included. */
    @Benchmark
    public double columns() {
        return sum(offHeap);
    }

    /** By the Java twin. */
    @Benchmark
    public double columnsInJava() {
        return sum(inHeap);
    }

    private double sum(Slice rows) {
        double sum = 0;
        int from = 0;
        do {
            int count = columns.decode(rows, from);
            sum += kind == Kind.STATSD ? sumOfStatsd(count) : sumOfInflux(count);
            from = columns.consumed();
        } while (columns.isFull());
        return sum;
    }

    private double sumOfStatsd(int count) {
        double sum = 0;
        for (int row = 0; row < count; row++) {
            sum += types.at(row) == 0 ? decimals.at(row) : -decimals.at(row);
        }
        return sum;
    }

    private double sumOfInflux(int count) {
        double sum = decimals.sum();
        for (int row = 0; row < count; row++) {
            sum += times.at(row) % 8 - counts.at(row);
        }
        return sum;
    }

    /** By a parser in Java for just these rows, byte by byte. */
    @Benchmark
    public double byHand() {
        return kind == Kind.STATSD ? parser.statsd() : parser.influx();
    }

    /** With {@link String#split} and {@link Double#parseDouble}. */
    @Benchmark
    public double strings() {
        return kind == Kind.STATSD ? RowParser.statsdOfStrings(bytes) : RowParser.influxOfStrings(bytes);
    }
}
