package io.millrace.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.Framing;
import org.junit.jupiter.api.Test;

/** What can be asked of a framing. */
class FramingTest {
    @Test
    void refusesWhatItCannotDo() {
        assertThatIllegalArgumentException().isThrownBy(() -> Framing.delimiter("", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Framing.delimiter("123456789", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Framing.delimiter("\u0100", 1));
        for (int width : new int[] {-1, 0, 5, 6, 7, 9, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Framing.prefix(width, 1));
        }
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, Framing.LENGTH_LIMIT + 1, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Framing.lines(length));
            assertThatIllegalArgumentException().isThrownBy(() -> Framing.fixed(length));
        }
        for (int adjustment : new int[] {Integer.MIN_VALUE, -1025, 1025, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Framing.int32(1).adjustedBy(adjustment));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Framing.varint(1).littleEndian())
                .withMessageContaining("prefix");
        assertThatIllegalStateException().isThrownBy(() -> Framing.lines(1).adjustedBy(1));
        assertThatIllegalStateException().isThrownBy(() -> Framing.lines(1).strict());
        assertThatIllegalStateException()
                .isThrownBy(() -> Framing.delimiter("\n", 1).strict());
    }

    @Test
    void isAValue() {
        assertThat(Framing.int32(9).littleEndian())
                .isEqualTo(Framing.prefix(4, 9).littleEndian())
                .hasSameHashCodeAs(Framing.prefix(4, 9).littleEndian())
                .isNotEqualTo(Framing.int32(9))
                .isNotEqualTo(Framing.int32(8).littleEndian());
        assertThat(Framing.crlfLines(9)).isNotEqualTo(Framing.crlfLines(9).strict());
        assertThat(Framing.netstring(9)).hasToString("NETSTRING of at most 9 bytes");
    }
}
