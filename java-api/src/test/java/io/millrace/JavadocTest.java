package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the documentation of the types compile as they stand there. */
class JavadocTest {
    private static final Path SOURCES = Path.of("src/main/java/io/millrace");

    @TempDir
    Path folder;

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    static Stream<Path> sourcesWithExamples() throws IOException {
        Stream.Builder<Path> found = Stream.builder();
        for (Path source : sources(SOURCES)) {
            if (!Example.of(source).isEmpty()) {
                found.add(source);
            }
        }
        return found.build();
    }

    @ParameterizedTest
    @MethodSource("sourcesWithExamples")
    void everyExampleCompiles(Path source) throws IOException {
        for (Example example : Example.of(source)) {
            assertThat(example.compile(folder)).isEmpty();
        }
    }

    @Test
    void everyPublicTypeOfBytesHasAnExample() throws IOException {
        for (Path source : sources(SOURCES.resolve("bytes"))) {
            if (Files.readString(source).contains("\npublic ")) {
                assertThat(Example.of(source)).as("%s", source).isNotEmpty();
            }
        }
    }

    @Test
    void whatDoesNotCompileIsToldWithFileAndLine() throws IOException {
        Path source = Files.writeString(folder.resolve("Wrong.java"), """
                /**
                 * Two examples, of which the second is wrong.
                 *
                 * <pre>{@code
                 * static final Mark COMMA = Mark.of((byte) ',');
                 *
                 * int at = line.find(COMMA);
                 * }</pre>
                 *
                 * <pre>{@code
                 * int at = 0;
                 * line.seek(at);
                 * }</pre>
                 */
                class Wrong {}
                """);
        List<Example> examples = Example.of(source);
        assertThat(examples).hasSize(2);
        assertThat(examples.get(0).compile(folder)).isEmpty();
        assertThat(examples.get(1).compile(folder))
                .singleElement()
                .asString()
                .startsWith(source + ":12: ")
                .contains("cannot find symbol");
    }
}
