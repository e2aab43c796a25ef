package io.millrace.testkit;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks which channels are ready, and never waits: where the loop would sleep, it has the clock pass instead. When no time is
 * left, the loop is at rest, and is told to stop.
 */
final class MemorySelector extends AbstractSelector {
    /** A channel that can say what it is ready for. */
    interface Watchable {
        int readyOperations();
    }

    private static final int LOOKS_MAX = 1_000_000; // in which nothing comes to rest and no time passes

    private final VirtualClock clock;
    private final Runnable atRest;
    private final Set<SelectionKey> keys = new LinkedHashSet<>();
    private final Set<SelectionKey> ready = new LinkedHashSet<>();
    private boolean woken;
    private int looks;

    MemorySelector(MemoryNetwork network, VirtualClock clock, Runnable atRest) {
        super(network);
        this.clock = clock;
        this.atRest = atRest;
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        MemoryKey key = new MemoryKey(this, channel);
        key.attach(attachment);
        key.interestOps(operations);
        keys.add(key);
        return key;
    }

    @Override
    public int selectNow() {
        if (++looks > LOOKS_MAX) {
            throw new IllegalStateException("the loop does not come to rest: it has looked " + LOOKS_MAX
                    + " times for something to do, and never slept");
        }
        forgetCancelled();
        for (SelectionKey key : keys) {
            if (((MemoryKey) key).look()) {
                ready.add(key);
            }
        }
        woken = false;
        return ready.size();
    }

    @Override
    public int select(long timeoutMillis) {
        boolean wasWoken = woken;
        int found = selectNow();
        if (found == 0 && !wasWoken) {
            sleep(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
        }
        return found;
    }

    private void sleep(long nanos) {
        looks = 0;
        if (!clock.sleep(nanos)) {
            atRest.run();
        }
    }

    @Override
    public int select() {
        return select(-1);
    }

    private void forgetCancelled() {
        Set<SelectionKey> cancelled = cancelledKeys();
        synchronized (cancelled) {
            for (SelectionKey key : cancelled) {
                keys.remove(key);
                ready.remove(key);
                deregister((AbstractSelectionKey) key);
            }
            cancelled.clear();
        }
    }

    @Override
    public Selector wakeup() {
        woken = true;
        return this;
    }

    @Override
    public Set<SelectionKey> keys() {
        return keys;
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        if (!isOpen()) {
            throw new ClosedSelectorException();
        }
        return ready;
    }

    @Override
    protected void implCloseSelector() throws IOException {
        for (SelectionKey key : keys) {
            key.cancel();
        }
        forgetCancelled();
    }

    private static final class MemoryKey extends AbstractSelectionKey {
        private final MemorySelector selector;
        private final AbstractSelectableChannel channel;
        private int interest;
        private int found;

        MemoryKey(MemorySelector selector, AbstractSelectableChannel channel) {
            this.selector = selector;
            this.channel = channel;
        }

        boolean look() {
            found = isValid() ? ((Watchable) channel).readyOperations() & interest : 0;
            return found != 0;
        }

        @Override
        public SelectableChannel channel() {
            return channel;
        }

        @Override
        public Selector selector() {
            return selector;
        }

        @Override
        public int interestOps() {
            return interest;
        }

        @Override
        public SelectionKey interestOps(int operations) {
            if (!isValid()) {
                throw new CancelledKeyException();
            }
            interest = operations;
            return this;
        }

        @Override
        public int readyOps() {
            return found;
        }
    }
}
