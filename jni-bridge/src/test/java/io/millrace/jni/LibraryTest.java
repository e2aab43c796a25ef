package io.millrace.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real library, in this process and in others. */
class LibraryTest {
    private static final IntUnaryOperator SAME =
            i -> i < Records.LAYOUT.length ? Records.LAYOUT[i] : Codes.OUT_OF_RANGE;

    @TempDir
    Path directory;

    @Test
    void theLibraryOfTheJarLoadsTwice() {
        Library.load();
        Library.load();

        assertThat(Library.description()).contains("libmillrace_jni.so");
    }

    @Test
    void anotherInterfaceNumberIsRefused() {
        assertThatThrownBy(() -> Library.compare("here", Records.ABI_VERSION + 1, SAME))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("interface " + (Records.ABI_VERSION + 1))
                .hasMessageContaining("one version");
    }

    @Test
    void anotherLayoutIsRefusedAtEveryPlace() {
        assertThatCode(() -> Library.compare("here", Records.ABI_VERSION, SAME)).doesNotThrowAnyException();
        for (int place = 0; place <= Records.LAYOUT.length; place++) {
            int wrong = place;
            assertThatThrownBy(() -> Library.compare(
                            "here", Records.ABI_VERSION, i -> i == wrong ? SAME.applyAsInt(i) + 1 : SAME.applyAsInt(i)))
                    .isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void aLibraryThatIsNoneOfOursIsRefused() throws Exception {
        Path other = Files.copy(
                Path.of(System.getProperty("java.home"), "lib", "libprefs.so"), directory.resolve("libother.so"));

        assertThat(output("-Dmillrace.native.path=" + other)).contains("refused: the library and the Java classes");
    }

    @Test
    void aBogusFileIsRefusedInAProcessOfItsOwn() throws Exception {
        Path bogus = Files.writeString(directory.resolve("bogus.so"), "");

        assertThat(output("-Dmillrace.native.path=" + bogus)).contains("refused: the file is damaged");
    }

    @Test
    void aRealFileIsLoadedByItsPath() throws Exception {
        String platform = Loader.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path file = Path.of(
                Library.class.getResource(platform + "/libmillrace_jni.so").toURI());

        assertThat(output("-Dmillrace.native.path=" + file)).contains("loaded: " + file);
    }

    /** Each class loader has a copy of its own; the first one's stays mapped, since its data loops may still run. */
    @Test
    void twoClassLoadersLoadTheLibraryAndOneGoes() throws Exception {
        WeakReference<ClassLoader> gone = new WeakReference<>(loadIn(new IsolatedLoader()));
        try (IsolatedLoader stays = new IsolatedLoader()) {
            loadIn(stays);
            for (int i = 0; i < 50 && gone.get() != null; i++) {
                System.gc();
            }

            assertThat(gone.get()).isNull();
            assertThat(stays.description()).contains("libmillrace_jni.so");
        }
        assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("libmillrace_jni.so (deleted)");
    }

    private static ClassLoader loadIn(IsolatedLoader loader) throws Exception {
        loader.loadClass("io.millrace.jni.Library").getMethod("load").invoke(null);
        return loader;
    }

    private static final class IsolatedLoader extends URLClassLoader {
        IsolatedLoader() {
            super(
                    new URL[] {
                        Library.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    ClassLoader.getPlatformClassLoader());
        }

        String description() throws Exception {
            return (String) loadClass("io.millrace.jni.Library")
                    .getMethod("description")
                    .invoke(null);
        }
    }

    private static String output(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(LoadProgram.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
