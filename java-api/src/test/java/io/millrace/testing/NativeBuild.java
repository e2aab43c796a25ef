package io.millrace.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Builds shared libraries as a user would: outside the tree, with what the tree's include directory offers. */
public final class NativeBuild {
    private static final Path INCLUDE =
            Path.of("../native/include").toAbsolutePath().normalize();

    private NativeBuild() {}

    /** The library of the project in {@code source}, built by its own CMakeLists.txt. */
    public static Path project(Path source, Path folder, String library) throws IOException, InterruptedException {
        run("cmake", "-S", source.toString(), "-B", folder.toString(), "-DMILLRACE_INCLUDE=" + INCLUDE);
        run("cmake", "--build", folder.toString());
        return folder.resolve(library);
    }

    /** One file, compiled with some definitions. */
    public static Path file(Path source, Path library, String... definitions) throws IOException, InterruptedException {
        return file(INCLUDE, source, library, definitions);
    }

    /** The same, with other headers than the tree's. */
    public static Path file(Path include, Path source, Path library, String... definitions)
            throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                "c++", "-std=c++17", "-shared", "-fPIC", "-I" + include, "-o", library.toString(), source.toString()));
        for (String definition : definitions) {
            command.add("-D" + definition);
        }
        run(command.toArray(String[]::new));
        return library;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + "\n" + output);
        }
    }
}
