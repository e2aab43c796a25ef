package io.millrace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may come in through a listener, and how many have. The native listener accepts as many as it is allowed; each one that
 * has gone is allowed again.
 *
 * <pre>
 *     allowed there + open here + returned = connectionsMax
 * </pre>
 *
 * <p>Any thread: the connections of a listener may be on several loops.
 */
final class Admission {
    private final Listener.Options options;
    private final Runnable allow;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger returned = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final ConcurrentHashMap<InetAddress, Integer> ofPeer = new ConcurrentHashMap<>();

    /** {@code allow} has what is {@link #takeReturned returned} allowed again, soon. */
    Admission(Listener.Options options, Runnable allow) {
        this.options = options;
        this.allow = allow;
    }

    /** Whether a connection that was accepted may stay; if so {@link #left} is called at its end. */
    boolean admits(SocketAddress peer) {
        if (isOneTooMany(peer)) {
            refused.incrementAndGet();
            giveBack();
            return false;
        }
        open.incrementAndGet();
        return true;
    }

    private boolean isOneTooMany(SocketAddress peer) {
        int max = options.connectionsPerPeerMax();
        if (max >= options.connectionsMax() || !(peer instanceof InetSocketAddress address)) {
            return false;
        }
        boolean[] isFull = new boolean[1];
        ofPeer.compute(address.getAddress(), (any, count) -> {
            isFull[0] = count != null && count == max;
            return isFull[0] ? count : count == null ? 1 : count + 1;
        });
        return isFull[0];
    }

    void left(SocketAddress peer) {
        open.decrementAndGet();
        if (peer instanceof InetSocketAddress address) {
            ofPeer.computeIfPresent(address.getAddress(), (any, count) -> count == 1 ? null : count - 1);
        }
        giveBack();
    }

    private void giveBack() {
        if (returned.getAndIncrement() == 0) {
            allow.run();
        }
    }

    int takeReturned() {
        return returned.getAndSet(0);
    }

    int open() {
        return open.get();
    }

    long refused() {
        return refused.get();
    }
}
