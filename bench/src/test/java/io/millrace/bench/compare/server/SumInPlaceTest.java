package io.millrace.bench.compare.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The parsers by hand say what String.split and Double.parseDouble do, wherever the bytes are cut. */
class SumInPlaceTest {
    private static final Map<Service, String> LINES = Map.of(Service.STATSD, """
            api.requests:812.5|c
            db.query.time:0|ms
            sum
            q:-17.125|g
            jobs:4096.875|h|@0.1
            sum
            sum
            """, Service.INFLUX, """
            cpu,host=server07,region=us-west usage=12.5,idle=80,count=123i 1700000000123456789
            cpu usage=0,idle=99.875,count=0i 0
            sum
            cpu,host=a usage=-1.25,idle=1,count=-5i 15
            sum
            sum
            """);

    private final List<String> answers = new ArrayList<>();

    private static List<String> expected(Service service) {
        SumOfStrings sum = SumOfStrings.of(service);
        return LINES.get(service)
                .lines()
                .map(sum::take)
                .filter(answer -> answer != null)
                .toList();
    }

    @Test
    void theSumsAreThoseOnPaper() {
        assertThat(expected(Service.STATSD)).containsExactly("2 812.500\n", "2 4079.750\n", "0 0.000\n");
        assertThat(expected(Service.INFLUX)).containsExactly("2 140.500\n", "1 0.750\n", "0 0.000\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Service.class,
            names = {"STATSD", "INFLUX"})
    void wholeOrInTwoOrByteByByte(Service service) {
        byte[] bytes = LINES.get(service).getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= bytes.length; cut++) {
            SumInPlace sum = SumInPlace.of(service);
            answers.clear();
            sum.take(bytes, 0, cut, answers::add);
            sum.take(bytes, cut, bytes.length, answers::add);
            assertThat(answers).as("cut at %d", cut).isEqualTo(expected(service));
        }
        SumInPlace sum = SumInPlace.of(service);
        answers.clear();
        for (int i = 0; i < bytes.length; i++) {
            sum.take(bytes, i, i + 1, answers::add);
        }
        assertThat(answers).isEqualTo(expected(service));
    }

    @ParameterizedTest
    @CsvSource({"STATSD, a:1x|c, a value has a x", "INFLUX, a u=1x, a value has a x", "INFLUX, a u=1 1x, a time has a x"
    })
    void whatIsNoNumberIsRefused(Service service, String line, String complaint) {
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> SumInPlace.of(service).take(bytes, 0, bytes.length, answers::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(complaint);
    }
}
