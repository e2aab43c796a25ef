package io.millrace;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.LongSupplier;

/**
 * The file of a UNIX socket that listens. It is made by binding, and outlives a process that does not remove it; such a stale
 * one is replaced. What is no socket is never touched.
 */
final class UnixPath {
    private static final int IN_USE = -1098; // EADDRINUSE, as a code

    private final Path path;
    private final Object key; // device and inode: a file of that name may be another's by now

    private UnixPath(Path path) {
        this.path = path;
        this.key = keyOf(path);
    }

    /** The file of the socket that was just bound there. */
    static UnixPath of(String name) {
        return new UnixPath(Path.of(name));
    }

    /** Binds, and once more when a stale file was in the way. */
    static long bind(Place.Unix place, LongSupplier bind) {
        try {
            return bind.getAsLong();
        } catch (MillraceException refused) {
            if (refused.code() != IN_USE || place.isAbstract()) {
                throw refused;
            }
            if (!isSocket(Path.of(place.name()))) {
                throw inUse(place, "it is there, and is no socket", refused);
            }
            if (isAnswered(place)) {
                throw inUse(place, "somebody listens there", refused);
            }
            remove(Path.of(place.name()));
            return bind.getAsLong();
        }
    }

    private static MillraceException inUse(Place place, String why, MillraceException refused) {
        return new MillraceException(refused.code(), "listen", 0, "listen on " + place + ": " + why, refused);
    }

    private static boolean isSocket(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException gone) {
            return true;
        }
    }

    /** Whether a connection there is taken, or must wait; only a refused one tells that nobody listens. */
    private static boolean isAnswered(Place.Unix place) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(place.name()));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException other) {
            return Files.exists(Path.of(place.name()), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Removes the file, if it is still the one that was bound. */
    void remove() {
        if (key != null && key.equals(keyOf(path))) {
            remove(path);
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException refused) {
            System.getLogger(UnixPath.class.getName()).log(Level.DEBUG, "the path of a UNIX socket stays: " + refused);
        }
    }

    private static Object keyOf(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException gone) {
            return null;
        }
    }
}
