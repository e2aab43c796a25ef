package io.millrace.testing;

import io.millrace.DataLoop;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.MillraceException;
import io.millrace.ProcessCounters;
import io.millrace.Protocol;
import io.millrace.Transport;
import io.millrace.bytes.Slice;
import io.millrace.engine.Commands;
import io.millrace.engine.EngineLoop;
import io.millrace.jni.Codes;
import io.millrace.stream.Feed;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A program that breaks into its own library by reflection: handles, segments and whole command records of its making. It
 * ends with status 0 when the engine has refused them all, and says so.
 */
public final class Forger {
    private static final int ROUNDS = 300;
    private static final int COMMANDS = 200;
    private static final int RECORD = 64;
    private static final long LOOPBACK = 0x0100007fL;

    private final Random random;
    private final EventLoop loop = EventLoop.open();
    private final DataLoop dataLoop = DataLoop.open();
    private final EngineLoop engine;

    private Forger(long seed) throws ReflectiveOperationException {
        random = new Random(seed);
        engine = (EngineLoop) field(EventLoop.class, "engine").get(loop);
        loop.start();
    }

    /** The argument is the seed. */
    public static void main(String[] args) throws Exception {
        Forger forger = new Forger(Long.parseLong(args[0]));
        forger.forgeHandles();
        forger.forgeRecords();
        forger.end();
        System.out.println("nothing broke");
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        boolean declared = Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> field.getName().equals(name));
        if (!declared) {
            return field(type.getSuperclass(), name);
        }
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** A connection that lives: a forged command may by chance name the next one, and end it while it is made. */
    private Transport connect() {
        while (true) {
            try {
                int port = Endpoint.tcp("127.0.0.1", 0)
                        .listen(loop, peer -> new Echo())
                        .port();
                return RunningLoop.get(Endpoint.tcp("127.0.0.1", port).connect(loop, peer -> new Echo()))
                        .transport();
            } catch (CompletionException hit) {
                on(() -> {}); // the forged commands are over after this turn
            }
        }
    }

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }

        @Override
        public void refused(MillraceException why) {
            // As it should be.
        }
    }

    private void forgeHandles() throws Exception {
        Field handle = field(Transport.class, "handle");
        Field segment = field(Slice.class, "segment");
        Field offset = field(Slice.class, "offset");
        Slice slice = Retained.receive(loop, "hello".getBytes());
        for (int round = 0; round < ROUNDS; round++) {
            Transport transport = connect();
            long real = transport.handle();
            handle.set(transport, forged(real));
            Slice forgedSlice = slice.slice(0);
            segment.set(forgedSlice, random.nextInt());
            offset.set(forgedSlice, random.nextInt());
            on(() -> {
                tryIt(() -> transport.write(forgedSlice));
                tryIt(() -> transport.write("x"));
                tryIt(() -> transport.stats());
                tryIt(transport::takeBack);
                tryIt(transport::pauseReading);
                tryIt(transport::close);
            });
            handle.set(transport, real);
            transport.abort();
        }
        slice.release();
    }

    private long forged(long real) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> real ^ 1L << random.nextInt(64);
            case 2 -> real + (1L << 32);
            case 3 -> -1;
            default -> 0;
        };
    }

    /** Fills the block that only the engine should write with records that it would never write. */
    private void forgeRecords() throws Exception {
        ByteBuffer block = (ByteBuffer) field(Commands.class, "block").get(engine.commands());
        Field count = field(Commands.class, "count");
        for (int round = 0; round < ROUNDS; round++) {
            Transport transport = connect();
            Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
            on(() -> {
                for (int i = 0; i < COMMANDS; i++) {
                    forgeRecord(block, i * RECORD, transport, feed);
                }
                try {
                    count.setInt(engine.commands(), COMMANDS);
                } catch (IllegalAccessException impossible) {
                    throw new AssertionError(impossible);
                }
            });
            transport.abort();
            feed.abort();
        }
    }

    private void forgeRecord(ByteBuffer block, int at, Transport transport, Feed feed) {
        for (int i = 0; i < RECORD; i += Long.BYTES) {
            block.putLong(at + i, random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(1 << random.nextInt(30)));
        }
        int kind = random.nextInt(Codes.CMD_SEND_TO + 1);
        block.putShort(at, (short) kind);
        if (kind <= 2) { // listening and connecting, but to nobody else's machine
            block.putShort(at + 2, (short) 4);
            block.putLong(at + 32, LOOPBACK);
            block.putInt(at + 24, 1);
        }
        long[] handles = {transport.handle(), feed.handle(), engine.loop(), forged(transport.handle())};
        block.putLong(at + 8, handles[random.nextInt(handles.length)]);
        if (random.nextBoolean()) {
            block.putLong(at + 32, kind <= 2 ? LOOPBACK : feed.handle());
        }
    }

    private void on(Runnable task) {
        RunningLoop.get(CompletableFuture.runAsync(task, loop));
    }

    private static void tryIt(Runnable forgery) {
        try {
            forgery.run();
        } catch (IndexOutOfBoundsException | IllegalStateException refused) {
            // As it should be.
        }
    }

    private void end() {
        on(() -> {});
        loop.close();
        dataLoop.close();
        ProcessCounters left = ProcessCounters.read();
        if (left.connections() + left.listeners() + left.feeds() + left.loops() + left.segmentsInUse() != 0) {
            throw new AssertionError("left behind: " + left);
        }
    }
}
