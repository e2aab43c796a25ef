package io.millrace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks names up, away from the loops: a few daemon threads, and a queue that is bounded too. */
final class Lookup {
    private static final int THREADS = 8;
    private static final int WAITING_MAX = 4096;
    private static final int IDLE_SECONDS = 10;

    /** Started when first used. */
    private static final class Pool {
        static final ThreadPoolExecutor THREADS_THAT_MAY_BLOCK = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    Thread thread = new Thread(task, "millrace-names");
                    thread.setDaemon(true);
                    return thread;
                });

        static {
            THREADS_THAT_MAY_BLOCK.allowCoreThreadTimeOut(true);
        }
    }

    private Lookup() {}

    /** What can be connected to, in the order in which it is to be tried; fails with a {@link MillraceException}. */
    static CompletableFuture<List<InetSocketAddress>> later(Place.Internet place, Resolver resolver) {
        try {
            return CompletableFuture.supplyAsync(() -> now(place, resolver), Pool.THREADS_THAT_MAY_BLOCK);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(
                    unknown(place, "as many names as may wait to be looked up are waiting", full));
        }
    }

    /** The same on this thread, which waits. */
    static List<InetSocketAddress> now(Place.Internet place, Resolver resolver) {
        if (place.isAnyHost() || place.isLiteral()) {
            return List.of(place.literalAddress());
        }
        List<InetSocketAddress> found;
        try {
            found = place.usable(resolver.resolve(place.host()));
        } catch (UnknownHostException none) {
            throw unknown(place, "the host is unknown", none);
        }
        if (found.isEmpty()) {
            throw unknown(place, "the host has no address of that family", null);
        }
        return interleaved(found);
    }

    private static MillraceException unknown(Place place, String why, Exception cause) {
        return new MillraceException(MillraceException.UNKNOWN_HOST, "look up", 0, place + ": " + why, cause);
    }

    /** Families in turn, beginning with that of the first one, as RFC 8305 wants it. */
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> found) {
        int family = length(found.get(0));
        ArrayDeque<InetSocketAddress> first = new ArrayDeque<>();
        ArrayDeque<InetSocketAddress> second = new ArrayDeque<>();
        found.forEach(one -> (length(one) == family ? first : second).add(one));
        List<InetSocketAddress> mixed = new ArrayList<>();
        while (!first.isEmpty() || !second.isEmpty()) {
            if (!first.isEmpty()) {
                mixed.add(first.poll());
            }
            if (!second.isEmpty()) {
                mixed.add(second.poll());
            }
        }
        return mixed;
    }

    private static int length(InetSocketAddress address) {
        InetAddress known = address.getAddress();
        return known.getAddress().length;
    }
}
