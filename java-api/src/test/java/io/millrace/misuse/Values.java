package io.millrace.misuse;

import io.millrace.Limits;
import io.millrace.PullProducer;
import io.millrace.PushProducer;
import io.millrace.Resolver;
import io.millrace.bytes.Mark;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Arguments for random calls of one thread: good ones, hostile ones, and null now and then. */
final class Values {
    private static final int[] INTS = {
        0, 1, -1, 4, 5, 6, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 1
    };
    private static final long[] LONGS = {0, 1, -1, 1000, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final int NULL_ONE_IN = 200;
    private static final List<SocketOption<?>> OPTIONS = List.of(
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_LINGER);

    private final Random random;
    private final Things things;
    private final Map<Class<?>, Supplier<Object>> made = new HashMap<>();

    /** What tasks, timers and listeners do. */
    Values(Random random, Things things, Runnable task) {
        this.random = random;
        this.things = things;
        add(int.class, () -> INTS[random.nextInt(INTS.length)]);
        add(long.class, () -> LONGS[random.nextInt(LONGS.length)]);
        add(double.class, random::nextGaussian);
        add(byte.class, () -> (byte) random.nextInt());
        add(boolean.class, random::nextBoolean);
        add(byte[].class, () -> new byte[random.nextInt(300)]);
        add(ByteBuffer.class, this::buffer);
        add(CharSequence.class, () -> random.nextInt(4) == 0 ? "gr\u00fcn \ud800" : "12,34;hello");
        add(String.class, () -> "12");
        add(Charset.class, () -> StandardCharsets.UTF_8);
        add(ByteOrder.class, () -> random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        add(Duration.class, this::duration);
        add(Runnable.class, () -> task);
        add(Consumer.class, () -> (Consumer<Object>) change -> task.run());
        add(LongConsumer.class, () -> (LongConsumer) skipped -> task.run());
        add(Slice[].class, () -> new Slice[] {slice(), slice(), slice()});
        add(Iterable.class, () -> Arrays.asList(slice(), slice()));
        add(Object.class, () -> random.nextBoolean() ? slice() : Integer.valueOf(random.nextInt()));
        add(ReadableByteChannel.class, () -> Slice.of("hello").asChannel());
        add(GatheringByteChannel.class, Drain::new);
        add(InetSocketAddress.class, () -> new InetSocketAddress("127.0.0.1", 9));
        add(Resolver.class, () -> Resolver.SYSTEM);
        add(Limits.class, () -> random.nextBoolean() ? Limits.DEFAULTS : Limits.OF_CLIENTS);
        add(SocketOption.class, () -> OPTIONS.get(random.nextInt(OPTIONS.size())));
        add(PushProducer.class, () -> Silent.PUSH);
        add(PullProducer.class, () -> Silent.PULL);
        add(Feed.Options.class, () -> Feed.Options.DEFAULTS.withHistoryBytes(random.nextInt(1000)));
        add(Role.class, this::role);
        add(Mark.class, () -> Mark.anyOf(",;"));
    }

    private void add(Class<?> type, Supplier<Object> supplier) {
        made.put(type, supplier);
    }

    /** One for a parameter; null also where there is none yet. */
    Object of(Class<?> type) {
        if (!type.isPrimitive() && random.nextInt(NULL_ONE_IN) == 0) {
            return null;
        }
        Object thing = things.any(type, random);
        if (thing != null) {
            return thing;
        }
        Supplier<Object> supplier = made.get(type);
        if (supplier == null && !Things.types().contains(type)) {
            throw new AssertionError("no values for " + type);
        }
        return supplier == null ? null : supplier.get();
    }

    private Slice slice() {
        Object known = things.any(Slice.class, random);
        return known != null ? (Slice) known : Slice.of("hello");
    }

    private ByteBuffer buffer() {
        int length = random.nextInt(100);
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
        return random.nextInt(4) == 0 ? buffer.asReadOnlyBuffer() : buffer;
    }

    /** Not so short that what is done each time is all that is done. */
    private Duration duration() {
        return switch (random.nextInt(5)) {
            case 0 -> Duration.ofSeconds(random.nextLong());
            case 1 -> Duration.ofNanos(-random.nextInt(3));
            default -> Duration.ofMillis(20 + random.nextInt(2000));
        };
    }

    private Role role() {
        Feed feed = (Feed) things.any(Feed.class, random);
        if (feed == null) {
            return null;
        }
        Role role =
                random.nextInt(4) == 0 ? Role.source(feed, Body.chunked()) : Role.subscriber(feed, Body.untilClose());
        return random.nextBoolean() ? role.thenReturn() : role;
    }

    /** Producers that produce nothing. */
    private static final class Silent implements PushProducer {
        static final PushProducer PUSH = new Silent();

        static final PullProducer PULL = new PullProducer() {
            @Override
            public void resumeProducing() {}

            @Override
            public void stopProducing() {}
        };

        @Override
        public void pauseProducing() {}

        @Override
        public void resumeProducing() {}

        @Override
        public void stopProducing() {}
    }

    /** A channel that takes what it is given. */
    private static final class Drain implements GatheringByteChannel {
        @Override
        public int write(ByteBuffer bytes) {
            int length = bytes.remaining();
            bytes.position(bytes.limit());
            return length;
        }

        @Override
        public long write(ByteBuffer[] all, int offset, int length) {
            return Stream.of(all)
                    .skip(offset)
                    .limit(length)
                    .mapToLong(this::write)
                    .sum();
        }

        @Override
        public long write(ByteBuffer[] all) {
            return write(all, 0, all.length);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
