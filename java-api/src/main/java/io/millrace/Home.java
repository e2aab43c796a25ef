package io.millrace;

import io.millrace.engine.EngineLoop;
import java.lang.System.Logger;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Which loop a connection lives on, and how what is asked of it gets there. Any thread.
 *
 * <pre>
 *     a thread that is not here:   operation ──► asked ──►  taken one by one, by a task for each in the loop's mailbox
 *     moving:                      here = null: also the old loop's own thread leaves its operations in asked
 *     arrived:                     loop, then here = the new one, which takes all that is there
 * </pre>
 *
 * <p>So a thread's operations keep their order over a move: they are in one queue, or done after it was emptied. A thread that
 * still leaves its task with the old loop has added its operation before the new one looked.
 */
final class Home {
    private static final Logger LOG = System.getLogger(Home.class.getName());

    private volatile Queue<Runnable> asked; // once something was
    private volatile EventLoop loop;
    private volatile EventLoop here; // the same; null on the way to another
    private volatile Passage passage; // null unless on the way
    private volatile boolean over;

    Home(EventLoop loop) {
        this.loop = loop;
        this.here = loop;
    }

    /** Where it lives, or, on its way, has lived. */
    EventLoop loop() {
        return loop;
    }

    /** Of its loop; to be used on its thread alone. */
    EngineLoop engine() {
        return loop.engine();
    }

    /** Whether it is at home, and the calling thread the one that turns its loop. */
    boolean isHere() {
        EventLoop at = here;
        return at != null && at.inLoop();
    }

    /** That of its loop, if {@link #isHere}; otherwise null. */
    EngineLoop engineHere() {
        EventLoop at = here;
        return at != null && at.inLoop() ? at.engine() : null;
    }

    /**
     * Runs it on the loop's thread: at once if this is it, otherwise after all that this thread has passed before. False if
     * the loop is closed.
     */
    boolean pass(Runnable operation) {
        if (isHere()) {
            operation.run();
            return true;
        }
        return later(operation);
    }

    /** Runs it on the loop's thread, but not now; false if the loop is closed. */
    boolean later(Runnable operation) {
        Queue<Runnable> queue = asked();
        queue.add(operation);
        return loop.engine().mailbox().offer(this::takeOne) || !queue.remove(operation);
    }

    private Queue<Runnable> asked() {
        Queue<Runnable> made = asked;
        return made != null ? made : makeAsked();
    }

    private synchronized Queue<Runnable> makeAsked() {
        if (asked == null) {
            asked = new ConcurrentLinkedQueue<>();
        }
        return asked;
    }

    private void takeOne() {
        if (isHere() || over) {
            Runnable operation = asked().poll();
            if (operation != null) {
                operation.run();
            }
        }
    }

    /** Has a question answered on the loop's thread, and waits for that. */
    <T> T ask(Function<EngineLoop, T> question) {
        return loop.ask(() -> {
            if (!isHere()) {
                throw new IllegalStateException(
                        "the connection is on its way to another loop: ask when it has arrived");
            }
            return question.apply(engine());
        });
    }

    // ---- Moving. All but arrive() on the thread of the loop that it comes from.

    void move(Transport transport, EventLoop to, CompletableFuture<Void> arrived) {
        Passage planned = new Passage(transport, loop, to, arrived);
        if (to == loop) {
            arrived.complete(null);
        } else if (!to.dispatcher().arrivals().expect(planned)) {
            planned.fail(MillraceException.STALE, "the other loop is closed");
        } else {
            passage = planned;
            here = null;
            engine().commands().move(transport.handle(), to.engine().loop());
        }
    }

    /** It could not go. */
    void stay(int code) {
        Passage planned = passage;
        if (planned != null) {
            planned.to().dispatcher().arrivals().take(planned);
            settle(loop);
            planned.fail(code, EngineLoop.textOf(code));
        }
    }

    boolean isUnderWay(Passage which) {
        return passage == which;
    }

    /** It has come to its new loop, whose thread this is. */
    void arrive(Passage arrived) {
        settle(arrived.to());
        arrived.arrived().complete(null);
    }

    /** The loop that asks is closing: whether it is there, and now cannot leave. */
    boolean staysWith(EventLoop closing) {
        Passage planned = passage;
        if (loop != closing
                || planned != null && !planned.to().dispatcher().arrivals().take(planned)) {
            return false;
        }
        if (planned != null) {
            settle(closing);
            planned.fail(MillraceException.STALE, "its loop was closed");
        }
        return true;
    }

    /** The connection is gone: what is still asked of it is done at once, and finds that out. */
    void end() {
        stay(MillraceException.STALE);
        over = true;
        Queue<Runnable> queue = asked;
        while (queue != null && !queue.isEmpty()) {
            contain(queue.poll());
        }
    }

    private void settle(EventLoop at) {
        loop = at;
        here = at;
        passage = null; // last, for staysWith()
        Queue<Runnable> queue = asked();
        Runnable last = new FutureTask<>(() -> null); // unlike any other
        queue.add(last);
        Runnable operation = queue.poll();
        while (operation != null && operation != last) {
            contain(operation);
            operation = here == at ? queue.poll() : null; // it may be on its way again
        }
    }

    private static void contain(Runnable operation) {
        try {
            operation.run();
        } catch (Throwable thrown) { // as that of any other task
            EventLoop.log(LOG, "what was asked of a connection", thrown);
        }
    }
}
