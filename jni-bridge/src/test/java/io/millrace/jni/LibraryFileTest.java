package io.millrace.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the library shows, needs and gives away, read from the file that goes into the jar. */
class LibraryFileTest {
    private static final Pattern GLIBC_VERSION = Pattern.compile("\\bGLIBC_(\\d+\\.\\d+)");

    private ElfFile library;

    @BeforeEach
    void open() throws Exception {
        String platform = Loader.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        library = new ElfFile(Path.of(
                Library.class.getResource(platform + "/libmillrace_jni.so").toURI()));
    }

    @Test
    void itShowsItsNativeMethodsAndNothingElse() {
        String[] expected = Arrays.stream(Native.class.getDeclaredMethods())
                .map(method -> "Java_io_millrace_jni_Native_" + method.getName())
                .toArray(String[]::new);

        assertThat(library.exports()).containsExactlyInAnyOrder(expected);
    }

    @Test
    void itNeedsWhatEveryGlibcSystemHas() {
        assertThat(library.dynamicEntries())
                .filteredOn(entry -> entry.tag() == ElfFile.TAG_NEEDED)
                .extracting(ElfFile.Entry::text)
                .allMatch(name -> name.matches("lib(c|m|gcc_s)\\.so\\.\\d|ld-linux.*"));
    }

    /** The ceiling decides which distributions the jar runs on; build where glibc is no newer than they have. */
    @Test
    void itNeedsNoNewerGlibcThanTheCeiling() {
        Version newest = GLIBC_VERSION
                .matcher(library.asText())
                .results()
                .map(version -> Version.parse(version.group(1)))
                .max(Comparator.naturalOrder())
                .orElseThrow();

        assertThat(newest)
                .as("glibc that the library needs (-Dmillrace.glibc.max=VERSION, for a jar of this machine's own)")
                .isLessThanOrEqualTo(Version.parse(System.getProperty("millrace.glibc.max")));
    }

    /** A class loader that is collected must not unmap code that a data loop runs. */
    @Test
    void itStaysMapped() {
        assertThat(library.dynamicEntries())
                .filteredOn(entry -> entry.tag() == ElfFile.TAG_FLAGS_1)
                .allMatch(entry -> (entry.value() & ElfFile.NODELETE) != 0)
                .hasSize(1);
    }

    @Test
    void itKnowsNothingOfTheMachineThatBuiltIt() {
        assertThat(library.dynamicEntries())
                .extracting(ElfFile.Entry::tag)
                .doesNotContain(ElfFile.TAG_RPATH, ElfFile.TAG_RUNPATH);
        assertThat(library.asText()).doesNotContain(System.getProperty("user.dir"));
    }
}
