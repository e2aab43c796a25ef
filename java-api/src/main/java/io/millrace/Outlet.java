package io.millrace;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Slice;
import io.millrace.engine.Commands;
import io.millrace.engine.EngineLoop;
import io.millrace.engine.Output;
import io.millrace.engine.Statistics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * What is written to a connection: on the loop's thread it goes to the loop's output, from another it is copied and passed.
 * Counts what is unsent, and keeps a producer in step with it.
 *
 * <pre>
 *     0 ──────── sentBytes ≤ what is with the kernel ──────── writtenBytes
 *                              ├──── unsent ────────────────────────┤        crowded: was above the high-water mark
 * </pre>
 *
 * <p>Native code counts in the same way, since nothing is sent between two turns: where this is crowded that is, and it tells
 * when it is drained.
 */
final class Outlet {
    private final Transport transport;
    private final Home home;
    private volatile Limits limits;
    private volatile Supply supply;

    // On the loop's thread alone.
    private long writtenBytes;
    private long sentBytes;
    private volatile boolean crowded; // which others may look at
    private volatile boolean finished;

    Outlet(Transport transport, Home home, Limits limits) {
        this.transport = transport;
        this.home = home;
        this.limits = limits;
    }

    void write(Slice bytes) {
        EngineLoop here = home.engineHere();
        if (here == null) {
            writeLater(bytes.toByteArray());
        } else if (isWritable()) {
            long before = here.commands().writtenBytes();
            try {
                bytes.sendTo(here.output(), handle());
            } finally {
                count(here, before);
            }
        }
    }

    void write(byte[] bytes, int from, int length) {
        EngineLoop here = home.engineHere();
        if (here == null) {
            writeLater(Arrays.copyOfRange(bytes, from, from + length));
        } else if (isWritable()) {
            long before = here.commands().writtenBytes();
            try {
                here.output().copy(handle(), bytes, from, length);
            } finally {
                count(here, before);
            }
        }
    }

    void write(ByteBuffer bytes) {
        int position = bytes.position();
        int length = bytes.remaining();
        EngineLoop here = home.engineHere();
        if (here == null) {
            writeLater(Output.copyOf(bytes, position, length));
        } else if (isWritable()) {
            long before = here.commands().writtenBytes();
            try {
                here.output().copy(handle(), bytes, position, length);
            } finally {
                count(here, before);
            }
        }
    }

    void write(CharSequence text) {
        EngineLoop here = home.engineHere();
        if (here == null) {
            writeLater(text.toString().getBytes(StandardCharsets.UTF_8));
        } else if (isWritable()) {
            long before = here.commands().writtenBytes();
            try {
                here.output().encode(handle(), text);
            } finally {
                count(here, before);
            }
        }
    }

    void write(Buffer bytes) {
        if (!isWritable()) {
            bytes.clear();
        } else if (home.isHere()) {
            writeAll(bytes);
        } else {
            Buffer passed = bytes.takeBuffer(bytes.length());
            if (!home.later(() -> writePassed(passed))) {
                passed.clear();
            }
        }
    }

    void write(Iterable<Slice> pieces) {
        if (home.isHere()) {
            for (Slice piece : pieces) {
                write(piece);
            }
        } else {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            for (Slice piece : pieces) {
                copy.writeBytes(piece.toByteArray());
            }
            writeLater(copy.toByteArray());
        }
    }

    private void writeAll(Buffer bytes) {
        EngineLoop here = home.engine();
        long before = here.commands().writtenBytes();
        try {
            bytes.sendTo(here.output(), handle());
        } finally {
            count(here, before);
        }
    }

    private void writePassed(Buffer passed) {
        try {
            if (life().isWritable()) {
                writeAll(passed);
            }
        } catch (RuntimeException lost) {
            life().abort(); // a stream with a gap in it is worse than none
            throw lost;
        } finally {
            passed.clear();
        }
    }

