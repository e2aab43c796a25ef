package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and times as they are typed. */
class UnitsTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "65536, 65536", "16k, 16384", "512m, 536870912", "4G, 4294967296"})
    void sizesAreRead(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "-1", "1.5g", "4gb", "4 g", "1t", "999999999999g", "1234567890123"})
    void otherSizesAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining("'" + text);
    }

    @Test
    void aJvmGetsItsHeapInTheFormItTakes() {
        assertThat(ByteSize.parse("4g").forJvm()).isEqualTo("4096m");
        assertThat(ByteSize.parse("1000").forJvm()).isEqualTo("1000");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5000", "0.5, 500", "86400, 86400000"})
    void timesAreRead(String text, long millis) {
        assertThat(Seconds.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "5s", ".5", "1e3", "86401", "NaN", "9999999999"})
    void otherTimesAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seconds.parse(text))
                .withMessageContaining("'" + text);
    }
}
