package io.millrace.bench.compare.server;

import java.util.Locale;

/** What a server is to do. The same for every library, and for the controls in C and the script in Python. */
public enum Service {
    /** Sends back whatever comes. */
    ECHO,
    /** Sends back each line, which ends in LF and has at most {@link #FRAME_BYTES_MAX} bytes. */
    LINE,
    /** Sends back each netstring, of at most {@link #FRAME_BYTES_MAX} bytes. */
    NETSTRING,
    /** Adds up the values of StatsD lines, {@code NAME:VALUE|TYPE}, and at a line without a colon answers {@link Sum}. */
    STATSD,
    /** The same in the best way that the library's users have: no line is cut out, no string made. */
    STATSD_IN_PLACE,
    /**
     * Adds up Influx lines, {@code cpu,TAGS usage=DECIMAL,idle=DECIMAL,count=INTEGERi TIME}: of each the usage, the count, and
     * the rest of the time by 8. At a line without a space answers {@link Sum}.
     */
    INFLUX,
    /** The same in the best way. */
    INFLUX_IN_PLACE,
    /** At a line with a number sets so many timers, cancels them, and sends the line back; {@link Delays#PENDING} others wait. */
    TIMERS,
    /** At a line with a number sends so many times {@link Message}, by a write each. */
    WRITES;

    /** The longest line or netstring that is accepted. */
    public static final int FRAME_BYTES_MAX = 16384;

    /** As it stands in a command line: {@code statsd-in-place}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The service of a word. */
    static Service of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
