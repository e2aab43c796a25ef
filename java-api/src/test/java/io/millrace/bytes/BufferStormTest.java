package io.millrace.bytes;

import static io.millrace.testing.Storm.same;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import io.millrace.testing.Storm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A million random operations on buffers, one on each thread, against strings; and then on one that all threads misuse. */
class BufferStormTest {
    private static final int LENGTH_MAX = 300;
    private static final int MISUSES = 20_000;
    private static final String LETTERS = "aab\r\nc".repeat(50);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Pool pool = new Pool(1 << 24);
    private Slice received;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Slice slice) {
        return slice.toString(StandardCharsets.ISO_8859_1);
    }

    @BeforeEach
    void receive() {
        received = Retained.receive(running.loop(), ascii(LETTERS));
    }

    @Test
    void agreesWithAString() {
        Storm.ofEach(random -> {
            Buffer buffer = new Buffer();
            StringBuilder oracle = new StringBuilder();
            for (int i = 0; i < Storm.OPERATIONS; i++) {
                append(random, buffer, oracle);
                look(random, buffer, oracle.toString());
                int most = oracle.length() > LENGTH_MAX ? oracle.length() : Math.min(20, oracle.length());
                take(random, buffer, oracle, random.nextInt(most + 1));
            }
            buffer.clear();
        });
        assertThat(pool.statistics().inUseBytes()).as("held for pieces").isZero();
        received.release();
    }

    @Test
    void harmsNothingElseWhenAllThreadsUseTheSame() {
        Buffer buffer = new Buffer();
        Storm.ofEach(random -> {
            for (int i = 0; i < MISUSES; i++) {
                try {
                    append(random, buffer, new StringBuilder());
                    int count = random.nextInt(LENGTH_MAX);
                    buffer.find(Mark.CRLF, Math.min(count, buffer.length()));
                    buffer.slice(0, Math.min(count, buffer.length()));
                    buffer.drop(count);
                } catch (RuntimeException confused) {
                    // Nothing is promised but that it ends.
                }
            }
        });
        assertThat(received).isEqualTo(Slice.of(LETTERS));
        received.release();
    }

    private void append(Random random, Buffer buffer, StringBuilder oracle) {
        int from = random.nextInt(LETTERS.length() - 12);
        int to = from + random.nextInt(12);
        String text = LETTERS.substring(from, to);
        switch (random.nextInt(10)) {
            case 0 -> buffer.append(Slice.of(ascii(text)));
            case 1 -> buffer.append(ascii("<" + text + ">"), 1, 1 + text.length());
            case 2 -> buffer.append(ByteBuffer.wrap(ascii(text)));
            case 3 -> buffer.append(text);
            case 4 -> buffer.append(new Buffer().append(text).append(Slice.EMPTY));
            case 5 -> buffer.append(received.slice(from, to));
            case 6 -> buffer.append(Slice.offHeap(ascii(text)));
            case 7 -> appendOfRegion(buffer, text);
            case 8 -> text = appendNumbers(random, buffer);
            default -> text.chars().forEach(buffer::appendByte);
        }
        oracle.append(text);
    }

    private void appendOfRegion(Buffer buffer, String text) {
        try (Region region = pool.take(20)) {
            buffer.append(region.put(text).toSlice());
        }
    }

    private static String appendNumbers(Random random, Buffer buffer) {
        int number = random.nextInt();
        buffer.appendInt(number, ByteOrder.BIG_ENDIAN).appendDecimal(number);
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        return new String(bytes, StandardCharsets.ISO_8859_1) + number;
    }

    private static void look(Random random, Buffer buffer, String text) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(text.length() - from + 1);
        same(buffer.length(), text.length());
        switch (random.nextInt(6)) {
            case 0 -> same(text(buffer.slice(from, to)), text.substring(from, to));
            case 1 -> same(buffer.find(Mark.sequence("aab"), from), text.indexOf("aab", from));
            case 2 -> same(buffer.find(Mark.of((byte) 'a'), from), text.indexOf('a', from));
            case 3 -> same(buffer.find((byte) 'c'), text.indexOf('c'));
            case 4 ->
                same(
                        buffer.split(Mark.CRLF).toList().stream()
                                .map(BufferStormTest::text)
                                .toList(),
                        Arrays.asList(text.split("\r\n", -1)));
            default -> same(from == to || (char) (buffer.byteAt(from) & 0xff) == text.charAt(from), true);
        }
    }

    private static void take(Random random, Buffer buffer, StringBuilder oracle, int count) {
        String expected = oracle.substring(0, count);
        switch (random.nextInt(4)) {
            case 0 -> buffer.drop(count);
            case 1 -> take(buffer.take(count), expected);
            case 2 -> {
                Buffer taken = buffer.takeBuffer(count);
                same(text(taken.slice(0, count)), expected);
                taken.clear();
            }
            default -> same(read(buffer, count), expected);
        }
        oracle.delete(0, count);
    }

    private static void take(Slice taken, String expected) {
        same(text(taken), expected);
        taken.release();
    }

    private static String read(Buffer buffer, int count) {
        try {
            return new String(buffer.asInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
