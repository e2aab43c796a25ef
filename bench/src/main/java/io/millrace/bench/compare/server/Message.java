package io.millrace.bench.compare.server;

/** The message of {@link Service#WRITES}: 69 characters from {@code !} on, and LF. The load knows it, too. */
public final class Message {
    /** How long it is. */
    public static final int BYTES = 70;

    private static final char FIRST = '!';

    private Message() {}

    /** A new array with it. */
    public static byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES - 1; i++) {
            bytes[i] = (byte) (FIRST + i);
        }
        bytes[BYTES - 1] = '\n';
        return bytes;
    }
}
