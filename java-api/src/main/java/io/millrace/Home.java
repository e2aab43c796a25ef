package io.millrace;

import io.millrace.engine.NativeEngine;
import java.util.function.Function;

/** Which loop a connection lives on, and how what is asked of it gets there. Any thread. */
final class Home {
    private final EventLoop loop;

    Home(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    /** Of its loop; to be used on its thread alone. */
    NativeEngine engine() {
        return loop.engine();
    }

    /** Whether the calling thread is the one that turns its loop. */
    boolean isHere() {
        return loop.inLoop();
    }

    /**
     * Runs it on the loop's thread: at once if this is it, otherwise after all that this thread has passed
     * before. False if the loop is closed.
     */
    boolean pass(Runnable operation) {
        if (isHere()) {
            operation.run();
            return true;
        }
        return later(operation);
    }

    /** Has a question answered on the loop's thread, and waits for that. */
    <T> T ask(Function<NativeEngine, T> question) {
        return loop.ask(() -> question.apply(engine()));
    }

    /** Runs it on the loop's thread, but not now; false if the loop is closed. */
    boolean later(Runnable operation) {
        return engine().mailbox().offer(operation);
    }
}
