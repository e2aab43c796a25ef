package io.millrace.jni;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Finds the library and has it opened.
 *
 * <p>Without properties: the library in the jar is read as a stream (so that nested jars work), written to a directory
 * that only this user may enter, opened, and deleted at once, so nothing stale is ever found and nothing stays behind.
 * {@code millrace.native.path} names a ready file instead, {@code millrace.native.dir} the directory to unpack in.
 */
final class Loader {
    static final String PATH_PROPERTY = "millrace.native.path";
    static final String DIRECTORY_PROPERTY = "millrace.native.dir";
    private static final String FILE_NAME = "libmillrace_jni.so";
    private static final String LOADED_ELSEWHERE = "already loaded in another classloader";

    /** Opens a library by its absolute path: {@link System#load}, or a test's double. */
    interface Opener {
        void open(String path);
    }

    private interface Source {
        InputStream stream() throws IOException;
    }

    private final UnaryOperator<String> properties;
    private final UnaryOperator<String> environment;
    private final Opener opener;

    Loader(UnaryOperator<String> properties, UnaryOperator<String> environment, Opener opener) {
        this.properties = properties;
        this.environment = environment;
        this.opener = opener;
    }

    /** Opens the library and says where it came from. */
    String open() {
        requireOwnName(Loader.class.getPackageName());
        String ready = properties.apply(PATH_PROPERTY);
        return ready == null ? openFromJar() : openReady(ready);
    }

    /** Joined here, because the tools that rename packages rename what looks like one in constants too. */
    static void requireOwnName(String packageName) {
        if (!packageName.equals(String.join(".", "io", "millrace", "jni"))) {
            throw Cause.RELOCATED.exception("it is " + packageName, null);
        }
    }

    /** The folder of the library in the jar: {@code linux-x86_64}, {@code linux-arm64}. */
    static String platform(String osName, String osArch) {
        String system = osName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return switch (osArch) {
            case "amd64", "x86_64" -> system + "-x86_64";
            case "aarch64", "arm64" -> system + "-arm64";
            default -> system + "-" + osArch;
        };
    }

    private String openReady(String name) {
        Path file;
        try {
            file = Path.of(name).toAbsolutePath();
        } catch (InvalidPathException invalid) {
            throw Cause.NO_SUCH_FILE.exception(name, invalid);
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Cause.NO_SUCH_FILE.exception(file.toString(), null);
        }
        try {
            opener.open(file.toString());
            return file + " (named by " + PATH_PROPERTY + ")";
        } catch (UnsatisfiedLinkError refusal) {
            if (String.valueOf(refusal.getMessage()).contains(LOADED_ELSEWHERE)) {
                return openCopy(() -> Files.newInputStream(file), "a copy of " + file);
            }
            throw Cause.of(refusal).exception(refusal.getMessage(), refusal);
        } catch (IllegalCallerException refusal) {
            throw Cause.of(refusal).exception(refusal.getMessage(), refusal);
        }
    }

    private String openFromJar() {
        String resource = platform(properties.apply("os.name"), properties.apply("os.arch")) + "/" + FILE_NAME;
        if (Loader.class.getResource(resource) == null) {
            throw Cause.NOT_IN_JAR.exception(resource, null);
        }
        return openCopy(() -> Loader.class.getResourceAsStream(resource), resource + " of the jar");
    }

    /** Tries the directories in turn. A directory's own fault leads to the next; a fault of the library ends the search. */
    private String openCopy(Source source, String what) {
        List<String> refusals = new ArrayList<>();
        Cause cause = Cause.NOWHERE_TO_UNPACK;
        Throwable last = null;
        for (Path directory : directories()) {
            try {
                openCopyIn(directory, source);
                return what + ", unpacked in " + directory;
            } catch (IOException | SecurityException refusal) {
                last = refusal;
                refusals.add(directory + ": " + refusal);
            } catch (UnsatisfiedLinkError | IllegalCallerException refusal) {
                cause = Cause.of(refusal);
                if (cause != Cause.NOEXEC) {
                    throw cause.exception(refusal.getMessage(), refusal);
                }
                last = refusal;
                refusals.add(directory + ": " + refusal.getMessage());
            }
        }
        throw cause.exception(String.join("; ", refusals), last);
    }

    private List<Path> directories() {
        String named = properties.apply(DIRECTORY_PROPERTY);
        Stream<String> names = named != null
                ? Stream.of(named)
                : Stream.of(
                        properties.apply("java.io.tmpdir"),
                        environment.apply("XDG_RUNTIME_DIR"),
                        properties.apply("user.home"),
                        "/var/tmp");
        return names.filter(Objects::nonNull)
                .map(name -> Path.of(name).toAbsolutePath())
                .distinct()
                .toList();
    }

    private void openCopyIn(Path directory, Source source) throws IOException {
        Path own = Files.createTempDirectory(
                directory,
                "millrace-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = own.resolve(FILE_NAME);
        try (InputStream stream = source.stream()) {
            Files.copy(stream, file);
            opener.open(file.toString());
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(own);
        }
    }
}
