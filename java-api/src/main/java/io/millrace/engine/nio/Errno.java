package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;

/** The kernel's number for a failure, which the JDK tells in words. */
final class Errno {
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EPIPE = 32;
    static final int EOPNOTSUPP = 95;
    static final int EADDRINUSE = 98;
    static final int ECONNRESET = 104;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;

    private static final Map<String, Integer> BY_TEXT = Map.ofEntries(
            Map.entry("No such file or directory", 2),
            Map.entry("Cannot allocate memory", 12),
            Map.entry("Permission denied", EACCES),
            Map.entry("Invalid argument", EINVAL),
            Map.entry("Too many open files in system", ENFILE),
            Map.entry("Too many open files", EMFILE),
            Map.entry("Broken pipe", EPIPE),
            Map.entry("Address family not supported by protocol", 97),
            Map.entry("Address already in use", EADDRINUSE),
            Map.entry("Cannot assign requested address", 99),
            Map.entry("Network is down", 100),
            Map.entry("Network is unreachable", 101),
            Map.entry("Connection reset", ECONNRESET),
            Map.entry("No buffer space available", 105),
            Map.entry("Connection timed out", ETIMEDOUT),
            Map.entry("Connection refused", ECONNREFUSED),
            Map.entry("No route to host", EHOSTUNREACH));

    private Errno() {}

    /** {@link #EIO} for what is not known. */
    static int of(Exception failure) {
        String text = failure.getMessage() == null ? "" : failure.getMessage();
        for (Map.Entry<String, Integer> known : BY_TEXT.entrySet()) {
            if (text.startsWith(known.getKey()) && !(known.getValue() == EMFILE && text.endsWith("in system"))) {
                return known.getValue();
            }
        }
        return ofType(failure);
    }

    private static int ofType(Exception failure) {
        if (failure instanceof BindException) {
            return EADDRINUSE;
        }
        if (failure instanceof NoRouteToHostException) {
            return EHOSTUNREACH;
        }
        if (failure instanceof ConnectException) {
            return ECONNREFUSED;
        }
        if (failure instanceof UnsupportedOperationException) {
            return EOPNOTSUPP;
        }
        if (failure instanceof IllegalArgumentException) {
            return EINVAL;
        }
        return failure instanceof ClosedChannelException ? EPIPE : EIO;
    }

    /** The code that says so. */
    static int code(int errno) {
        return Codes.SYSTEM_BASE - errno;
    }

    static int code(Exception failure) {
        return code(of(failure));
    }
}
