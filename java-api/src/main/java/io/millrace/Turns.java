package io.millrace;

import io.millrace.engine.EngineLoop;
import io.millrace.engine.Mailbox;
import io.millrace.watch.Account;
import io.millrace.watch.Handlers;
import io.millrace.watch.Pulse;
import io.millrace.watch.Watchdog;
import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The turns of a loop, one after the other, on the thread that runs them.
 *
 * <pre>
 *     engine: send, wait, receive ──► callbacks ──► timers that are due ──► tasks ──┐
 *     ▲                                                                             │
 *     └─────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 */
final class Turns {
    private static final Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final int TASKS_MAX = 4096; // of one turn, so that tasks which leave tasks cannot hold the rest
    private static final int TIMERS_MAX = 4096; // of one turn, so that many due together cannot

    private final EngineLoop engine;
    private final Mailbox mailbox;
    private final Dispatcher dispatcher;
    private final Timers timers;
    private final Ownership ownership;
    private final Pulse pulse;
    private final Account account;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean stopping;

    Turns(EventLoop loop, Timers timers, Ownership ownership, Pulse pulse, Account account) {
        this.engine = loop.engine();
        this.mailbox = engine.mailbox();
        this.dispatcher = loop.dispatcher();
        this.timers = timers;
        this.ownership = ownership;
        this.pulse = pulse;
        this.account = account;
    }

    /** Whoever calls this calls {@link #runUntilStopped} next; throws if somebody has done so already. */
    void begin() {
        ownership.refuseIfClosing();
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("the loop runs already");
        }
        stopping = false;
    }

    /** Any thread. */
    void stop() {
        stopping = true;
    }

    void runUntilStopped() {
        ownership.take();
        pulse.turnedBy(Thread.currentThread());
        try {
            account.begin();
            Watchdog.watch(account);
            while (!stopping && !ownership.isClosing()) {
                turn();
            }
        } catch (RuntimeException | Error broken) {
            ownership.giveUp(); // a loop that cannot turn must not keep its connections waiting
            throw broken;
        } finally {
            account.end();
            pulse.turnedBy(null);
            Watchdog.unwatch(account);
            running.set(false);
            ownership.leave();
        }
    }

    private void turn() {
        int events = engine.turn(waitNanos());
        pulse.beginTurn();
        dispatcher.dispatch(events);
        int timersRun = runTimers();
        int tasksRun = runTasks();
        pulse.endTurn(events, timersRun, tasksRun);
    }

    private long waitNanos() {
        return mailbox.isEmpty() && !engine.hasRefused() ? timers.waitNanos() : 0;
    }

    private int runTimers() {
        if (timers.isEmpty()) {
            return 0;
        }
        long now = timers.now();
        timers.settle(now);
        for (int ran = 0; ran < TIMERS_MAX; ran++) {
            Timer timer = timers.pollDue(now);
            if (timer == null) {
                return ran;
            }
            pulse.beat(Handlers.TIMERS);
            contain(timer::run);
        }
        return TIMERS_MAX;
    }

    private int runTasks() {
        for (int ran = 0; ran < TASKS_MAX; ran++) {
            Runnable task = mailbox.poll();
            if (task == null) {
                return ran;
            }
            pulse.beat(Handlers.TASKS);
            contain(task);
        }
        return TASKS_MAX;
    }

    /** The tasks that are left when the loop has closed. */
    void runLastTasks() {
        for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
            pulse.beat(Handlers.TASKS);
            contain(task);
        }
    }

    private static void contain(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) { // whatever it is, the loop's connections must not suffer for it
            EventLoop.log(LOG, "a task or timer", thrown);
        }
    }
}
