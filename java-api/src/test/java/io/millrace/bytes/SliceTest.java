package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.RunningLoop;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slice says of its bytes what a plain array says, in every shape. */
class SliceTest {
    private static final int LENGTH_MAX = 150;
    private static final int TRIES = 60;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** Few different bytes, so that repetitions, prefixes and false starts are many; some of them are negative. */
    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? 0x80 + random.nextInt(3) : 'a' + random.nextInt(3));
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void agreesWithAnArray(Shape shape) {
        Random random = new Random(shape.ordinal());
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = random(random, random.nextInt(LENGTH_MAX));
            Slice slice = shape.of(bytes, running.loop());
            for (int operation = 0; operation < 40; operation++) {
                agreeOnce(random, bytes, slice);
            }
            slice.release();
        }
    }

    private static void agreeOnce(Random random, byte[] bytes, Slice slice) {
        int from = random.nextInt(bytes.length + 1);
        int to = from + random.nextInt(bytes.length - from + 1);
        byte wanted = random(random, 1)[0];
        byte[] sequence = random(random, random.nextInt(4));
        byte[] expected = Arrays.copyOfRange(bytes, from, to);

        assertThat(slice.length()).isEqualTo(bytes.length);
        assertThat(slice.slice(from, to).toByteArray()).isEqualTo(expected);
        assertThat(slice.slice(from, to)).isEqualTo(Slice.of(expected)).hasSameHashCodeAs(Slice.of(expected));
        assertThat(slice.find(wanted, from)).isEqualTo(find(bytes, from, new byte[] {wanted}));
        assertThat(slice.find(Slice.of(sequence), from)).isEqualTo(find(bytes, from, sequence));
        assertThat(slice.startsWith(Slice.of(sequence))).isEqualTo(find(bytes, 0, sequence) == 0);
        assertThat(slice.slice(from).endsWith(Slice.of(expected)))
                .isEqualTo(to == bytes.length
                        || Arrays.equals(
                                bytes, bytes.length - (to - from), bytes.length, expected, 0, expected.length));
        assertThat(Integer.signum(slice.compareTo(Slice.of(expected))))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(bytes, expected)));
        agreeOnMarks(bytes, slice, from, wanted, sequence);
        if (from < bytes.length) {
            assertThat(slice.byteAt(from)).isEqualTo(bytes[from]);
        }
    }

    private static void agreeOnMarks(byte[] bytes, Slice slice, int from, byte wanted, byte[] sequence) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String letter = new String(new byte[] {wanted}, StandardCharsets.ISO_8859_1);
        assertThat(slice.findLast(wanted)).isEqualTo(text.lastIndexOf(letter));
        assertThat(slice.count(wanted))
                .isEqualTo(text.length() - text.replace(letter, "").length());
        if (sequence.length == 0) {
            return;
        }
        String several = new String(sequence, StandardCharsets.ISO_8859_1);
        Mark any = Mark.anyOf(Slice.of(sequence));
        Mark all = Mark.sequence(Slice.of(sequence));
        assertThat(slice.find(all, from)).isEqualTo(text.indexOf(several, from));
        assertThat(slice.findLast(all)).isEqualTo(text.lastIndexOf(several));
        assertThat(slice.count(all))
                .isEqualTo((text.length() - text.replace(several, "").length()) / several.length());
        IntPredicate isAny = at -> several.indexOf(text.charAt(at)) >= 0;
        int[] hits = IntStream.range(0, bytes.length).filter(isAny).toArray();
        assertThat(slice.count(any)).isEqualTo(hits.length);
        assertThat(slice.findLast(any)).isEqualTo(hits.length == 0 ? -1 : hits[hits.length - 1]);
        assertThat(slice.find(any, from))
                .isEqualTo(
                        Arrays.stream(hits).filter(at -> at >= from).findFirst().orElse(-1));
    }

    private static int find(byte[] bytes, int from, byte[] wanted) {
        for (int at = from; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void splitsAsAStringIsSplit(Shape shape) {
        Random random = new Random(100 + shape.ordinal());
        OffsetTable table = new OffsetTable(LENGTH_MAX);
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = random(random, random.nextInt(LENGTH_MAX));
            Slice slice = shape.of(bytes, running.loop());
            String[] expected = new String(bytes, StandardCharsets.ISO_8859_1).split("a", -1);

            assertThat(slice.split((byte) 'a'))
                    .extracting(piece -> piece.toString(StandardCharsets.ISO_8859_1))
                    .containsExactly(expected);
            assertThat(slice.split((byte) 'a', table)).isEqualTo(expected.length - 1);
            for (int at = 0, from = 0; at < table.count(); from = table.at(at++) + 1) {
                assertThat(slice.slice(from, table.at(at)).toString(StandardCharsets.ISO_8859_1))
                        .isEqualTo(expected[at]);
            }
            slice.release();
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void goesOnWhereATableWasFull(Shape shape) {
        byte[] bytes = new byte[100];
        Arrays.fill(bytes, (byte) ',');
        Slice slice = shape.of(bytes, running.loop());
        OffsetTable table = new OffsetTable(7);
        int found = 0;
        for (int from = 0; slice.split((byte) ',', from, table) > 0; from = table.at(table.count() - 1) + 1) {
            for (int i = 0; i < table.count(); i++) {
                assertThat(table.at(i)).isEqualTo(found++);
            }
        }
        assertThat(found).isEqualTo(100);
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void refusesRangesThatAreNotItsOwn(Shape shape) {
        Slice slice = shape.of(new byte[10], running.loop());
        int[] outside = {-1, Integer.MIN_VALUE, 11, Integer.MAX_VALUE, Integer.MAX_VALUE - 1};
        for (int index : outside) {
            assertThatThrownBy(() -> slice.byteAt(index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.slice(index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.slice(5, index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.find((byte) 0, index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.find(Slice.EMPTY, index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.find(Mark.CRLF, index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.split((byte) 0, index, new OffsetTable(1)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.split(Mark.CRLF, index, new OffsetTable(1)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.copyTo(new byte[20], index)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> slice.byteAt(10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(6, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.copyTo(new byte[9], 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.copyTo(ByteBuffer.allocate(9))).isInstanceOf(BufferOverflowException.class);
        assertThatThrownBy(() -> slice.copyTo(ByteBuffer.allocate(10).asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThat(slice.slice(10)).isEqualTo(Slice.EMPTY);
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void isCopiedOutWhole(Shape shape) {
        byte[] bytes = random(new Random(3), 100);
        Slice slice = shape.of(bytes, running.loop());
        byte[] array = new byte[102];
        ByteBuffer buffer = ByteBuffer.allocate(102).position(1);

        slice.copyTo(array, 1);
        slice.copyTo(buffer);

        assertThat(Arrays.copyOfRange(array, 1, 101)).isEqualTo(bytes);
        assertThat(buffer.position()).isEqualTo(101);
        assertThat(buffer.array()).isEqualTo(array);
        assertThat(slice.copy()).isEqualTo(slice);
        assertThat(slice.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1));
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void findsItsValueInAMapOfCopies(Shape shape) {
        Map<Slice, String> routes = new HashMap<>();
        routes.put(Slice.of("GET /one").copy(), "one");
        routes.put(Slice.of("GET /two").copy(), "two");
        Slice received = shape.of("GET /two".getBytes(StandardCharsets.US_ASCII), running.loop());

        assertThat(routes).containsEntry(received, "two");
        received.release();
    }

    @Test
    void trimsSpacesAndTabs() {
        assertThat(Slice.of(" \t a b\t ").trim()).isEqualTo(Slice.of("a b"));
        assertThat(Slice.of(" \t ").trim().isEmpty()).isTrue();
        assertThat(Slice.of("\na").trim()).isEqualTo(Slice.of("\na"));
    }

    @Test
    void comparesLettersWithoutTheirCase() {
        assertThat(Slice.of("Content-LENGTH").equalsIgnoreCase(Slice.of("content-length")))
                .isTrue();
        assertThat(Slice.of("a").equalsIgnoreCase(Slice.of("b"))).isFalse();
        assertThat(Slice.of("a").equalsIgnoreCase(Slice.of("ab"))).isFalse();
        assertThat(Slice.of("@[`{").equalsIgnoreCase(Slice.of("`{@[")))
                .as("only letters have a case")
                .isFalse();
    }

    @Test
    void comparesWithTextLetterByLetter() {
        assertThat(Slice.of("GET").contentEquals("GET")).isTrue();
        assertThat(Slice.of("GET").contentEquals("GEt")).isFalse();
        assertThat(Slice.of("GET").contentEquals("GETS")).isFalse();
        assertThat(Slice.of(new byte[] {(byte) 0xe4}).contentEquals("ä")).isTrue();
        assertThat(Slice.of(new byte[] {(byte) 0x41}).contentEquals("\u0141")).isFalse();
    }

    @Test
    void isTheUtf8OfText() {
        assertThat(Slice.of("grün €").toByteArray()).isEqualTo("grün €".getBytes(StandardCharsets.UTF_8));
        assertThat(Slice.of(new StringBuilder("abc")).length()).isEqualTo(3);
    }

    @Test
    void seesWhatIsWrittenToTheArrayThatItRefersTo() {
        byte[] array = {1, 2, 3};
        Slice slice = Slice.of(array);
        array[1] = 9;
        assertThat(slice.byteAt(1)).isEqualTo((byte) 9);
        assertThat(slice.copy().toByteArray()).containsExactly(1, 9, 3);
    }

    @Test
    void showsItselfToPeople() {
        assertThat(Slice.of("a\r\n\0\u007f")).hasToString("Slice[5 bytes: a\\r\\n\\x00\\x7f]");
        assertThat(Slice.of("x".repeat(100)).toString())
                .startsWith("Slice[100 bytes: xxx")
                .endsWith("x…]");
    }
}
