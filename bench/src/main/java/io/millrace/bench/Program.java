package io.millrace.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A C program of {@code bench/native} that travels in the jar. */
public final class Program {
    private Program() {}

    /**
     * Puts it where it can be run; gone when this JVM ends.
     *
     * @throws IOException if the jar was built where that program cannot be, or there is no room for it
     */
    public static Path unpack(String name) throws IOException {
        String resource = "/io/millrace/bench/native/" + name;
        try (InputStream bytes = Program.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IOException("the jar lacks " + resource + ": it is built on Linux only");
            }
            Path file = Files.createTempFile(
                    name, "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            file.toFile().deleteOnExit();
            Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            return file;
        }
    }
}
