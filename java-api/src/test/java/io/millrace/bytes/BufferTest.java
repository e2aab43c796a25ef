package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventLoop;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A buffer says what a string would say to which the same was done, links what it can, and lets go of all of it. */
class BufferTest {
    private static final Mark[] MARKS = {Mark.of((byte) 'a'), Mark.sequence("aab"), Mark.CRLF, Mark.anyOf("bc")};
    private static final String[] PATTERNS = {"a", "aab", "\r\n", "[bc]"};

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static String random(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most); left > 0; left--) {
            text.append("aab\r\nc".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Slice slice) {
        return slice.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void findsAndSplitsAcrossPieces(Shape shape) {
        Random random = new Random(shape.ordinal());
        for (int i = 0; i < 20; i++) {
            String text = random(random, 60) + "!";
            Slice whole = shape.of(ascii(text), running.loop());
            Buffer buffer = new Buffer();
            for (int at = 0, next; at < text.length(); at = next) {
                next = Math.min(text.length(), at + random.nextInt(4));
                buffer.append(whole.slice(at, next));
            }
            whole.release();
            for (int m = 0; m < MARKS.length; m++) {
                List<String> parts = new ArrayList<>();
                buffer.split(MARKS[m]).forEach(part -> parts.add(text(part)));
                assertThat(parts).containsExactly(text.split(PATTERNS[m], -1));
            }
            buffer.clear();
        }
    }

    @Test
    void linksSlicesAndCopiesTheRestOnce() {
        Slice large = Slice.of(new byte[1 << 20]);
        Buffer buffer = new Buffer();
        for (int i = 0; i < 100; i++) {
            buffer.append(large).append("head");
        }
        assertThat(buffer.copiedBytes()).isEqualTo(400);
        assertThat(buffer.take(1 << 20)).isEqualTo(large);
        assertThat(text(buffer.take(4))).isEqualTo("head");
        buffer.takeBuffer(5 << 20).clear();
        assertThat(buffer.copiedBytes()).isEqualTo(400);
        buffer.slice(0, buffer.length());
        assertThat(buffer.copiedBytes()).as("put together").isEqualTo(400 + buffer.length());
    }

    @Test
    void appendsNumbersInBothOrders() {
        Buffer buffer = new Buffer()
                .appendInt(0x01020304, ByteOrder.BIG_ENDIAN)
                .appendInt(0x01020304, ByteOrder.LITTLE_ENDIAN)
                .appendLong(0x0102030405060708L, ByteOrder.BIG_ENDIAN)
                .appendLong(0x0102030405060708L, ByteOrder.LITTLE_ENDIAN)
                .appendDecimal(-70);
        assertThat(buffer.take(24).toByteArray())
                .containsExactly(1, 2, 3, 4, 4, 3, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 1);
        assertThat(text(buffer.take(3))).isEqualTo("-70");
    }

    @Test
    void gathersToAChannel(@TempDir Path folder) throws IOException {
        Buffer buffer = new Buffer();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            buffer.append(Slice.offHeap(ascii("piece " + i))).append(";");
            expected.writeBytes(ascii("piece " + i + ";"));
        }
        Path file = folder.resolve("gathered");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (!buffer.isEmpty()) {
                assertThat(buffer.gatherTo(channel)).isPositive();
            }
            assertThat(buffer.gatherTo(channel)).isZero();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(expected.toByteArray());
    }

    @Test
    void isAStreamToWriteAndToRead() throws IOException {
        Buffer buffer = new Buffer();
        buffer.asOutputStream().write('<');
        buffer.asOutputStream().write(ascii("-hello-"), 1, 5);
        InputStream stream = buffer.asInputStream();
        assertThat(stream.available()).isEqualTo(6);
        assertThat(stream.read()).isEqualTo('<');
        assertThat(stream.skip(1)).isEqualTo(1);
        assertThat(stream.readAllBytes()).isEqualTo(ascii("ello"));
        assertThat(stream.read()).isEqualTo(-1);
    }

    @Test
    void refusesRangesThatAreNotItsOwn() {
        Buffer buffer = new Buffer().append("0123456789");
        for (int bad : new int[] {-1, Integer.MIN_VALUE, 11, Integer.MAX_VALUE, Integer.MAX_VALUE - 1}) {
            assertThatThrownBy(() -> buffer.byteAt(bad)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.slice(5, bad)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.slice(bad, 5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.find(Mark.CRLF, bad)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.take(bad)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.takeBuffer(bad)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.drop(bad)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.append(new byte[10], bad, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> buffer.append(buffer)).isInstanceOf(IllegalArgumentException.class);
        assertThat(text(buffer.take(10))).isEqualTo("0123456789");
    }

    @Test
    void hasALimit() {
        Slice large = Slice.of(new byte[1 << 26]);
        Buffer buffer = new Buffer();
        for (int i = 0; i < 31; i++) {
            buffer.append(large);
        }
        buffer.append(large.slice(1));
        assertThat(buffer.length()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> buffer.append(large)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buffer.appendByte(1)).isInstanceOf(IllegalStateException.class);
        assertThat(buffer.byteAt(Integer.MAX_VALUE - 1)).isZero();
        assertThat(buffer.find((byte) 1)).isEqualTo(-1);
    }

    @Test
    void keepsWhatItLinksUntilItIsTaken() {
        Slice received = Retained.receive(running.loop(), ascii("hello, mill"));
        Buffer buffer = new Buffer().append(received);
        received.release();
        Slice taken = buffer.take(5);
        assertThat(text(taken)).isEqualTo("hello");
        buffer.clear();
        assertThat(text(taken)).isEqualTo("hello");
        taken.release();
    }

    @Test
    void saysThatTheLoopOfItsPiecesIsClosed() {
        EventLoop loop = EventLoop.open();
        loop.start();
        Slice received = Retained.receive(loop, ascii("hello"));
        Buffer buffer = new Buffer().append(received).append(" there");
        loop.close();
        assertThatThrownBy(() -> buffer.byteAt(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("copy()");
        buffer.drop(2);
        assertThat(text(buffer.slice(3, 9))).isEqualTo(" there");
        buffer.clear();
        assertThat(Arrays.asList(buffer.length(), buffer.pieces().size())).containsOnly(0);
    }
}
