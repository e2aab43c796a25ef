package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.EventLoop;
import io.millrace.ProcessCounters;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the JDK's own classes see of a slice. */
class ViewTest {
    private static final byte[] HELLO = "hello, mill".getBytes(StandardCharsets.US_ASCII);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aBufferShowsTheBytesAndNoOthers(Shape shape) {
        assertShows(shape);
        awaitCollection();
    }

    private void assertShows(Shape shape) {
        Slice slice = shape.of(HELLO, running.loop());
        ByteBuffer view = slice.asByteBuffer();

        assertThat(view.isReadOnly()).isTrue();
        assertThat(view.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(view.capacity()).isEqualTo(HELLO.length);
        assertThat(view).isEqualTo(ByteBuffer.wrap(HELLO));
        assertThatThrownBy(() -> view.put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
        slice.release();
        assertThat(view.duplicate()).as("after release").isEqualTo(ByteBuffer.wrap(HELLO));
    }

    /** A view that is gone is noticed by the collector alone. */
    private static void awaitCollection() {
        await().atMost(RunningLoop.PATIENCE).until(() -> {
            System.gc();
            ProcessCounters now = ProcessCounters.read();
            return now.views() == 0 && now.loops() == 1; // the one that keeps the segments of views is closed
        });
    }

    @Test
    void aBufferOutlivesItsSliceAndItsLoop() {
        EventLoop loop = EventLoop.open();
        loop.start();
        Slice slice = Retained.receive(loop, HELLO);
        ByteBuffer piece = slice.asByteBuffer().slice(7, 4).duplicate();
        slice.release();
        loop.close();
        for (int i = 0; i < 20; i++) {
            System.gc();
            Retained.receive(running.loop(), "other bytes".repeat(900).getBytes(StandardCharsets.US_ASCII))
                    .release();
            assertThat(StandardCharsets.US_ASCII.decode(piece.duplicate()).toString())
                    .isEqualTo("mill");
        }
        assertThat(ProcessCounters.read().loops()).isEqualTo(2);
        assertThat(ProcessCounters.read().views()).isEqualTo(1);
        piece = null;
        awaitCollection();
        assertThat(piece).isNull();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aStreamReadsFromStartToEnd(Shape shape) throws Exception {
        Slice slice = shape.of(HELLO, running.loop());
        InputStream stream = slice.asInputStream();
        byte[] target = new byte[20];

        assertThat(stream.available()).isEqualTo(11);
        assertThat(stream.read()).isEqualTo('h');
        stream.mark(0);
        assertThat(stream.read(target, 2, 4)).isEqualTo(4);
        assertThat(new String(target, 2, 4, StandardCharsets.US_ASCII)).isEqualTo("ello");
        assertThat(stream.skip(2)).isEqualTo(2);
        assertThat(stream.readAllBytes()).isEqualTo("mill".getBytes(StandardCharsets.US_ASCII));
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(target)).isEqualTo(-1);
        assertThat(stream.read(target, 0, 0)).isZero();
        stream.reset();
        assertThat(stream.readAllBytes()).hasSize(10);
        for (int bad : new int[] {-1, 21, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> stream.read(target, bad, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> stream.read(target, 1, bad)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aChannelReadsFromStartToEnd(Shape shape) throws Exception {
        Slice slice = shape.of(HELLO, running.loop());
        try (ReadableByteChannel channel = slice.asChannel()) {
            ByteBuffer target = ByteBuffer.allocateDirect(8);
            assertThat(channel.read(target)).isEqualTo(8);
            assertThat(channel.read(target)).isZero();
            assertThat(channel.read(target.clear())).isEqualTo(3);
            assertThat(channel.read(target)).isEqualTo(-1);
            assertThat(channel.isOpen()).isTrue();
        }
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void knowsUtf8(Shape shape) {
        String[] good = {
            "", "plain", "grün € 𝄞", "0123456789€", "\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff"
        };
        for (String text : good) {
            Slice slice = shape.of((text + "!").getBytes(StandardCharsets.UTF_8), running.loop());
            Slice whole = slice.slice(0, slice.length() - 1);
            assertThat(whole.isUtf8()).as(text).isTrue();
            slice.release();
        }
        int[][] bad = {
            {0x80},
            {0xc0, 0x80},
            {0xc1, 0xbf},
            {0xe0, 0x9f, 0xbf},
            {0xed, 0xa0, 0x80},
            {0xf0, 0x8f, 0xbf, 0xbf},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0xff},
            {0xc3},
            {0xe2, 0x82},
            {0xf0, 0x9d, 0x84},
            {0xc3, 0x28},
            {'a', 'b', 'c', 'd', 'e', 'f', 'g', 0xe2, 0x82},
            {0xe2, 0x28, 0xa1},
            {0xf0, 0x90, 0x28, 0xbc}
        };
        for (int[] units : bad) {
            byte[] bytes = new byte[units.length];
            for (int i = 0; i < units.length; i++) {
                bytes[i] = (byte) units[i];
            }
            Slice slice = shape.of(bytes, running.loop());
            assertThat(slice.isUtf8()).as("%s", slice).isFalse();
            slice.release();
        }
    }
}
