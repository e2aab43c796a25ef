package io.millrace.jni;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CauseTest {
    /** Messages as glibc, musl and the JVM wrote them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            NOEXEC          | /mnt/l.so: /mnt/l.so: failed to map segment from shared object
            NOEXEC          | /mnt/l.so: failed to map segment from shared object: Operation not permitted
            MUSL            | Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /tmp/l.so)
            MUSL            | Error relocating /tmp/l.so: __res_init: symbol not found
            GLIBC           | /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /tmp/l.so)
            ARCHITECTURE    | /tmp/l.so: wrong ELF class: ELFCLASS32 (Possible cause: architecture word width mismatch)
            ARCHITECTURE    | /tmp/l.so: cannot open shared object file: Exec format error
            ARCHITECTURE    | /tmp/l.so: no (Possible cause: can't load AMD 64 .so on a AARCH64 platform)
            NO_LIBRARY_FILE | /tmp/l.so: invalid ELF header
            NO_LIBRARY_FILE | /tmp/l.so: file too short
            NO_LIBGCC       | libgcc_s.so.1: cannot open shared object file: No such file or directory
            UNKNOWN         | something new
            """)
    void theMessageTellsTheCause(Cause cause, String message) {
        assertThat(Cause.of(new UnsatisfiedLinkError(message))).isEqualTo(cause);
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyCauseHasACure(Cause cause) {
        UnavailableException exception = cause.exception("the detail", null);

        assertThat(exception.reason()).contains(cause.reason()).contains("the detail");
        assertThat(exception.cure()).isNotBlank();
        assertThat(exception).hasMessageContaining(exception.reason()).hasMessageContaining(exception.cure());
    }
}
