package io.millrace.bench;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A size as people write it for a JVM: {@code 512m}, {@code 4g}, {@code 65536}.
 *
 * @param bytes the size in bytes, from 0 to 1 EiB
 */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})([kmg]?)");
    private static final long BYTES_MAX = 1L << 60;

    /** Reads a size; throws IllegalArgumentException that says what was expected. */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size such as 65536, 512m or 4g");
        }
        int shift = " kmg".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2)) * 10;
        long number = Long.parseLong(matcher.group(1));
        if (number > BYTES_MAX >> shift) {
            throw new IllegalArgumentException("'" + text + "' is more than any machine has");
        }
        return new ByteSize(number << shift);
    }

    /** In the form that {@code -Xmx} takes; whole MiB where that is exact. */
    public String forJvm() {
        long mebibyte = 1L << 20;
        return bytes % mebibyte == 0 ? bytes / mebibyte + "m" : Long.toString(bytes);
    }

    @Override
    public String toString() {
        return forJvm();
    }

    /** For picocli, which then names the option in its message. */
    public static final class Converter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
