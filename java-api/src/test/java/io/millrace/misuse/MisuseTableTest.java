package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of misuses in the README are true: each has a test, and each test that they name is one. */
class MisuseTableTest {
    private static final int MISUSES = 45;
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    private static List<String[]> rows() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("\n## What misuse meets"), readme.indexOf("\n## Timers"));
        return section.lines()
                .filter(line -> line.startsWith("| ") && !line.endsWith("| tests |"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| "))
                .toList();
    }

    /** The sources of all test classes of that name, in this module and its neighbours. */
    private static List<String> sources(String type) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path module : List.of(Path.of("."), Path.of("../jni-bridge"))) {
            try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
                files.filter(file -> file.endsWith(type + ".java")).forEach(file -> found.add(read(file)));
            }
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What stands before a method, back to an empty line, says whether it is a test. */
    private static boolean isTest(String source, String method) {
        return Stream.of(source.split("\n\n")).anyMatch(paragraph -> {
            int at = paragraph.indexOf(" void " + method + "(");
            String before = paragraph.substring(0, Math.max(0, at));
            return before.contains("@Test") || before.contains("@ParameterizedTest");
        });
    }

    @Test
    void eachMisuseHasATest() throws IOException {
        List<String[]> numbered =
                rows().stream().filter(row -> row[0].matches("\\d+")).toList();
        assertThat(numbered.stream().map(row -> Integer.parseInt(row[0])))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, MISUSES).boxed().toList());
        assertThat(rows()).allSatisfy(row -> assertThat(row[row.length - 1]).containsPattern(NAMED));
        assertThat(numbered).allSatisfy(row -> assertThat(row).hasSize(4));
    }

    @Test
    void eachTestThatIsNamedIsOne() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (String[] row : rows()) {
            Matcher named = NAMED.matcher(row[row.length - 1]);
            while (named.find()) {
                List<String> sources = sources(named.group(1));
                String method = named.group(2);
                boolean isThere = method == null
                        ? !sources.isEmpty()
                        : sources.stream().anyMatch(source -> isTest(source, method));
                if (!isThere) {
                    missing.add(named.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }
}
