package io.millrace;

import io.millrace.engine.Mailbox;
import io.millrace.engine.NativeEngine;
import io.millrace.jni.UnavailableException;
import io.millrace.stream.Feed;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A loop that a Java thread turns: connections whose protocol is in Java, their timers, and tasks from other threads.
 *
 * <p>Each turn crosses into native code once, whatever the load: it sends what was written, waits until something is
 * ready, receives and frames; then the protocols' callbacks run, the timers that are due, and the tasks.
 *
 * <p><b>Thread.</b> Whoever calls {@link #run}, or a daemon thread of the loop's own after {@link #start}. Methods here work from any
 * thread unless they say otherwise. <b>Limits.</b> 256 loops, 65,536 connections and 4,096 feeds in a process.
 *
 * <pre>{@code
 * try (EventLoop loop = EventLoop.open()) {
 *     Endpoint.tcp("127.0.0.1", 7007).listen(loop, peer -> new Echo());
 *     loop.later(Duration.ofMinutes(1), loop::stop);
 *     loop.run();
 * }
 * }</pre>
 */
public final class EventLoop implements Executor, AutoCloseable {
    private static final Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final int TASKS_MAX = 4096; // of one turn, so that tasks which leave tasks cannot hold the rest
    private static final int BACKLOG = 4096;

    private final NativeEngine engine;
    private final Mailbox mailbox;
    private final Dispatcher dispatcher;
    private final TimerHeap timers = new TimerHeap();
    private final long epochNanos = System.nanoTime();

    private final Ownership ownership;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean stopping;

    private EventLoop(NativeEngine engine) {
        this.engine = engine;
        this.mailbox = engine.mailbox();
        this.dispatcher = new Dispatcher(this);
        this.ownership = new Ownership(engine, this::end);
    }

    /**
     * Opens a loop. It does nothing until {@link #run} or {@link #start}.
     *
     * @throws MillraceException if the native library cannot be loaded (with cause and cure), or all places are taken
     */
    public static EventLoop open() {
        try {
            return new EventLoop(NativeEngine.open(MillraceException::new));
        } catch (UnavailableException unavailable) {
            throw MillraceException.unavailable(unavailable);
        }
    }

    /**
     * Turns the loop on the calling thread until {@link #stop} or {@link #close}. A stopped loop may run again, also on
     * another thread.
     *
     * @throws IllegalStateException if it runs already, is closed, or this is called in a callback
     */
    public void run() {
        if (Ownership.isLoopThread()) {
            throw new IllegalStateException("this thread turns a loop already: a callback cannot run another");
        }
        begin();
        turnUntilStopped();
    }

    /**
     * Turns the loop on a daemon thread of its own.
     *
     * @throws IllegalStateException if it runs already, or is closed
     */
    public void start() {
        begin();
        Thread thread = new Thread(this::turnUntilStopped, "millrace-loop-" + (engine.loop() & 0xffff));
        thread.setDaemon(true);
        thread.start();
    }

    private void begin() {
        ownership.refuseIfClosing();
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("the loop runs already");
        }
        stopping = false;
    }

    private void turnUntilStopped() {
        ownership.take();
        try {
            while (!stopping && !ownership.isClosing()) {
                turn();
            }
        } catch (RuntimeException | Error broken) {
            ownership.giveUp(); // a loop that cannot turn must not keep its connections waiting
            throw broken;
        } finally {
            running.set(false);
            ownership.leave();
        }
    }

    private void turn() {
        dispatcher.dispatch(engine.turn(waitNanos()));
        runTimers();
        runTasks();
    }

    private long waitNanos() {
        if (!mailbox.isEmpty() || engine.hasRefused()) {
            return 0;
        }
        long due = timers.nextDueNanos();
        return due == Long.MAX_VALUE ? -1 : Math.max(0, due - now());
    }

    private void runTimers() {
        if (timers.size() == 0) {
            return;
        }
        long now = now();
        for (Timer timer = timers.pollDue(now); timer != null; timer = timers.pollDue(now)) {
            contain(timer::run);
        }
    }

    private void runTasks() {
        for (int i = 0; i < TASKS_MAX; i++) {
            Runnable task = mailbox.poll();
            if (task == null) {
                return;
            }
            contain(task);
        }
    }

    private static void contain(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) { // whatever it is, the loop's connections must not suffer for it
            log(LOG, "a task or timer", thrown);
        }
    }

    /** Makes {@link #run} return after the present turn. Connections stay open. Does nothing if the loop does not run. */
    public void stop() {
        stopping = true;
        if (!inLoop()) {
            mailbox.wake();
        }
    }

    /**
     * Ends the loop and everything on it: listeners close, connections end with {@link Reason#LOOP_CLOSED} (those that it
     * handed over too), feeds that it opened are closed. Waits for the loop's thread to finish, except when called on a
     * loop's thread: then the loop closes itself after its present turn. Closing twice does nothing.
     */
    @Override
    public void close() {
        ownership.close();
    }

    private void end() {
        mailbox.close();
        dispatcher.close();
        engine.close();
        mailbox.turnedBy(null); // what its last tasks ask of the loop comes too late, as from any other thread
        for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
            contain(task);
        }
    }

    /** Whether {@link #close} has been called. */
    public boolean isClosed() {
        return ownership.isClosing();
    }

    /** Whether the calling thread is the one that turns this loop. */
    public boolean inLoop() {
        return mailbox.inLoop();
    }

    /**
     * Runs a task on the loop's thread, after those that were given before it. From the loop's own thread too: it then
     * runs after the present callback, never within it. What it throws is logged.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    @Override
    public void execute(Runnable task) {
        mailbox.execute(Objects.requireNonNull(task, "task"));
    }

    /**
     * Runs a task on the loop's thread after {@code delay}: never earlier, and as much later as the present turn lasts.
     * What it throws is logged.
     *
     * @param delay zero or more; at most some 290 years
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    public Timer later(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay of " + delay);
        }
        long due = now() + nanos(delay);
        Timer timer = new Timer(this, due < 0 ? Long.MAX_VALUE - 1 : due, task);
        if (inLoop()) {
            timers.add(timer);
        } else {
            mailbox.execute(() -> timers.add(timer));
        }
        return timer;
    }

    /** A timer was cancelled. */
    void forget(Timer timer) {
        if (inLoop()) {
            timers.remove(timer);
        } else {
            mailbox.offer(() -> timers.remove(timer));
        }
    }

    /**
     * Opens a feed that streams on {@code dataLoop} and reports to this loop. From the loop's own thread, or from any
     * thread outside all loops.
     *
     * @throws MillraceException if all places for feeds are taken
     * @throws IllegalStateException if one of the loops is closed, or when called on another loop's thread
     */
    public Feed openFeed(DataLoop dataLoop, Feed.Options options) {
        Objects.requireNonNull(options, "options");
        long there = dataLoop.handle();
        return ownership.ask(() -> {
            Feed feed = Feed.open(engine, there, options);
            dispatcher.add(feed);
            return feed;
        });
    }

    /** What this loop has done so far. */
    public LoopCounters counters() {
        return LoopCounters.of(engine.crossings(), engine.output().copiedBytes(), engine.statistics());
    }

    // ---- For the package

    NativeEngine engine() {
        return engine;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Listener listen(InetSocketAddress address, ProtocolFactory factory) {
        return ownership.ask(() -> {
            engine.commands().listen(address, BACKLOG);
            long handle = engine.ask("listen on " + address, 0);
            engine.commands().port(handle);
            int port = (int) engine.ask("ask for the port of", handle);
            Listener listener = new Listener(this, handle, new InetSocketAddress(address.getAddress(), port), factory);
            dispatcher.add(listener);
            return listener;
        });
    }

    private long now() {
        return System.nanoTime() - epochNanos;
    }

    /** In nanoseconds; what is longer than they can say becomes the longest that they can. */
    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? duration.toNanos() : Long.MAX_VALUE;
    }

    /** Logs what a callback of {@code whose} threw; if even that fails (no memory, no stack), the loop still goes on. */
    static void log(Logger log, Object whose, Throwable thrown) {
        try {
            log.log(Logger.Level.ERROR, "a callback failed: " + whose, thrown);
        } catch (Throwable again) {
            // There is nothing left to say it with.
        }
    }
}
