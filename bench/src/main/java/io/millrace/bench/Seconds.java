package io.millrace.bench;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people type it: seconds, with a fraction if they like. At most a day. */
public final class Seconds implements ITypeConverter<Duration> {
    private static final long NANOS_MAX = Duration.ofDays(1).toNanos();

    /** Reads a time; throws IllegalArgumentException that says what was expected. */
    public static Duration parse(String text) {
        if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            long nanos = new BigDecimal(text).movePointRight(9).longValueExact();
            if (nanos <= NANOS_MAX) {
                return Duration.ofNanos(nanos);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no number of seconds up to a day, such as 5 or 0.5");
    }

    @Override
    public Duration convert(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
