package io.millrace.framing;

import java.nio.charset.StandardCharsets;

/** Text of which each letter is one byte. */
final class Frame {
    private Frame() {}

    static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The lowest byte of each number. */
    static String octets(int... numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            text.append((char) (number & 0xff));
        }
        return text.toString();
    }
}
