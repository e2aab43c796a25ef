package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({"'',0", "-,1", "+1,0", "12a4,2", "99999999999,9", "-99999999999,10"})
    void saysWhereAnIntGoesWrong(String text, int offset) {
        assertThat(offsetOf(() ->
                        Slice.of("xx" + text + "xx").slice(2, 2 + text.length()).parseInt()))
                .isEqualTo(offset);
    }

    private static int offsetOf(ThrowingCallable parse) {
        return catchThrowableOfType(MalformedNumberException.class, parse).offset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "1a2B", "00000000000000000000001", "7fffffffffffffff"})
    void readsHexadecimals(String text) {
        assertThat(Slice.of(text).parseHex()).isEqualTo(Long.parseLong(text, 16));
    }

    @ParameterizedTest
    @CsvSource({"'',0", "-1,0", "+1,0", "0x1,1", "12g,2", "8000000000000000,15", "fffffffffffffffff,15", "'1 ',1"})
    void refusesOtherHexadecimals(String text, int offset) {
        assertThat(offsetOf(() -> Slice.of(text).parseHex())).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-1.5",
                "0.1",
                "3.14159",
                "1e22",
                "1e23",
                "1e-22",
                "9007199254740993",
                "1e308",
                "4.9e-324",
                "2.2250738585072011e-308",
                "1.7976931348623157e308",
                "123456789012345678901234567890",
                "1E+2",
                "1e0000001",
                "0.000000000000000000000000000000001",
                "1e-400",
                "0.1e1",
                "100000000000000000e-17",
                "0e99999"
            })
    void readsDoublesAsTheJdkDoes(String text) {
        assertThat(Slice.of(text).parseDouble()).isEqualTo(Double.parseDouble(text));
    }

    @Test
    void readsRandomDoublesAsTheJdkDoes() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            String text = i % 2 == 0 && Double.isFinite(number)
                    ? Double.toString(number)
                    : random.nextInt(1 << 20) + "." + random.nextInt(1 << 20) + "e" + (random.nextInt(60) - 30);
            assertThat(Slice.of(text).parseDouble()).as(text).isEqualTo(Double.parseDouble(text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',0",
        "-,1",
        "+1,0",
        ".5,0",
        "5.,2",
        "1.2.3,3",
        "1e,2",
        "1e+,3",
        "1e1x,3",
        "1x,1",
        "NaN,0",
        "Infinity,0",
        "1f,1",
        "0x1p3,1",
        "' 1',0",
        "'1 ',1",
        "1e309,0",
        "-1e99999999999,0",
        "1.e5,2"
    })
    void refusesWhatIsNoDouble(String text, int offset) {
        assertThat(offsetOf(() -> Slice.of(text).parseDouble())).isEqualTo(offset);
    }
}