    private void writeLater(byte[] copy) {
        if (isWritable()) {
            home.later(() -> {
                if (life().isWritable()) {
                    write(copy, 0, copy.length);
                }
            });
        }
    }

    CompletableFuture<Void> delivered() {
        isWritable();
        CompletableFuture<Void> future = new LoopFuture<>();
        if (!home.pass(() -> life().deliver(future))) {
            future.completeExceptionally(new ConnectionEndedException(life().lastEnding()));
        }
        return future;
    }

    /** Nothing more is written. */
    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    private boolean isWritable() {
        Life life = life();
        if (life.isAway()) {
            throw new IllegalStateException("the connection is handed over, and its stream owns its output:"
                    + " write before handOver(), or after returned()");
        }
        return life.isOpen() && !finished;
    }

    // ---- How much is unsent

    Limits limits() {
        return limits;
    }

    void limits(Limits wanted) {
        limits = wanted;
        wanted.set(commands(), handle());
    }

    boolean isCrowded() {
        return crowded;
    }

    long writtenBytes() {
        return writtenBytes;
    }

    long unsentBytes() {
        if (home.isHere() && life().isOpen()) {
            long sent = Statistics.bytesOut(home.engine().memory(), handle());
            return sent < 0 ? 0 : writtenBytes - sent;
        }
        Statistics.OfConnection now = Statistics.ofConnection(home.engine().memory(), handle());
        return now == null ? 0 : now.unsentBytes();
    }

    /** Something was written since the loop's commands had that many bytes. */
    private void count(EngineLoop here, long before) {
        writtenBytes += here.commands().writtenBytes() - before;
        if (crowded) {
            return;
        }
        if (writtenBytes - sentBytes > limits.highWaterBytes()) {
            sentBytes = Math.max(sentBytes, Statistics.bytesOut(here.memory(), handle()));
            crowded = writtenBytes - sentBytes > limits.highWaterBytes();
        }
        Supply present = supply;
        if (present != null && crowded) {
            present.crowded();
        } else if (present != null) {
            present.wrote();
        }
    }

    /** Much was unsent, and now little is. */
    void drained() {
        crowded = false;
        Supply present = supply;
        if (present != null) {
            present.drained();
        }
    }

    /** It is at home again, after others have written to it. */
    void returned() {
        Statistics.OfConnection now = Statistics.ofConnection(home.engine().memory(), handle());
        if (now != null) {
            sentBytes = now.bytesOut();
            writtenBytes = sentBytes + now.unsentBytes();
            crowded = now.unsentBytes() > limits.highWaterBytes();
        }
        if (!crowded) {
            drained();
        }
    }

    /** It is lost. */
    void ended() {
        crowded = false;
        Supply present = supply;
        supply = null;
        if (present != null) {
            present.stop();
        }
    }

    // ---- Who writes

    void register(PushProducer producer) {
        register(new Supply.Pushed(Objects.requireNonNull(producer, "producer")));
    }

    void register(PullProducer producer) {
        register(new Supply.Pulled(Objects.requireNonNull(producer, "producer"), this));
    }

    private void register(Supply made) {
        isWritable();
        synchronized (this) {
            if (supply != null) {
                throw new IllegalStateException("a producer is registered already: unregisterProducer() first");
            }
            supply = made;
        }
        if (!home.pass(() -> begin(made))) {
            ended(); // its loop is closed
        }
    }

    private void begin(Supply made) {
        if (supply != made) {
            return;
        }
        if (life().isWritable()) {
            made.begin(crowded);
        } else {
            ended();
        }
    }

    synchronized void unregister() {
        supply = null;
    }

    /** Whether that producer may write now. */
    boolean takesFrom(Supply which) {
        return supply == which && !crowded && life().isWritable();
    }

    void later(Runnable task) {
        home.later(task);
    }

    private long handle() {
        return transport.handle();
    }

    private Life life() {
        return transport.life();
    }

    private Commands commands() {
        return home.engine().commands();
    }
}
