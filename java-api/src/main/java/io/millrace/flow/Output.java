package io.millrace.flow;

import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Slice;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Sends the elements of one subscription. On the loop's thread, to which the publisher's signals are passed; so what is asked
 * of the subscription is asked one thing at a time.
 */
final class Output implements Flow.Subscriber<Slice> {
    /** So many elements are asked for, and another for each that is written, while the connection is not crowded. */
    private static final int WINDOW = 16;

    private final AsyncConnection connection;
    private Flow.Subscription subscription; // null before it is there
    private boolean over;

    Output(AsyncConnection connection) {
        this.connection = connection;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        Signals.pass(connection, () -> {
            if (over || subscription != null) {
                given.cancel();
                return;
            }
            subscription = given;
            connection.ended().thenRun(() -> Signals.pass(connection, this::cancel));
            request(WINDOW);
        });
    }

    @Override
    public void onNext(Slice bytes) {
        Objects.requireNonNull(bytes, "bytes");
        if (connection.transport().loop().inLoop()) {
            write(bytes);
        } else {
            Slice copy = bytes.copy();
            Signals.pass(connection, () -> write(copy));
        }
    }

    private void write(Slice bytes) {
        connection
                .write(bytes)
                .whenComplete((written, lost) -> Signals.pass(connection, () -> {
                    if (lost == null) {
                        request(1);
                    } else {
                        cancel();
                    }
                }));
    }

    @Override
    public void onError(Throwable why) {
        Objects.requireNonNull(why, "why");
        Signals.pass(connection, () -> {
            over = true;
            connection.abort();
        });
    }

    @Override
    public void onComplete() {
        Signals.pass(connection, () -> {
            over = true;
            connection.finish();
        });
    }

    private void request(long count) {
        if (!over && subscription != null) {
            ask(() -> subscription.request(count));
        }
    }

    private void cancel() {
        if (!over && subscription != null) {
            over = true;
            ask(subscription::cancel);
        }
    }

    private void ask(Runnable question) {
        try {
            question.run();
        } catch (Throwable thrown) {
            over = true;
            Signals.failed(connection, thrown);
        }
    }
}
