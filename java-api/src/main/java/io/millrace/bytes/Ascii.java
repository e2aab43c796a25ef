package io.millrace.bytes;

/** Bytes as ASCII: case, and how to show them. */
final class Ascii {
    private Ascii() {}

    static int lower(byte value) {
        return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
    }

    /** With what cannot be shown as an escape. */
    static String printable(byte[] bytes) {
        StringBuilder shown = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            switch (value) {
                case '\r' -> shown.append("\\r");
                case '\n' -> shown.append("\\n");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (value >= ' ' && value < 0x7f) {
                        shown.append((char) value);
                    } else {
                        shown.append(String.format("\\x%02x", value));
                    }
                }
            }
        }
        return shown.toString();
    }
}
