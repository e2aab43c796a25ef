package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.testing.Allocation;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A column is read as its rows would be one by one, wherever its bytes lie. */
class NumberTableTest {
    private static final int ROWS_MAX = 40;

    /** What rows are made of: most are numbers, of every length, and some nearly are. */
    private static final List<String> ROWS = List.of(
            "0",
            "-0",
            "7",
            "-7",
            "12",
            "1234567",
            "12345678",
            "-1234567",
            "-12345678",
            "123456789",
            "00000000",
            "9223372036854775807",
            "-9223372036854775808",
            "1234567890123456",
            "0000000000000000000000000012",
            "",
            "-",
            "--1",
            "+1",
            " 1",
            "1 ",
            "1.0",
            "12a45678",
            "1234567x",
            "x",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616",
            "99999999999999999999",
            "\u0080",
            "1234567890123456x");

    private static final int GOOD_ROWS = 15;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static String random(Random random, int rows, int kinds, String end) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(ROWS.get(random.nextInt(kinds))).append(end);
        }
        return text.toString();
    }

    /** Row by row what the table holds is what its piece says of itself, the error and its offset included. */
    private static void assertReads(Slice slice, OffsetTable ends, int from, int gap, NumberTable numbers) {
        int start = from;
        int malformed = 0;
        assertThat(numbers.count()).isEqualTo(ends.count());
        for (int i = 0; i < ends.count(); i++) {
            Slice row = slice.slice(start, ends.at(i));
            MalformedNumberException alone = catchThrowableOfType(MalformedNumberException.class, row::parseLong);
            assertThat(numbers.isMalformed(i)).as("row %d, %s", i, row).isEqualTo(alone != null);
            if (alone == null) {
                assertThat(numbers.at(i)).isEqualTo(row.parseLong());
            } else {
                assertThat(malformed++ == 0).isEqualTo(numbers.firstMalformed() == i);
                int index = i;
                MalformedNumberException told =
                        catchThrowableOfType(MalformedNumberException.class, () -> numbers.at(index));
                assertThat(told.offset()).isEqualTo(start + alone.offset());
            }
            start = ends.at(i) + gap;
        }
        assertThat(numbers.malformedCount()).isEqualTo(malformed);
        assertThat(numbers.firstMalformed() >= 0).isEqualTo(malformed > 0);
    }

    @ParameterizedTest
    @EnumSource
    void readsEachRowAsItWouldBeAlone(Shape shape) {
        Random random = new Random(1);
        OffsetTable ends = new OffsetTable(ROWS_MAX);
        NumberTable numbers = new NumberTable(ROWS_MAX);
        for (int rows = 0; rows <= ROWS_MAX; rows++) {
            int kinds = rows % 2 == 0 ? GOOD_ROWS : ROWS.size();
            String text = random(random, rows, kinds, "\r\n") + "5"; // what ends at no separator is no row
            Slice slice = shape.of(text.getBytes(StandardCharsets.ISO_8859_1), running.loop());
            slice.split(Mark.CRLF, 0, ends);
            assertThat(slice.parseLongs(ends, numbers)).isEqualTo(numbers.malformedCount());
            assertReads(slice, ends, 0, 2, numbers);
            slice.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhereAFullTableEnded(Shape shape) {
        String text = "10,-20,30,x,50,60,70,80,90,";
        Slice slice = shape.of(text.getBytes(StandardCharsets.ISO_8859_1), running.loop());
        OffsetTable ends = new OffsetTable(5);
        NumberTable numbers = new NumberTable(5);
        assertThat(slice.split((byte) ',', ends)).isEqualTo(5);
        assertThat(slice.parseLongs(ends, numbers)).isEqualTo(1);
        assertReads(slice, ends, 0, 1, numbers);
        int from = ends.at(4) + 1;
        assertThat(slice.split((byte) ',', from, ends)).isEqualTo(4);
        assertThat(slice.parseLongs(ends, numbers)).isZero();
        assertReads(slice, ends, from, 1, numbers);
        assertThat(numbers.at(3)).isEqualTo(90);
        slice.release();
    }

    @Test
    void losesNothingWhereNoRowIsANumber() {
        Slice slice = Slice.offHeap("a\n".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        OffsetTable ends = new OffsetTable(1000);
        NumberTable numbers = new NumberTable(1000);
        slice.split((byte) '\n', ends);
        assertThat(slice.parseLongs(ends, numbers)).isEqualTo(1000);
        assertReads(slice, ends, 0, 1, numbers);

        Slice good = Slice.offHeap("1\n".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        good.split((byte) '\n', ends);
        assertThat(good.parseLongs(ends, numbers)).isZero();
        assertReads(good, ends, 0, 1, numbers);
    }

    @Test
    void refusesOffsetsOfAnotherSlice() {
        OffsetTable ends = new OffsetTable(3);
        NumberTable numbers = new NumberTable(3);
        Slice.of("1,2,3,").split((byte) ',', ends);
        assertThatThrownBy(() -> Slice.of("1,2,").parseLongs(ends, numbers))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("another slice");
    }

    @Test
    void refusesATableThatIsTooSmall() {
        OffsetTable ends = new OffsetTable(3);
        NumberTable numbers = new NumberTable(2);
        Slice slice = Slice.of("1,2,3,");
        slice.split((byte) ',', ends);
        assertThatThrownBy(() -> slice.parseLongs(ends, numbers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 rows");
        assertThat(numbers.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, (1 << 24) + 1})
    void refusesSuchACapacity(int capacity) {
        assertThatThrownBy(() -> new NumberTable(capacity)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesRowsThatAreNotThere(int row) {
        OffsetTable ends = new OffsetTable(1);
        NumberTable numbers = new NumberTable(4);
        Slice slice = Slice.of("1,");
        slice.split((byte) ',', ends);
        slice.parseLongs(ends, numbers);
        assertThatThrownBy(() -> numbers.at(row)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> numbers.isMalformed(row)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void keepsNoNumberOfASliceThatHasEnded() {
        Slice slice = Shape.RETAINED.of("1,2,3,4,5,".getBytes(StandardCharsets.US_ASCII), running.loop());
        OffsetTable ends = new OffsetTable(5);
        NumberTable numbers = new NumberTable(5);
        slice.split((byte) ',', ends);
        slice.release();
        assertThatThrownBy(() -> slice.parseLongs(ends, numbers)).isInstanceOf(IllegalStateException.class);
        assertThat(numbers.count()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"WHOLE_ARRAY", "OFF_HEAP"})
    void makesNothing(Shape shape) {
        byte[] bytes = "-1234567\n12\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        Slice slice = shape.of(bytes, running.loop());
        OffsetTable ends = new OffsetTable(200);
        NumberTable numbers = new NumberTable(200);
        long before = 0;
        for (int round = 0; round < 2000; round++) {
            if (round == 1000) {
                before = Allocation.bytesOf(Thread.currentThread().getId());
            }
            slice.split((byte) '\n', ends);
            slice.parseLongs(ends, numbers);
        }
        long made = Allocation.bytesOf(Thread.currentThread().getId()) - before;
        assertThat(made / 1000).as("bytes a column").isLessThan(8);
    }
}
