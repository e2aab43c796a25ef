package io.millrace.engine.nio;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A source that needs no peer: a time-stamped line at a steady interval, made on the data loop. */
final class ClockSource extends Timers.Timed {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Feed feed;
    private long intervalNanos;
    private long lines;
    private long due;

    ClockSource(Feed feed) {
        this.feed = feed;
    }

    void start(long intervalNanos) {
        this.intervalNanos = Timers.bounded(intervalNanos);
        arm(loop().now());
    }

    private void arm(long at) {
        due = at;
        loop().timers().set(this, at);
    }

    boolean isRunning() {
        return intervalNanos != 0;
    }

    @Override
    void expired(long now) {
        publishLine();
        if (feed.isLive()) {
            // Steady against the clock, not against how late this line was; intervals that were missed are skipped.
            long next = due + intervalNanos;
            arm(next <= now ? now + intervalNanos : next);
        }
    }

    private void publishLine() {
        String line = UTC.format(Instant.now()) + " line " + ++lines + "\n";
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        ReceiveBuffer buffer = loop().received();
        if (buffer.reserve(bytes.length)) { // at the pool's ceiling this line is left out
            buffer.room().put(bytes);
            feed.publish(buffer.take(bytes.length));
        }
    }

    private NioLoop loop() {
        return feed.station().loop();
    }
}
