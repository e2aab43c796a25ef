package io.millrace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandlersTest {
    @Test
    void aClassHasOneNumberAndItsName() {
        int number = Handlers.of("a string");
        assertThat(Handlers.of("another")).isEqualTo(number);
        assertThat(Handlers.of(1)).isNotEqualTo(number);
        assertThat(Handlers.name(number)).isEqualTo("java.lang.String");
        assertThat(Handlers.name(Handlers.TIMERS)).isEqualTo("timers");
        assertThat(Handlers.name(Handlers.OTHERS)).isEqualTo("other classes");
    }
}
