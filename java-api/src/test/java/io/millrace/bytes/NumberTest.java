package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are read strictly: what is not wholly one is an error. */
class NumberTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 123_456_789, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void readsInts(long number) {
        assertThat(Slice.of("" + number).parseInt()).isEqualTo((int) number);
        assertThat(Slice.of("" + number).parseLong()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE + 1, 1L << 40})
    void readsLongs(long number) {
        assertThat(Slice.of("" + number).parseLong()).isEqualTo(number);
        assertThatThrownBy(() -> Slice.of("" + number).parseInt())
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", " 1", "1 ", "1.0", "--1", "1-", "0x1", "١", "1e3", "\0"})
    void refusesWhatIsNoNumber(String text) {
        assertThatThrownBy(() -> Slice.of(text).parseLong())
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("offset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999",
                "18446744073709551616",
                "-18446744073709551617"
            })
    void refusesWhatDoesNotFit(String text) {
        assertThatThrownBy(() -> Slice.of(text).parseLong())
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "-2147483649", "4294967296"})
    void refusesWhatDoesNotFitIntoAnInt(String text) {
        assertThatThrownBy(() -> Slice.of(text).parseInt())
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("too large");
    }
}
