package io.millrace.bench.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The control: {@code bench/native/handwritten_jni.c}, a few functions written by hand against jni.h. */
final class HandwrittenJni {
    private static final String RESOURCE = "/io/millrace/bench/native/libhandwritten_jni.so";

    private HandwrittenJni() {}

    /** One number in, the same out. */
    static native int same(int number);

    /** A new epoll instance. */
    static native int epoll();

    /** Reads {@code count} records, asks the kernel without waiting, writes {@code count} records. */
    static native int turn(int epoll, long commandsAddress, int count, long eventsAddress);

    /** Where {@code separator} is, by memchr: writes at most {@code capacity} offsets of 4 bytes, answers how many. */
    static native int memchr(long address, int length, byte separator, long offsetsAddress, int capacity);

    /** A socket that is connected to that port of this machine; negative: there is none. */
    static native int connect(int port);

    static native void close(int socket);

    /** Sends so many bytes; answers how many, or a negative number: the connection is lost. */
    static native long send(int socket, long bytesAddress, int count);

    /**
     * Copies a message {@code count} times behind each other and sends that at once, in each of the rounds. Answers how
     * many bytes went out; negative: the connection is lost.
     */
    static native long writes(int socket, long messageAddress, int length, int count, long bufferAddress, int rounds);

    /** Loads it from the jar; the build leaves it out only where no jni.h was found. */
    static void load() throws IOException {
        Path file = Files.createTempFile("handwritten_jni", ".so");
        try (InputStream library = HandwrittenJni.class.getResourceAsStream(RESOURCE)) {
            if (library == null) {
                throw new IOException("the jar lacks " + RESOURCE + ": was jni.h there when it was built?");
            }
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            System.load(file.toString());
        } finally {
            Files.delete(file);
        }
    }
}
