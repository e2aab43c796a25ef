package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection waits, and for what: its deadline, and its time-outs. A byte leaves a time stamp; the one timer is
 * set to the earliest end that there can be, and looks at the stamps, and at the socket, before it ends anything.
 *
 * <p>What the peer's TCP has taken the JDK does not tell; what the kernel has taken stands for it.
 */
final class Patience extends Timers.Timed {
    private static final long WRITE_NANOS_DEFAULT = TimeUnit.MINUTES.toNanos(1);

    private final Connection connection;
    private long idleNanos;
    private long readNanos;
    private long writeNanos = WRITE_NANOS_DEFAULT;
    private long deadline = Timers.NEVER;
    private long lastInput;
    private long lastOutput;

    Patience(Connection connection) {
        this.connection = connection;
    }

    /** {@link Codes#SET_IDLE_NANOS} and the two others. */
    int set(int setting, long nanos) {
        long bounded = Timers.bounded(nanos);
        switch (setting) {
            case Codes.SET_IDLE_NANOS -> idleNanos = bounded;
            case Codes.SET_READ_NANOS -> readNanos = bounded;
            case Codes.SET_WRITE_NANOS -> writeNanos = bounded;
            default -> {
                return Codes.OUT_OF_RANGE;
            }
        }
        begin(connection.loop().readClock());
        return Codes.OK;
    }

    long get(int setting) {
        return switch (setting) {
            case Codes.SET_IDLE_NANOS -> idleNanos;
            case Codes.SET_READ_NANOS -> readNanos;
            case Codes.SET_WRITE_NANOS -> writeNanos;
            default -> Codes.OUT_OF_RANGE;
        };
    }

    /** When it ends in any case, on the loops' clock; {@link Timers#NEVER}: not. */
    void setDeadline(long at) {
        deadline = at;
        setTimer();
    }

    /** As above, for one that no loop watches at the moment: it counts from when one does. */
    void keepDeadline(long at) {
        deadline = at;
    }

    long deadlineSet() {
        return deadline;
    }

    void stop() {
        connection.loop().timers().cancel(this);
        deadline = Timers.NEVER;
    }

    void begin(long now) {
        lastInput = lastOutput = now;
        setTimer();
    }

    void beginReading(long now) {
        lastInput = now;
        setTimer();
    }

    /** The kernel takes no more for now. */
    void beginWaiting(long now) {
        lastOutput = now;
        setTimer();
    }

    void received(long now) {
        lastInput = now;
    }

    void sent(long now) {
        lastOutput = now;
    }

    long sinceProgress(long now) {
        return now - lastOutput;
    }

    private long idleEnd() {
        return idleNanos == 0 ? Timers.NEVER : Math.max(lastInput, lastOutput) + idleNanos;
    }

    private long readEnd() {
        return readNanos == 0 || !connection.input().reads() ? Timers.NEVER : lastInput + readNanos;
    }

    private long writeEnd() {
        boolean waits = connection.output().isBlocked() && !connection.role().watchesStalls();
        return writeNanos == 0 || !waits ? Timers.NEVER : lastOutput + writeNanos;
    }

    private void setTimer() {
        long earliest = deadline;
        if (connection.isOpen()) {
            earliest = Math.min(Math.min(deadline, idleEnd()), Math.min(readEnd(), writeEnd()));
        }
        if (earliest == Timers.NEVER) {
            connection.loop().timers().cancel(this);
        } else {
            connection.loop().timers().set(this, earliest);
        }
    }

    @Override
    void expired(long now) {
        if (deadline <= now) {
            deadline = Timers.NEVER;
            connection.deadlinePassed(now);
            return;
        }
        if (Math.min(idleEnd(), readEnd()) <= now && connection.input().isWaiting()) {
            lastInput = now;
        }
        if (writeEnd() <= now) {
            connection.end(Ending.local(Codes.REASON_STALLED, writeNanos), true);
        } else if (idleEnd() <= now) {
            connection.end(Ending.local(Codes.REASON_IDLE, idleNanos), true);
        } else if (readEnd() <= now) {
            connection.end(Ending.local(Codes.REASON_IDLE, readNanos), true);
        } else {
            setTimer();
        }
    }
}
