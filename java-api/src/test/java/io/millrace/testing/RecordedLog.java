package io.millrace.testing;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps what the loops log of failed callbacks, instead of showing it. A test whose callbacks fail on purpose takes it; what
 * no test takes fails the test, so that no failure in a callback goes unseen.
 */
public final class RecordedLog extends System.LoggerFinder {
    private static final ConcurrentLinkedQueue<Throwable> FAILURES = new ConcurrentLinkedQueue<>();

    /** For the service loader. */
    public RecordedLog() {}

    /** What callbacks have thrown since this was called last. */
    public static List<Throwable> takeFailures() {
        List<Throwable> taken = new ArrayList<>();
        for (Throwable failure = FAILURES.poll(); failure != null; failure = FAILURES.poll()) {
            taken.add(failure);
        }
        return taken;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Recorder(name);
    }

    private record Recorder(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return name.startsWith("io.millrace") && level.getSeverity() >= Level.WARNING.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (isLoggable(level)) {
                FAILURES.add(thrown != null ? thrown : new AssertionError(message));
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            if (isLoggable(level)) {
                FAILURES.add(new AssertionError(MessageFormat.format(format, parameters)));
            }
        }
    }
}
