package io.millrace.bench.jmh;

import io.millrace.EventLoop;
import io.millrace.Timer;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;

/**
 * One library's timers, as {@link TimerBenchmark} uses them: each in the way that costs it least.
 *
 * @param <T> what a timer is to that library
 */
abstract class TimerPeer<T> implements AutoCloseable {
    static final Runnable TASK = () -> {};

    static TimerPeer<?> named(String name) {
        return switch (name) {
            case "millrace" -> new Millrace();
            case "nettyLoop" -> new NettyLoop();
            case "nettyWheel" -> new NettyWheel();
            case "jdk" -> new Jdk();
            case "agrona" -> new Agrona();
            default -> throw new IllegalArgumentException(name);
        };
    }

    abstract T schedule(Duration delay);

    abstract void cancel(T timer);

    /** Runs it where this library's timers cost least, and does what the library does after each such batch of work. */
    void run(Runnable batch) {
        batch.run();
    }

    @Override
    public void close() {}

    /** On the loop's thread, a turn of the loop for each batch. */
    private static final class Millrace extends TimerPeer<Timer> {
        private final EventLoop loop = EventLoop.open();

        @Override
        Timer schedule(Duration delay) {
            return loop.later(delay, TASK);
        }

        @Override
        void cancel(Timer timer) {
            timer.cancel();
        }

        @Override
        void run(Runnable batch) {
            loop.execute(batch);
            loop.execute(loop::stop);
            loop.run(); // begins with sorting what the batch before has scheduled
        }

        @Override
        public void close() {
            loop.close();
        }
    }

    /** On the thread that the queue belongs to. */
    private static final class NettyLoop extends TimerPeer<ScheduledFuture<?>> {
        private final NettyLoopQueue queue = new NettyLoopQueue();

        @Override
        ScheduledFuture<?> schedule(Duration delay) {
            return queue.schedule(TASK, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        void cancel(ScheduledFuture<?> timer) {
            timer.cancel(false);
        }
    }

    /** It is made for any thread and has one of its own, which sorts. */
    private static final class NettyWheel extends TimerPeer<Timeout> {
        private final HashedWheelTimer wheel = new HashedWheelTimer();

        @Override
        Timeout schedule(Duration delay) {
            return wheel.newTimeout(timeout -> {}, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        void cancel(Timeout timer) {
            timer.cancel();
        }

        @Override
        public void close() {
            wheel.stop();
        }
    }

    /** It is made for any thread and has one of its own, which waits. */
    private static final class Jdk extends TimerPeer<ScheduledFuture<?>> {
        private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

        Jdk() {
            executor.setRemoveOnCancelPolicy(true);
        }

        @Override
        ScheduledFuture<?> schedule(Duration delay) {
            return executor.schedule(TASK, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        void cancel(ScheduledFuture<?> timer) {
            timer.cancel(false);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    /** For one thread, which keeps the time itself; a timer is a number, and what it does is kept elsewhere. */
    private static final class Agrona extends TimerPeer<Long> {
        private static final long TICK_NANOS = 1 << 21;
        private static final int SLOTS = 1 << 12;

        private final DeadlineTimerWheel wheel =
                new DeadlineTimerWheel(TimeUnit.NANOSECONDS, System.nanoTime(), TICK_NANOS, SLOTS);

        @Override
        Long schedule(Duration delay) {
            return wheel.scheduleTimer(System.nanoTime() + delay.toNanos());
        }

        @Override
        void cancel(Long timer) {
            wheel.cancelTimer(timer);
        }
    }
}
