package io.millrace;

import io.millrace.engine.EngineLoop;
import io.millrace.engine.Mailbox;
import io.millrace.engine.Memory;
import io.millrace.stream.Feed;
import io.millrace.watch.Account;
import io.millrace.watch.JavaTime;
import io.millrace.watch.Pulse;
import io.millrace.watch.Watchdog;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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
    private static final Duration STALL = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final EngineLoop engine;
    private final Mailbox mailbox;
    private final Dispatcher dispatcher;
    private final Timers timers;
    private final Pulse pulse;
    private final Account account;
    private final Ownership ownership;
    private final Turns turns;
    private volatile Resolver resolver = Resolver.SYSTEM;

    private EventLoop(EngineLoop engine, LongSupplier clock) {
        this.engine = engine;
        this.mailbox = engine.mailbox();
        this.timers = new Timers(mailbox::inLoop, mailbox::offer, clock);
        JavaTime time = new JavaTime(System::nanoTime, engine::turnNanos, engine::betweenNanos);
        this.pulse = new Pulse(name(), STALL.toNanos(), time);
        this.account = new Account(engine.statistics(), pulse, Judge.reporter(name()));
        this.dispatcher = new Dispatcher(this);
        this.ownership = new Ownership(engine, this::end);
        this.turns = new Turns(this, timers, ownership, pulse, account);
    }

    /**
     * Opens a loop on the engine that is chosen. It does nothing until {@link #run} or {@link #start}.
     *
     * @throws MillraceException if all places are taken; or the native library is asked for by name and cannot be loaded
     *     (with cause and cure)
     */
    public static EventLoop open() {
        return open(Engine.chosen());
    }

    /** Opens a loop on that engine; otherwise as {@link #open()}. */
    public static EventLoop open(Engine engine) {
        return open(engine.memory(), System::nanoTime);
    }

    /** For the test kit: with another clock for its timers. A type is not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public static EventLoop open(Memory memory, LongSupplier clock) {
        return new EventLoop(EngineLoop.open(memory, MillraceException::new), clock);
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
        turns.begin();
        turns.runUntilStopped();
    }

    /**
     * Turns the loop on a daemon thread of its own.
     *
     * @throws IllegalStateException if it runs already, or is closed
     */
    public void start() {
        turns.begin();
        Thread thread = new Thread(turns::runUntilStopped, name());
        thread.setDaemon(true);
        thread.start();
    }

    private String name() {
        return "millrace-loop-" + (engine.loop() & 0xffff);
    }

    /** Makes {@link #run} return after the present turn. Connections stay open. Does nothing if the loop does not run. */
    public void stop() {
        turns.stop();
        if (!inLoop()) {
            mailbox.wake();
        }
    }

    /**
     * Ends the loop and everything on it: listeners close, connections end with {@link Reason#LOOP_CLOSED} (those that it
     * handed over too), feeds that it opened are closed. Waits for the loop's thread to finish, except when called on a
     * loop's thread: then the loop closes itself after its present turn. Nor does a shutdown hook wait for a callback that has
     * called {@link System#exit}. Closing twice does nothing.
     */
    @Override
    public void close() {
        ownership.close();
    }

    private void end() {
        mailbox.close();
        timers.close();
        dispatcher.close();
        engine.close();
        dispatcher.closed();
        mailbox.turnedBy(null); // what its last tasks ask of the loop comes too late, as from any other thread
        turns.runLastTasks();
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
     * Runs a task on the loop's thread after {@code delay}. That counts from when the present callbacks have returned (from
     * another thread: from now), so it is never too short, and too long by as much as a turn lasts. Those that are due at
     * the same time run in the order in which they were asked for. What it throws is logged.
     *
     * @param delay zero or more; at most some 290 years
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    public Timer later(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        return schedule(new OneTime(timers, task), Timers.nanosOf(delay));
    }

    /**
     * Runs a task on the loop's thread at every multiple of {@code period}, first after one of them. The times never drift
     * and never pile up: a run that comes too late for the next ones is told how many of them it skipped, and the one after
     * it is on time again. What it throws is logged, and it goes on. {@link Timer#reset} moves the next run and all that
     * follow, with {@link Duration#ZERO} to the present.
     *
     * <pre>{@code
     * loop.every(Duration.ofSeconds(1), skipped -> transport.write("tick " + (1 + skipped) + "\r\n"));
     * }</pre>
     *
     * @param period a nanosecond or more
     * @param task takes the number of runs that were skipped since the last one, mostly 0
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    public Timer every(Duration period, LongConsumer task) {
        Objects.requireNonNull(task, "task");
        long nanos = Timers.nanosOf(period);
        if (nanos == 0) {
            throw new IllegalArgumentException("a period of " + period);
        }
        return schedule(new Periodic(timers, nanos, task), nanos);
    }

    private Timer schedule(Timer timer, long delayNanos) {
        if (inLoop()) {
            timers.schedule(timer, delayNanos);
        } else {
            timer.dueNanos = Timers.sum(timers.now(), delayNanos);
            mailbox.execute(() -> timers.admit(timer));
        }
        return timer;
    }

    /**
     * Opens a feed that streams on {@code dataLoop} and reports to this loop. From the loop's own thread, or from any
     * thread outside all loops.
     *
     * @throws MillraceException if all places for feeds are taken
     * @throws IllegalStateException if one of the loops is closed, or when called on another loop's thread
     * @throws IllegalArgumentException if the data loop has another engine
     */
    public Feed openFeed(DataLoop dataLoop, Feed.Options options) {
        Objects.requireNonNull(options, "options");
        long there = dataLoop.handle(engine.memory());
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

    /** What limits this loop, by the last ten seconds; see {@link #verdict(Duration)}. */
    public Verdict verdict() {
        return verdict(Verdict.USUAL_WINDOW);
    }

    /**
     * What limits this loop: the network, the networking code, or the application. By that much of the time until now, to
     * the second; by less where it was not turned for so long. From any thread; asks nothing of the loop, so it answers also
     * while a callback holds that.
     *
     * @param window one second to one minute
     */
    public Verdict verdict(Duration window) {
        return Judge.verdict(account, window);
    }

    /**
     * Sets how long a callback, timer or task may hold the loop before that is reported, with its stack and while it lasts:
     * as an event of Flight Recorder and as a warning in the log. It is found by looking from outside eight times in that
     * while, so it costs the loop nothing, and may be found later by a quarter; what {@link #verdict} needs is looked at all
     * the same. From any thread.
     *
     * @param limit at first one second; {@link Duration#ZERO}: nothing is reported
     */
    public void stallAfter(Duration limit) {
        pulse.limit(Timers.nanosOf(limit));
        Watchdog.limitChanged();
    }

    /** Has names that clients of this loop connect to looked up by another resolver than {@link Resolver#SYSTEM}. */
    public void resolveWith(Resolver other) {
        resolver = Objects.requireNonNull(other, "resolver");
    }

    // ---- For the package

    /** Has a question answered on the loop's thread, and waits for that; see {@link Ownership#ask}. */
    <T> T ask(Supplier<T> question) {
        return ownership.ask(question);
    }

    Pulse pulse() {
        return pulse;
    }

    EngineLoop engine() {
        return engine;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Resolver resolver() {
        return resolver;
    }

    /** Listens here, for others too. */
    Listener listen(Place place, List<EventLoop> others, ProtocolFactory factory, Listener.Options options) {
        Listener listener = ownership.ask(() -> Listener.open(this, others, place, factory, options));
        if (!others.isEmpty()) {
            try {
                others.forEach(other -> share(listener, other));
                await(() -> dispatcher.allow(listener, options.connectionsMax()));
            } catch (RuntimeException refused) {
                listener.close();
                throw refused;
            }
        }
        return listener;
    }

    DatagramTransport openDatagrams(Place place, int datagramBytesMax, DatagramProtocol protocol) {
        return ownership.ask(() -> DatagramTransport.open(this, place, datagramBytesMax, protocol));
    }

    private void share(Listener listener, EventLoop other) {
        other.await(() -> other.dispatcher.add(listener));
        await(() -> {
            engine.commands().spread(listener.handle(), other.engine.loop());
            engine.ask("share", listener.handle());
        });
    }

    private void await(Runnable question) {
        ownership.ask(() -> {
            question.run();
            return null;
        });
    }

    /** In nanoseconds; what is longer than they can say becomes the longest that they can. */
    static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : Long.MAX_VALUE;
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
