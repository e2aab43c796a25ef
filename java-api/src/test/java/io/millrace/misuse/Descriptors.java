package io.millrace.misuse;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The descriptors of this process: which there are, using them up, and closing one that is somebody else's. */
final class Descriptors {
    private final Deque<FileInputStream> taken = new ArrayDeque<>();

    /** Of what kind it is: {@code socket}, {@code anon_inode:[eventpoll]} … */
    static List<Integer> of(String kind) throws IOException {
        List<Path> all;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            all = open.toList();
        }
        return all.stream()
                .filter(descriptor -> isOf(kind, descriptor))
                .map(descriptor -> Integer.parseInt(descriptor.getFileName().toString()))
                .filter(number -> number > 2) // the process may have been started with sockets
                .toList();
    }

    private static boolean isOf(String kind, Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith(kind);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Closes one behind its owner's back. Needs {@code --add-opens java.base/java.io=ALL-UNNAMED}. */
    static void close(int number) throws IOException, ReflectiveOperationException {
        Constructor<FileDescriptor> forging = FileDescriptor.class.getDeclaredConstructor(int.class);
        forging.setAccessible(true);
        new FileOutputStream(forging.newInstance(number)).close();
    }

    /** Takes so many. */
    void take(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            taken.push(new FileInputStream("/dev/null"));
        }
    }

    /** Takes all that the process may still have. */
    void takeAll() {
        try {
            while (true) {
                take(1);
            }
        } catch (IOException none) {
            // That was the last one.
        }
    }

    /** Gives some back. */
    void give(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            taken.pop().close();
        }
    }

    void giveAll() throws IOException {
        give(taken.size());
    }
}
