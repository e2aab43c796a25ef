package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Arena;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.MalformedNumberException;
import io.millrace.bytes.Mark;
import io.millrace.bytes.NumberTable;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Pool;
import io.millrace.bytes.PoolFullException;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every public method of every closed object, from several threads, with values good and bad: documented exceptions only. */
class ClosedObjectsTest {
    private static final int THREADS = 4;
    private static final int CALLS = 20_000;

    private static final Set<Class<?>> DOCUMENTED = Set.of(
            IllegalStateException.class,
            IllegalArgumentException.class,
            IndexOutOfBoundsException.class,
            ArrayIndexOutOfBoundsException.class,
            NumberFormatException.class,
            MalformedNumberException.class,
            RejectedExecutionException.class,
            BufferOverflowException.class,
            PoolFullException.class,
            MillraceException.class);

    static final PushProducer PUSHER = new PushProducer() {
        @Override
        public void pauseProducing() {}

        @Override
        public void resumeProducing() {}

        @Override
        public void stopProducing() {}
    };

    static final PullProducer PULLER = new PullProducer() {
        @Override
        public void resumeProducing() {}

        @Override
        public void stopProducing() {}
    };

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private List<Object> closed() {
        EventLoop loop = EventLoop.open();
        loop.start();
        DataLoop dataLoop = DataLoop.open();
        LoopGroup group = LoopGroup.open(2);
        group.close();
        Recorder recorder = new Recorder();
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> recorder);
        RunningLoop.get(Endpoint.tcp("127.0.0.1", listener.port()).connect(loop, peer -> new Recorder()));
        Transport transport = recorder.awaitMade();
        Slice released = Retained.receive(loop, "hello".getBytes(StandardCharsets.US_ASCII));
        Slice kept = Retained.receive(loop, "hello".getBytes(StandardCharsets.US_ASCII));
        Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
        Timer timer = loop.later(Duration.ofHours(1), () -> {});
        Pool pool = new Pool(1 << 20);
        Region region = pool.take(8).put("hello");
        Slice ofRegion = region.toSlice();
        Arena arena = pool.arena();
        Region ofArena = arena.take(8).put("hello");
        DatagramTransport datagrams = Endpoint.udp("127.0.0.1", 0).openDatagrams(loop, new DatagramProtocol() {});
        ReconnectingClient client =
                ReconnectingClient.start(Endpoint.tcp("127.0.0.9", 1), loop, peer -> new Recorder());
        released.release();
        region.release();
        arena.close();
        loop.close();
        dataLoop.close();
        List<Object> ofBytes = List.of(released, kept, pool, region, ofRegion, arena, ofArena);
        return Stream.concat(
                        Stream.of(feed, dataLoop, loop, group, datagrams, client, listener, transport, timer, recorder),
                        ofBytes.stream())
                .toList();
    }

    private static Map<Class<?>, Supplier<Object>> values(Random random, Feed feed, DataLoop dataLoop, EventLoop loop) {
        int[] numbers = {0, 1, -1, 4, 5, 6, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 1};
        Consumer<Feed.Change> ignore = change -> {};
        Runnable nothing = () -> {};
        return Map.ofEntries(
                Map.entry(int.class, () -> numbers[random.nextInt(numbers.length)]),
                Map.entry(long.class, random::nextLong),
                Map.entry(byte.class, () -> (byte) random.nextInt()),
                Map.entry(boolean.class, random::nextBoolean),
                Map.entry(EventLoop.class, () -> loop),
                Map.entry(Slice[].class, () -> new Slice[] {Slice.of("hello"), Slice.of("you")}),
                Map.entry(Iterable.class, () -> List.of(Slice.of("hello"))),
                Map.entry(Object.class, () -> Slice.of("hello")),
                Map.entry(Slice.class, () -> Slice.of("hello")),
                Map.entry(Mark.class, () -> Mark.CRLF),
                Map.entry(OffsetTable.class, () -> new OffsetTable(1)),
                Map.entry(DataLoop.class, () -> dataLoop),
                Map.entry(Buffer.class, () -> new Buffer().append("hello")),
                Map.entry(Region.class, () -> new Pool(4096).take(8)),
                Map.entry(ByteOrder.class, () -> ByteOrder.BIG_ENDIAN),
                Map.entry(ReadableByteChannel.class, () -> Slice.of("hello").asChannel()),
                Map.entry(NumberTable.class, () -> new NumberTable(1)),
                Map.entry(byte[].class, () -> new byte[random.nextInt(9)]),
                Map.entry(ByteBuffer.class, () -> ByteBuffer.allocate(random.nextInt(9))),
                Map.entry(CharSequence.class, () -> "hello"),
                Map.entry(java.nio.charset.Charset.class, () -> StandardCharsets.UTF_8),
                Map.entry(Duration.class, () -> Duration.ofNanos(random.nextLong())),
                Map.entry(Runnable.class, () -> nothing),
                Map.entry(InetSocketAddress.class, () -> new InetSocketAddress("127.0.0.1", 1)),
                Map.entry(Resolver.class, () -> Resolver.SYSTEM),
                Map.entry(Consumer.class, () -> ignore),
                Map.entry(LongConsumer.class, () -> (LongConsumer) skipped -> {}),
                Map.entry(PushProducer.class, () -> PUSHER),
                Map.entry(PullProducer.class, () -> PULLER),
                Map.entry(Limits.class, () -> Limits.DEFAULTS),
                Map.entry(SocketOption.class, () -> StandardSocketOptions.TCP_NODELAY),
                Map.entry(Role.class, () -> Role.subscriber(feed, Body.chunked())),
                Map.entry(Feed.Options.class, () -> Feed.Options.DEFAULTS));
    }

    @Test
    void throwNothingThatIsNotDocumented() {
        List<Object> closed = closed();
        Feed feed = (Feed) closed.get(0);
        DataLoop dataLoop = (DataLoop) closed.get(1);
        Set<String> wrong = new ConcurrentSkipListSet<>();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            threads.add(CompletableFuture.runAsync(() -> {
                for (int call = 0; call < CALLS; call++) {
                    callSomething(random, closed, values(random, feed, dataLoop, (EventLoop) closed.get(2)), wrong);
                }
            }));
        }
        threads.forEach(RunningLoop::get);
        assertThat(wrong).isEmpty();
    }

    private static void callSomething(
            Random random, List<Object> objects, Map<Class<?>, Supplier<Object>> values, Set<String> wrong) {
        Object target = objects.get(random.nextInt(objects.size()));
        Method[] methods = target.getClass().getMethods();
        Method method = methods[random.nextInt(methods.length)];
        boolean isOurs = method.getDeclaringClass().getName().startsWith("io.millrace");
        Class<?>[] types = method.getParameterTypes();
        boolean isForUsers = Stream.of(types).noneMatch(type -> type.getName().startsWith("io.millrace.engine"));
        if (!isOurs || !isForUsers || Modifier.isStatic(method.getModifiers())) {
            return;
        }
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            if (!values.containsKey(types[i])) {
                if (!types[i].isRecord() && types[i] != MillraceException.class) { // which only the loop gives
                    wrong.add("no values for the " + types[i] + " of " + method);
                }
                return;
            }
            arguments[i] = values.get(types[i]).get();
        }
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            if (!DOCUMENTED.contains(thrown.getCause().getClass())) {
                wrong.add(method + " throws " + thrown.getCause());
            }
        } catch (IllegalAccessException hidden) {
            // A method of a class that is not public.
        }
    }

    @Test
    void memoryThatNobodyRefersToIsSafeWhileItIsSearched() {
        byte[] bytes = new byte[100_000];
        CompletableFuture<Void> collecting = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20; i++) {
                System.gc();
            }
        });
        long found = 0;
        for (int i = 0; i < 500 || !collecting.isDone(); i++) {
            found += Slice.offHeap(bytes).find((byte) 1);
            found += Slice.offHeap(bytes).split((byte) 1, new OffsetTable(1));
        }
        assertThat(found).isNegative();
    }
}
