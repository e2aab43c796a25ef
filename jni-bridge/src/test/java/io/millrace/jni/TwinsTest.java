package io.millrace.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The Java twins say what the headers say, name by name; and the library's own table says the same. */
class TwinsTest {
    private final Headers headers = new Headers();

    @Test
    void codesAreTheEnumerationsOfTheHeaders() throws IllegalAccessException {
        assertThat(constants(Codes.class)).containsExactlyInAnyOrderEntriesOf(headers.enumValues());
    }

    @Test
    void recordsAreTheStructsAndLimitsOfTheHeaders() throws IllegalAccessException {
        Map<String, Integer> expected = new TreeMap<>(headers.offsets());
        expected.putAll(headers.defines());

        assertThat(constants(Records.class)).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void recordsOfColumnsAreThoseOfTheirHeader() throws IllegalAccessException {
        Headers columns = new Headers("columns.h");
        Map<String, Integer> expected = new TreeMap<>(columns.offsets());
        expected.putAll(columns.defines());
        expected.putAll(columns.enumValues());

        assertThat(constants(ColumnRecords.class)).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void theLibrarysTableIsTheLayout() {
        Library.load();
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Records.LAYOUT.length; i++) {
            if (Native.layout(i) != Records.LAYOUT[i]) {
                differences.add("place " + i + ": native " + Native.layout(i) + ", Java " + Records.LAYOUT[i]);
            }
        }

        assertThat(differences).isEmpty();
        assertThat(Native.layout(Records.LAYOUT.length)).isEqualTo(Codes.OUT_OF_RANGE);
        assertThat(Native.layout(-1)).isEqualTo(Codes.OUT_OF_RANGE);
        assertThat(Native.abiVersion()).isEqualTo(Records.ABI_VERSION);
    }

    @Test
    void everyCodeHasAText() {
        headers.enumValues().forEach((name, value) -> {
            if (name.startsWith("REASON_") && !name.equals("REASON_COUNT")) {
                assertThat(CodeTexts.reasonText(value)).isEqualTo(words(name, "REASON_"));
            } else if (name.startsWith("CMD_") && !name.equals("CMD_NONE")) {
                assertThat(CodeTexts.commandText(value)).as(name).doesNotContainPattern("\\d");
            }
        });
        for (int code = Codes.BUSY; code <= Codes.OK; code++) {
            assertThat(CodeTexts.text(code)).doesNotContain("unknown");
        }
        assertThat(CodeTexts.text(Codes.SYSTEM_BASE - 98)).isEqualTo("the address is in use (errno 98)");
        assertThat(CodeTexts.text(Codes.SYSTEM_BASE - 7)).isEqualTo("the kernel refused (errno 7)");
        assertThat(CodeTexts.errno(Codes.SYSTEM_BASE - 24)).isEqualTo(24);
        assertThat(CodeTexts.errno(Codes.STALE)).isZero();
    }

    private static String words(String name, String prefix) {
        return name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Map<String, Integer> constants(Class<?> twin) throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : twin.getFields()) {
            constants.put(field.getName(), field.getInt(null));
        }
        return constants;
    }
}
