package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "clock",
                "A-b_c.d~9",
                "...",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void plainNamesAreTaken(String name) {
        assertThat(StreamName.ofPath("/live/" + name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a/b",
                "a b",
                "a\n",
                "\u00e4",
                "<b>",
                "a%20",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void othersAreRefused(String name) {
        assertThatThrownBy(() -> StreamName.ofPath("/live/" + name)).isInstanceOf(Refusal.class);
    }
}
