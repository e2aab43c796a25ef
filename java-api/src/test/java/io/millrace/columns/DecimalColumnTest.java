package io.millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Decimals are, to the bit, what {@link Double#parseDouble} makes of them; what is none by its own rules is a fault. */
class DecimalColumnTest {
    private static final int RANDOM_NUMBERS = 100_000;

    private static void check(List<String> numbers) {
        Columns columns = Columns.of(Format.rows('\n').first(Field.decimal("d")).rowBytesMax(1 << 20), numbers.size());
        byte[] bytes = Decoded.bytes(String.join("\n", numbers) + "\n");
        for (Slice slice : List.of(Slice.of(bytes), Slice.offHeap(bytes))) {
            columns.decode(slice);
            List<String> good = numbers.stream()
                    .filter(number -> Double.isFinite(Double.parseDouble(number)))
                    .toList();
            assertThat(columns.rows()).isEqualTo(good.size());
            DoubleColumn column = columns.doubles("d");
            for (int row = 0; row < good.size(); row++) {
                assertThat(Double.doubleToRawLongBits(column.at(row)))
                        .as(good.get(row))
                        .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(good.get(row))));
            }
            assertThat(columns.faults().count()).isEqualTo(numbers.size() - good.size());
            assertThat(columns.faults().count() == 0 || columns.faults().kind(0) == Faults.Kind.TOO_LARGE)
                    .isTrue();
        }
    }

    @Test
    void hardCases() {
        List<String> numbers = new ArrayList<>(List.of(
                "0",
                "-0",
                "0.0",
                "-0.0",
                "+1",
                "1e0",
                "1E5",
                "1e+5",
                "1e-5",
                "00012.50",
                "0000000000000000000000.5",
                "9007199254740991",
                "9007199254740992",
                "9007199254740993",
                "9007199254740993.0000000000000000000001",
                "9007199254740994",
                "9007199254740995",
                "1e22",
                "1e23",
                "8.41e21",
                "9.109e-31",
                "5e-324",
                "4.9e-324",
                "2.4703282292062327e-324",
                "2.4703282292062328e-324",
                "2.470328229206232720e-324",
                "2e-324",
                "1e-400",
                "0e-99999999999999999999",
                "0e99999999999999999999",
                "1e-99999999999999999999",
                "2.2250738585072011e-308",
                "2.2250738585072012e-308",
                "2.2250738585072014e-308",
                "4.4501477170144023e-308",
                "1.7976931348623157e308",
                "1.7976931348623158e308",
                "1.7976931348623159e308",
                "1.8e308",
                "1e308",
                "1e309",
                "1e99999999999999999999",
                "-1e400",
                "179769313486231580793728971405301e276",
                "99.47916666666667",
                "0.1",
                "0.2",
                "0.3",
                "123456.78",
                "12345.678",
                "1.2345678",
                "1234567.8",
                "0.000001",
                "99999999",
                "9999999999999999999",
                "18446744073709551615",
                "18446744073709551616",
                "1.7976931348623157e+308",
                "6.631236846766476e-316",
                "1.0020284025808569e-134",
                "7.2057594037927933e16",
                "3.2378839133029012895883524125015321748630e-308"));
        for (int exponent = -345; exponent <= 310; exponent++) {
            numbers.add("1e" + exponent);
            numbers.add("9007199254740993e" + exponent);
            numbers.add("0.00000000123456789012345678e" + exponent);
        }
        check(numbers);
    }

    @Test
    void halfwayBetweenTwoNumbersAndBesideIt() {
        Random random = new Random(1);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double low = Double.longBitsToDouble(random.nextLong() & 0x7fff_ffff_ffff_ffffL);
            if (i % 3 == 0) {
                low = Double.longBitsToDouble(random.nextLong() & 0x000f_ffff_ffff_ffffL); // too small to be normal
            }
            if (!Double.isFinite(low) || !Double.isFinite(Math.nextUp(low))) {
                continue;
            }
            BigDecimal half =
                    new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.valueOf(2));
            numbers.add(half.toPlainString());
            numbers.add(half.toPlainString() + (half.scale() > 0 ? "1" : ".1"));
            numbers.add(half.subtract(BigDecimal.ONE.scaleByPowerOfTen(-half.scale() - 1))
                    .toPlainString());
        }
        check(numbers);
    }

    @Test
    void randomNumbers() {
        Random random = new Random(2);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < RANDOM_NUMBERS; i++) {
            numbers.add(number(random));
        }
        check(numbers);
    }

    private static String number(Random random) {
        switch (random.nextInt(4)) {
            case 0:
                double any = Double.longBitsToDouble(random.nextLong());
                return Double.isFinite(any) ? Double.toString(any) : "1";
            case 1:
                return Long.toString(random.nextLong()) + "." + random.nextInt(1000);
            default:
                StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
                digits(random, text, 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 9));
                if (random.nextBoolean()) {
                    digits(random, text.append('.'), 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 6));
                }
                return text.append(random.nextInt(4) == 0 ? "e" + (random.nextInt(700) - 350) : "")
                        .toString();
        }
    }

    private static void digits(Random random, StringBuilder text, int count) {
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + (random.nextInt(5) == 0 ? 0 : random.nextInt(10))));
        }
    }

    @Test
    void manyDigits() {
        check(IntStream.rangeClosed(1, 200)
                .mapToObj(n -> List.of(
                        "1" + "0".repeat(n),
                        "0." + "0".repeat(n) + "1",
                        "9".repeat(n),
                        "0".repeat(n) + "1e-" + n,
                        "0".repeat(4 * n) + "1e-400",
                        "1" + "0".repeat(4 * n) + "e-" + 4 * n))
                .flatMap(List::stream)
                .toList());
    }

    @Test
    void whatIsNone() {
        List<String> none = List.of(
                "-",
                "+",
                ".",
                "1.",
                ".1",
                "-.1",
                "1e",
                "1e+",
                "e1",
                "1.e1",
                "1..2",
                "1.2.3",
                "1 ",
                " 1",
                "1_0",
                "0x10",
                "NaN",
                "Infinity",
                "inf",
                "1f",
                "1d",
                "--1",
                "+-1",
                "1e1.5",
                "1-",
                "1,2",
                "\u0000",
                "1\u0000",
                "123456789.",
                "1234567890123x",
                "12345678901234567890.1.",
                "\u00b2",
                "1e5e5");
        Columns columns = Columns.of(Format.rows('\n').first(Field.decimal("d")), 64);
        byte[] bytes = Decoded.bytes(String.join("\n", none) + "\n");
        for (Slice slice : List.of(Slice.of(bytes), Slice.offHeap(bytes))) {
            columns.decode(slice);
            assertThat(Decoded.rows(columns)).isEmpty();
            assertThat(columns.faults().count()).isEqualTo(none.size());
            for (int i = 0; i < none.size(); i++) {
                assertThat(columns.faults().kind(i)).as(none.get(i)).isEqualTo(Faults.Kind.NUMBER);
            }
        }
    }
}
