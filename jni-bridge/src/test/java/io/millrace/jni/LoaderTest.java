package io.millrace.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the loader looks, what it leaves behind, and what it says when it fails. The opening itself is a double. */
class LoaderTest {
    private static final String FAILED_TO_MAP = ": failed to map segment from shared object";

    @TempDir
    Path first;

    @TempDir
    Path second;

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<Path> opened = new ArrayList<>();

    @BeforeEach
    void thisMachine() {
        properties.put("os.name", System.getProperty("os.name"));
        properties.put("os.arch", System.getProperty("os.arch"));
        properties.put("java.io.tmpdir", first.toString());
        environment.put("XDG_RUNTIME_DIR", second.toString());
    }

    private String open(Loader.Opener opener) {
        return new Loader(properties::get, environment::get, path -> {
                    opened.add(Path.of(path));
                    opener.open(path);
                })
                .open();
    }

    private UnavailableException refused(Loader.Opener opener) {
        return catchThrowableOfType(UnavailableException.class, () -> open(opener));
    }

    @Test
    void theLibraryOfTheJarIsUnpackedForThisUserAloneAndDeletedAtOnce() throws IOException {
        List<String> permissions = new ArrayList<>();

        String where = open(path -> {
            try {
                permissions.add(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(Path.of(path).getParent())));
                assertThat(Files.size(Path.of(path))).isPositive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(permissions).containsExactly("rwx------");
        assertThat(where).contains("libmillrace_jni.so").contains(first.toString());
        assertThat(first).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatForbidsCodeIsPassedOver() {
        String where = open(path -> {
            if (path.startsWith(first.toString())) {
                throw new UnsatisfiedLinkError(path + FAILED_TO_MAP);
            }
        });

        assertThat(where).contains(second.toString());
        assertThat(first).isEmptyDirectory();
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void whenNoDirectoryAllowsCodeAllAreNamed() {
        UnavailableException refusal = refused(path -> {
            throw new UnsatisfiedLinkError(path + FAILED_TO_MAP);
        });

        assertThat(refusal.reason()).contains("noexec").contains(first.toString(), second.toString());
        assertThat(refusal.cure()).contains("-Dmillrace.native.dir=");
    }

    @Test
    void aDirectoryThatDoesNotExistIsPassedOver() {
        properties.put("java.io.tmpdir", first.resolve("gone").toString());

        assertThat(open(path -> {})).contains(second.toString());
    }

    @Test
    void theNamedDirectoryIsTheOnlyOne() {
        properties.put(Loader.DIRECTORY_PROPERTY, second.resolve("gone").toString());

        UnavailableException refusal = refused(path -> {});

        assertThat(refusal.reason()).contains("no directory to unpack").contains("gone");
        assertThat(opened).isEmpty();
    }

    @Test
    void aFaultOfTheLibraryEndsTheSearch() {
        UnavailableException refusal = refused(path -> {
            throw new UnsatisfiedLinkError("libc.so.6: version `GLIBC_2.34' not found (required by " + path + ")");
        });

        assertThat(refusal.reason()).contains("glibc is older");
        assertThat(opened).hasSize(1);
        assertThat(first).isEmptyDirectory();
    }

    @Test
    void nativeAccessThatIsNotGrantedIsSaid() {
        UnavailableException refusal = refused(path -> {
            throw new IllegalCallerException("Illegal native access from module io.millrace.jni");
        });

        assertThat(refusal.cure()).contains("--enable-native-access=");
    }

    @Test
    void aReadyFileIsOpenedWhereItLies() throws IOException {
        Path file = Files.createFile(second.resolve("ready.so"));
        properties.put(Loader.PATH_PROPERTY, file.toString());

        assertThat(open(path -> {})).contains(file.toString());
        assertThat(opened).containsExactly(file);
    }

    @Test
    void aReadyFileThatAnotherClassLoaderHasIsCopied() throws IOException {
        Path file = Files.createFile(second.resolve("ready.so"));
        properties.put(Loader.PATH_PROPERTY, file.toString());

        String where = open(path -> {
            if (path.equals(file.toString())) {
                throw new UnsatisfiedLinkError("Native Library " + path + " already loaded in another classloader");
            }
        });

        assertThat(where).contains("a copy of " + file);
        assertThat(opened).hasSize(2);
        assertThat(first).isEmptyDirectory();
    }

    @Test
    void aReadyFileThatIsMissingIsSaid() {
        properties.put(Loader.PATH_PROPERTY, first.resolve("gone.so").toString());

        assertThat(refused(path -> {}).reason())
                .contains("millrace.native.path")
                .contains("gone.so");
    }

    @Test
    void aBogusFileIsSaid() throws IOException {
        Path bogus = Files.writeString(first.resolve("bogus.so"), "not a library at all, but long enough to be read");
        properties.put(Loader.PATH_PROPERTY, bogus.toString());

        assertThat(refused(path -> System.load(path)).reason()).contains("no shared library");
    }

    @Test
    void anotherSystemIsSaid() {
        properties.put("os.name", "Mac OS X");
        properties.put("os.arch", "aarch64");

        assertThat(refused(path -> {}).reason()).contains("macosx-arm64");
    }

    @Test
    void aRenamedPackageIsSaid() {
        assertThatCode(() -> Loader.requireOwnName("io.millrace.jni")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Loader.requireOwnName("shaded.io.millrace.jni"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("shaded.io.millrace.jni")
                .hasMessageContaining("relocations");
    }
}
