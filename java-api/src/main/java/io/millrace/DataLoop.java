package io.millrace;

import io.millrace.engine.EngineLoop;
import io.millrace.engine.Memory;
import io.millrace.engine.Statistics;
import io.millrace.watch.Account;
import io.millrace.watch.Watchdog;
import java.time.Duration;

/**
 * A loop on a native thread that never enters the JVM: what is routed there flows on while the JVM stands still. On
 * {@link Engine#NIO} it is a Java thread, and promises nothing about pauses.
 *
 * <p>It runs from {@link #open} until {@link #close}. Connections come to it by {@link Transport#handOver}, feeds are
 * opened on it by {@link EventLoop#openFeed}. One data loop carries many feeds; a second one pays when a core is full.
 *
 * <p><b>Thread.</b> All methods work from any thread.
 */
public final class DataLoop implements AutoCloseable {
    private final Memory memory;
    private final long handle;
    private final Statistics.Loop statistics;
    private final Account account;
    private volatile boolean closed;

    private DataLoop(Memory memory, long handle) {
        this.memory = memory;
        this.handle = handle;
        this.statistics = new Statistics.Loop(memory, handle);
        this.account = new Account(statistics, null, Judge.reporter("millrace-data-" + (handle & 0xffff)));
        account.begin();
        Watchdog.watch(account);
    }

    /**
     * Opens a data loop on the engine that is chosen, and starts its thread.
     *
     * @throws MillraceException if all 256 places for loops are taken
     */
    public static DataLoop open() {
        return open(Engine.chosen());
    }

    /** Opens a data loop on that engine, for feeds of its control loops; otherwise as {@link #open()}. */
    public static DataLoop open(Engine engine) {
        Memory memory = engine.memory();
        return new DataLoop(memory, EngineLoop.openDataLoop(memory, MillraceException::new));
    }

    /**
     * Ends the loop, its feeds and its connections, which report {@link Reason#LOOP_CLOSED} at home. Waits until its
     * thread is gone, which takes no longer than its present turn. Closing twice does nothing.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Watchdog.unwatch(account);
            account.end();
            statistics.freeze();
            EngineLoop.closeDataLoop(memory, handle);
        }
    }

    /** Whether {@link #close} has been called. */
    public boolean isClosed() {
        return closed;
    }

    /** What this loop has done so far. */
    public LoopCounters counters() {
        return LoopCounters.of(0, 0, statistics);
    }

    /** What limits this loop, by the last ten seconds; see {@link #verdict(Duration)}. */
    public Verdict verdict() {
        return verdict(Verdict.USUAL_WINDOW);
    }

    /**
     * What limits this loop, as {@link EventLoop#verdict(Duration)}. There are no callbacks here: it is never bound by the
     * application.
     *
     * @param window one second to one minute
     */
    public Verdict verdict(Duration window) {
        return Judge.verdict(account, window);
    }

    /** Its handle for loops of that memory, while it is open. */
    long handle(Memory asking) {
        if (asking != memory) {
            throw new IllegalArgumentException("the data loop is one of another engine");
        }
        if (closed) {
            throw new IllegalStateException("the data loop is closed");
        }
        return handle;
    }
}
