package io.millrace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several loops that share the work, each with a thread of its own. A listener on a group gives its connections to the loops
 * in turn; each connection then stays on its loop, and so does its protocol. Any thread.
 *
 * <pre>{@code
 * try (LoopGroup group = LoopGroup.open(4)) {
 *     Endpoint.tcp("127.0.0.1", 7007).listen(group, peer -> new Echo());
 *     group.start();
 *     Endpoint.tcp("127.0.0.1", 7007).connect(group.next(), peer -> new Client()).join();
 * }
 * }</pre>
 */
public final class LoopGroup implements AutoCloseable {
    private static final int LOOPS_MAX = 256;

    private final List<EventLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    private LoopGroup(List<EventLoop> loops) {
        this.loops = loops;
    }

    /**
     * Opens so many loops on the engine that is chosen.
     *
     * @param loops 1 to 256; one for each core is usual
     * @throws MillraceException as {@link EventLoop#open()}
     */
    public static LoopGroup open(int loops) {
        return open(Engine.chosen(), loops);
    }

    /** Opens so many loops on that engine; otherwise as {@link #open(int)}. */
    public static LoopGroup open(Engine engine, int loops) {
        Objects.requireNonNull(engine, "engine");
        if (loops < 1 || loops > LOOPS_MAX) {
            throw new IllegalArgumentException("a group of " + loops + " loops, but it has 1 to " + LOOPS_MAX);
        }
        List<EventLoop> opened = new ArrayList<>();
        try {
            for (int i = 0; i < loops; i++) {
                opened.add(EventLoop.open(engine));
            }
        } catch (RuntimeException refused) {
            opened.forEach(EventLoop::close);
            throw refused;
        }
        return new LoopGroup(List.copyOf(opened));
    }

    /**
     * Turns each loop on a daemon thread of its own.
     *
     * @throws IllegalStateException if one of them runs already, or is closed
     */
    public void start() {
        loops.forEach(EventLoop::start);
    }

    /** Makes every loop return after its present turn. Connections stay open. */
    public void stop() {
        loops.forEach(EventLoop::stop);
    }

    /** The loops; they do not change. */
    public List<EventLoop> loops() {
        return loops;
    }

    /** The loops in turn: one for each client. */
    public EventLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /** Ends all loops and everything on them; see {@link EventLoop#close}. */
    @Override
    public void close() {
        loops.forEach(EventLoop::close);
    }
}
