package io.millrace.testing;

import java.lang.reflect.Method;

/** How much a thread has allocated in the heap, as the JVM counts it. By reflection: the module does not read that one. */
public final class Allocation {
    private static final Object THREADS;
    private static final Method BYTES;

    static {
        try {
            THREADS = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            BYTES = Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
        } catch (ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
        }
    }

    private Allocation() {}

    /** Bytes that the thread with that id has allocated so far. */
    public static long bytesOf(long threadId) {
        try {
            return (long) BYTES.invoke(THREADS, threadId);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }
}
