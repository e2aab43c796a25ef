package io.millrace.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

/**
 * What other threads want a loop to do, and whose loop it is at the moment. Any thread.
 *
 * <p>A thread that leaves a task wakes the loop only when it sleeps: {@code asleep} is set before the loop looks for tasks
 * for the last time, so that either the loop sees the task or the thread sees {@code asleep}.
 */
public final class Mailbox {
    private static final VarHandle ASLEEP;

    static {
        try {
            ASLEEP = MethodHandles.lookup().findVarHandle(Mailbox.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Seam seam;
    private final long loop;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    Mailbox(Seam seam, long loop) {
        this.seam = seam;
        this.loop = loop;
    }

    /** Whether the calling thread is the one that turns the loop now. */
    public boolean inLoop() {
        return thread == Thread.currentThread();
    }

    /** From now on this thread turns the loop; null: nobody. */
    public void turnedBy(Thread owner) {
        thread = owner;
    }

    /**
     * Leaves a task for the loop.
     *
     * @throws RejectedExecutionException if the loop is closed
     */
    public void execute(Runnable task) {
        if (!offer(task)) {
            throw new RejectedExecutionException("the loop is closed");
        }
    }

    /** Leaves a task for the loop; false if it is closed. */
    public boolean offer(Runnable task) {
        if (closed) {
            return false;
        }
        tasks.add(task);
        if (closed && tasks.remove(task)) {
            return false; // it closed meanwhile, and looked for its last tasks before this one came
        }
        if (asleep && !inLoop()) {
            wake();
        }
        return true;
    }

    /** Makes the present or the next wait of the loop end. */
    public void wake() {
        asleep = false;
        seam.wake(loop);
    }

    /** Whether the loop may wait now; if so it is awaited by {@link #wakeUp}. */
    boolean fallAsleep() {
        asleep = true;
        if (tasks.isEmpty()) {
            return true;
        }
        asleep = false;
        return false;
    }

    /** Whoever sees it late wakes a loop that is awake: no harm, and no fence in each turn. */
    void wakeUp() {
        ASLEEP.setRelease(this, false);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** The next task, or null. */
    public Runnable poll() {
        return tasks.poll();
    }

    /** Takes no more tasks. */
    public void close() {
        closed = true;
    }
}
