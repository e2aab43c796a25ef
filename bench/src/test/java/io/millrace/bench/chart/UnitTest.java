package io.millrace.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COUNT | 10000 | 10,000",
                "COUNT | 1 | 1",
                "BYTES | 0 | 0 B",
                "BYTES | 64 | 64 B",
                "BYTES | 4096 | 4 KiB",
                "BYTES | 208666624 | 199 MiB",
                "NANOS | 24.61 | 24.6 ns",
                "NANOS | 8.8237 | 8.82 ns",
                "NANOS | 0.5 | 0.5 ns",
                "NANOS | 979 | 979 ns",
                "NANOS | 1500 | 1.5 µs",
                "NANOS | 1000000000 | 1 s",
                "BYTES_PER_NANO | 0.1 | 0.1 GB/s",
                "BYTES_PER_NANO | 0.001 | 0.001 GB/s",
                "BYTES_PER_NANO | 0.0123456 | 0.0123 GB/s",
                "BYTES_PER_NANO | 25.44 | 25.4 GB/s",
                "RATE | 870 | 870 /s",
                "RATE | 97210 | 97.2 k/s",
                "RATE | 1440000 | 1.44 M/s"
            })
    void aValueIsWrittenWithItsUnit(Unit unit, double value, String label) {
        assertThat(unit.label(value)).isEqualTo(label);
    }

    @Test
    void aSpreadIsInOrder() {
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4));
        assertThat(Spread.of(10, 20, 40).rateOf(400)).isEqualTo(new Spread(20, 10, 40));
        assertThat(Spread.of(1, 2).isBelow(Spread.of(3, 4))).isTrue();
        assertThat(Spread.of(1, 3).isBelow(Spread.of(3, 4))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Spread(1, 2, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new Spread(Double.NaN, 2, 3));
    }
}
