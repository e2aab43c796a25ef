package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Allocation;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * What slices cost in the heap, counted: themselves, and nothing else. What makes nothing can have copied nothing. (Those of
 * mapped files are not asked: each check makes a small array, so that it hears of a truncation.)
 */
class SliceCostTest {
    private static final int SLICE_BYTES = 40;
    private static final int ITERATOR_BYTES_MAX = 256; // of a split, its iterator and the places that it has found
    private static final int ROUNDS = 3000;
    private static final int MEASUREMENTS = 3;
    private static final String TEXT = "name=value; other=a longer value; last=1";

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private int sink;

    /** Bytes that each round makes, once the compilers have had rounds to look at; what is made but now and then does not count. */
    private double bytesOf(IntSupplier round) {
        double fewest = measure(round);
        for (int again = 1; again < MEASUREMENTS; again++) {
            fewest = Math.min(fewest, measure(round));
        }
        return fewest;
    }

    private double measure(IntSupplier round) {
        long before = Allocation.bytesOf(Thread.currentThread().getId());
        for (int i = 0; i < ROUNDS; i++) {
            sink += round.getAsInt();
        }
        return (Allocation.bytesOf(Thread.currentThread().getId()) - before) / (double) ROUNDS;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"MAPPED_FILE", "PIECE_OF_MAPPED_FILE"})
    void takingASliceMakesIt(Shape shape) {
        Slice slice = shape.of(bytes(TEXT), running.loop());
        Slice[] kept = new Slice[1];
        assertThat(bytesOf(() -> {
                    kept[0] = slice.slice(5, 10);
                    return kept[0].length();
                }))
                .isBetween((double) SLICE_BYTES, SLICE_BYTES + 1.0);
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"MAPPED_FILE", "PIECE_OF_MAPPED_FILE"})
    void comparingAndHashingMakeNothing(Shape shape) {
        for (String text : List.of(TEXT, TEXT.repeat(20))) {
            Slice slice = shape.of(bytes(text), running.loop());
            Slice same = Slice.of(bytes(text));
            Slice sameOffHeap = Slice.offHeap(bytes(text));
            assertThat(bytesOf(() -> slice.equals(same) && slice.equals(sameOffHeap) ? 1 : 0))
                    .isLessThan(1);
            assertThat(bytesOf(() -> slice.compareTo(same) + slice.compareTo(sameOffHeap)))
                    .isLessThan(1);
            assertThat(bytesOf(() -> slice.startsWith(same) && slice.equalsIgnoreCase(same) ? 1 : 0))
                    .isLessThan(1);
            assertThat(bytesOf(slice::hashCode)).isLessThan(1);
            slice.release();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"MAPPED_FILE", "PIECE_OF_MAPPED_FILE"})
    void lookingUpInAMapMakesNothing(Shape shape) {
        Map<Slice, Integer> map = new HashMap<>();
        map.put(Slice.of(TEXT), 7);
        Slice slice = shape.of(bytes(TEXT), running.loop());
        assertThat(bytesOf(() -> map.get(slice))).isLessThan(1);
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"MAPPED_FILE", "PIECE_OF_MAPPED_FILE"})
    void findingAndReadingNumbersMakeNothing(Shape shape) {
        Slice slice = shape.of(bytes(TEXT.repeat(20) + "1234567"), running.loop());
        Slice number = slice.slice(slice.length() - 7);
        assertThat(bytesOf(() -> slice.find((byte) '!') + slice.find(Mark.CRLF) + slice.count((byte) ';')))
                .isLessThan(1);
        assertThat(bytesOf(() -> number.parseInt() + (int) number.parseLong() + (slice.isUtf8() ? 1 : 0)))
                .isLessThan(1);
        slice.release();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"MAPPED_FILE", "PIECE_OF_MAPPED_FILE"})
    void splittingLazilyMakesThePieces(Shape shape) {
        int pieces = 3 * 20 - 19;
        Slice slice = shape.of(bytes(TEXT.repeat(20)), running.loop());
        Slice[] kept = new Slice[1];
        double bytes = bytesOf(() -> {
            for (Slice piece : slice.split((byte) ';')) {
                kept[0] = piece;
            }
            return kept[0].length();
        });
        assertThat(bytes).isBetween((double) pieces * SLICE_BYTES, (double) pieces * SLICE_BYTES + ITERATOR_BYTES_MAX);
        slice.release();
    }

    @Test
    void piecesReferToTheSameBytes() {
        byte[] array = bytes("one;two;three");
        Slice whole = Slice.of(array);
        List<Slice> pieces = StreamSupport.stream(whole.split((byte) ';').spliterator(), false)
                .toList();
        array[4] = 'T';
        assertThat(pieces.get(1)).isEqualTo(Slice.of("Two"));
        assertThat(whole.slice(4, 7)).isEqualTo(Slice.of("Two"));
    }
}
