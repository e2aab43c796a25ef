package io.millrace;

import java.nio.file.Path;

/**
 * A protocol of the user's own in C++, out of a shared library: the part of a protocol that looks at every byte. The header
 * {@code millrace/protocol.hpp} says how it is written; {@code native/examples/checksum} is one.
 *
 * <p>Any thread. The library stays loaded as long as the process lives. What runs in it is the user's own native code: that
 * nothing can crash is not promised any more. What breaks the boundary's rules in a way that can be seen (a number below zero,
 * more bytes consumed than there were, bytes sent that it was not given) ends its own connection for
 * {@link Reason#NATIVE_FAULT}.
 *
 * <pre>{@code
 * NativeProtocol checksum = NativeProtocol.load(path); // build/libchecksum.so
 * Endpoint.tcp("127.0.0.1", 9000).listen(loop, peer -> new FusedProtocol(checksum, Framing.lines(4096)));
 * }</pre>
 */
public final class NativeProtocol {
    private final Path library;
    private final int number;

    private NativeProtocol(Path library, int number) {
        this.library = library;
        this.number = number;
    }

    /**
     * Loads the protocol of a shared library; one that is loaded already is answered again.
     *
     * @param library a path; a relative one is looked for from the process's directory
     * @throws MillraceException with the reason in its message: {@link MillraceException#STALE} if it cannot be loaded or does
     *     not export {@code mr_protocol_entry}; {@link MillraceException#FULL} after 256 protocols; -4 if it was made for
     *     another version of the header or a newer one, or lacks a function that it must have;
     *     {@link MillraceException#UNAVAILABLE} where the native part of Millrace itself cannot be loaded
     */
    public static NativeProtocol load(Path library) {
        try (EventLoop asked = EventLoop.open(Engine.NATIVE)) {
            Path absolute = library.toAbsolutePath();
            return new NativeProtocol(absolute, asked.engine().output().loadProtocol(absolute.toString()));
        }
    }

    /** Where it was loaded from. */
    public Path library() {
        return library;
    }

    int number() {
        return number;
    }

    @Override
    public String toString() {
        return "native protocol " + library.getFileName();
    }
}
