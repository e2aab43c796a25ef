package io.millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Malformed rows are told with row, offset, field and kind, and stop no others. */
class FaultsTest {
    private static final Format FORMAT = Format.lines()
            .quote('"')
            .first(Field.slice("a").quoted())
            .then(',', Field.decimal("b"))
            .maybe('|', Field.isoTime("t"))
            .maybe(
                    ';',
                    Section.keyed(';', '=', Field.verb("v", "x", "y"), Field.integer("n"))
                            .strict())
            .rowBytesMax(60)
            .itemsMax(3);

    private static List<String> faults(String text) {
        Columns columns = Columns.of(FORMAT, 64);
        columns.decode(Slice.of(Decoded.bytes(text)));
        List<String> inJava = Decoded.faults(columns);
        columns.decode(Slice.offHeap(Decoded.bytes(text)));
        assertThat(Decoded.faults(columns)).isEqualTo(inJava);
        return inJava;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "a,b                ~ 2 ~ b ~ number",
                "a,                 ~ 2 ~ b ~ number",
                "a,.5               ~ 2 ~ b ~ number",
                "a,5.               ~ 2 ~ b ~ number",
                "a,1e               ~ 2 ~ b ~ number",
                "a,NaN              ~ 2 ~ b ~ number",
                "a,1e309            ~ 2 ~ b ~ too large",
                "a,1|2026-13-01T00:00:00Z ~ 4 ~ t ~ time",
                "a,1|2300-01-01T00:00:00Z ~ 4 ~ t ~ too large",
                "a,1;v=z            ~ 6 ~ v ~ verb",
                "a                  ~ 1 ~ b ~ missing",
                "a,1,2              ~ 3 ~ b ~ extra",
                "a,1;v              ~ 4 ~   ~ key",
                "a,1;               ~ 4 ~   ~ key",
                "a,1;n=1;;v=x       ~ 8 ~   ~ key",
                "a,1;w=1            ~ 4 ~   ~ unknown",
                "a,1;n=1;n=2        ~ 8 ~ n ~ repeated",
                "a,1;n=9223372036854775808 ~ 6 ~ n ~ too large",
                "a\"b,1             ~ 1 ~ a ~ quote",
                "\"a\"b,1           ~ 0 ~ a ~ quote",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,1 ~ 0 ~ ~ row too long",
                "a,1;n=1;v=x;n=1;v=x ~ 12 ~ n ~ repeated"
            })
    void eachKind(String row, int offset, String field, String kind) {
        String told =
                "row 1, offset " + (6 + offset) + (field == null ? "" : ", field \"" + field + "\"") + ": " + kind;
        assertThat(faults("k,1.5\n" + row + "\nok,2\n")).containsExactly(told);
    }

    @Test
    void aQuoteThatIsNotClosedTakesOnlyItsRow() {
        assertThat(faults("\"open,1\nok,2\nok,3\n" + "ok,4\n".repeat(20) + "bad\n"))
                .containsExactly("row 0, offset 0: open", "row 23, offset 121, field \"b\": missing");
        assertThat(faults("\"open,1\nok,2\n\"x\",3\nbad\n"))
                .containsExactly("row 0, offset 0, field \"a\": quote", "row 3, offset 22, field \"b\": missing");
    }

    @Test
    void theFirstAreToldAndAllAreCounted() {
        Columns columns = Columns.of(FORMAT.faultsMax(2), 64);
        columns.decode(Slice.offHeap(Decoded.bytes("x\n".repeat(1000) + "a,1\n" + "y\n".repeat(1000))));

        assertThat(columns.rows()).isEqualTo(1);
        assertThat(columns.faults().count()).isEqualTo(2000);
        assertThat(columns.faults().told()).isEqualTo(2);
        assertThat(columns.faults().row(1)).isEqualTo(1);
        assertThat(columns.faults().offset(1)).isEqualTo(3);
        assertThat(columns.faults().field(1)).isEqualTo("b");
        assertThat(columns.faults().kind(1)).isEqualTo(Faults.Kind.MISSING);
        assertThat(columns.faults()).hasToString("2000 faults, the first: row 0, offset 1, field \"b\": missing");
    }

    @Test
    void aRowWithoutAnEndIsNoFaultButSaysWhenItIsTooLong() {
        Columns columns = Columns.of(FORMAT, 64);
        for (Slice slice :
                List.of(Slice.of("ok,1\n" + "x".repeat(61)), Slice.offHeap(Decoded.bytes("ok,1\n" + "x".repeat(61))))) {
            assertThat(columns.decode(slice.slice(0, 65))).isEqualTo(1);
            assertThat(columns.isTooLong()).isFalse();
            assertThat(columns.decode(slice)).isEqualTo(1);
            assertThat(columns.isTooLong()).isTrue();
            assertThat(columns.consumed()).isEqualTo(5);
            assertThat(columns.faults().count()).isZero();
        }
    }
}
