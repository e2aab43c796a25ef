package io.millrace.bench.jmh;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The queue of timers that Netty's event loops share, owned by whichever thread calls: nothing else of a loop is there. */
final class NettyLoopQueue extends AbstractScheduledEventExecutor {
    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("it has no thread to end");
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException("it has no thread to end");
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("it has no thread to end");
    }
}
