package io.millrace.bench.compare.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a server of {@link Service#TIMERS} does with its library's timers. On the thread of its loop.
 *
 * @param <T> what a timer is to the library
 */
public final class Stopwatches<T> {
    private final Delays delays = new Delays();
    private final Function<Duration, T> set;
    private final Consumer<T> cancel;
    private final List<T> present = new ArrayList<>();

    public Stopwatches(Function<Duration, T> set, Consumer<T> cancel) {
        this.set = set;
        this.cancel = cancel;
    }

    /** Sets those that wait all the time. */
    public void fill() {
        for (int i = 0; i < Delays.PENDING; i++) {
            set.apply(delays.next());
        }
    }

    /** Sets so many, and cancels them, the oldest first. */
    public void setAndCancel(int count) {
        for (int i = 0; i < count; i++) {
            present.add(set.apply(delays.next()));
        }
        present.forEach(cancel);
        present.clear();
    }
}
