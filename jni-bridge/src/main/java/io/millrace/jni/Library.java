package io.millrace.jni;

import java.util.function.IntUnaryOperator;

/**
 * The native library as a whole: loads it once for this class loader, and checks that it is the one these classes were
 * built with. Any thread.
 */
public final class Library {
    private static String description;
    private static UnavailableException failure;

    private Library() {}

    /**
     * Loads the library, or does nothing when it is loaded. A failure is remembered and thrown again.
     *
     * @throws UnavailableException with the cause and its cure
     */
    public static synchronized void load() {
        if (failure != null) {
            throw failure;
        }
        if (description != null) {
            return;
        }
        try {
            String where = new Loader(System::getProperty, System::getenv, path -> System.load(path)).open();
            check(where);
            description = where;
        } catch (UnavailableException unavailable) {
            failure = unavailable;
            throw unavailable;
        }
    }

    /** Where the library came from; or, when it is not loaded, why not. For {@code doctor} and logs. */
    public static synchronized String description() {
        if (failure != null) {
            return "not available: " + failure.reason();
        }
        return description == null ? "not loaded yet" : description;
    }

    private static void check(String where) {
        try {
            compare(where, Native.abiVersion(), Native::layout);
        } catch (UnsatisfiedLinkError missing) {
            throw Cause.OTHER_BUILD.exception(where + " has no " + missing.getMessage(), missing);
        }
    }

    /** The number first: of another version of the interface, not even the layout's order is known. */
    static void compare(String where, int abiVersion, IntUnaryOperator layout) {
        if (abiVersion != Records.ABI_VERSION) {
            throw Cause.OTHER_BUILD.exception(
                    where + " has interface " + abiVersion + ", the classes have " + Records.ABI_VERSION, null);
        }
        for (int i = 0; i < Records.LAYOUT.length; i++) {
            int theirs = layout.applyAsInt(i);
            if (theirs != Records.LAYOUT[i]) {
                throw Cause.OTHER_BUILD.exception(
                        where + " has " + theirs + " at place " + i + " of the layout, the classes have "
                                + Records.LAYOUT[i],
                        null);
            }
        }
        if (layout.applyAsInt(Records.LAYOUT.length) != Codes.OUT_OF_RANGE) {
            throw Cause.OTHER_BUILD.exception(where + " has a longer layout than the classes", null);
        }
    }
}
