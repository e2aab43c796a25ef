package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of answers, and that nothing from a peer can break out of a line of them. */
class ResponseHeadTest {
    @Test
    void isWrittenPlainly() {
        String head = ResponseHead.of(200)
                .header("Content-Type", "text/plain; charset=utf-8")
                .header("Content-Length", 5)
                .toSlice()
                .toString(StandardCharsets.ISO_8859_1);
        assertThat(head)
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\n");
    }

    @Test
    void hasAPhraseOrNone() {
        assertThat(ResponseHead.of(404).toSlice().contentEquals("HTTP/1.1 404 Not Found\r\n\r\n"))
                .isTrue();
        assertThat(ResponseHead.of(299).toSlice().contentEquals("HTTP/1.1 299 \r\n\r\n"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 600, 0, -1, Integer.MAX_VALUE})
    void refusesOtherStatuses(int status) {
        assertThatThrownBy(() -> ResponseHead.of(status)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "ä"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> ResponseHead.of(200).header(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x", "a\n", "\0", "\u007f", "\u0100", "\u010a"})
    void refusesValuesThatWouldEndTheLine(String value) {
        assertThatThrownBy(() -> ResponseHead.of(200).header("X", value)).isInstanceOf(IllegalArgumentException.class);
    }
}
