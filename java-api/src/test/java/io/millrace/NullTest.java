package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.async.AsyncConnection;
import io.millrace.async.AsyncListener;
import io.millrace.blocking.BlockingConnection;
import io.millrace.blocking.BlockingListener;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Mark;
import io.millrace.bytes.NumberTable;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.bytes.Split;
import io.millrace.flow.FlowConnection;
import io.millrace.http.RequestHead;
import io.millrace.http.ResponseHead;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import io.millrace.testkit.TestLoop;
import io.millrace.testkit.TestPeer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Null for every reference parameter of every public method: a NullPointerException, and nothing is harmed. */
class NullTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private Map<Class<?>, Object> goodValues(Transport transport, Feed feed, DataLoop dataLoop) {
        ProtocolFactory factory = peer -> new Recorder();
        Consumer<Feed.Change> listener = change -> {};
        Runnable task = () -> {};
        return Map.ofEntries(
                Map.entry(EventLoop.class, running.loop()),
                Map.entry(DataLoop.class, dataLoop),
                Map.entry(Transport.class, transport),
                Map.entry(Feed.class, feed),
                Map.entry(Feed.Options.class, Feed.Options.DEFAULTS),
                Map.entry(Feed.Slow.class, Feed.Slow.END),
                Map.entry(Role.class, Role.source(feed, Body.chunked())),
                Map.entry(Body.class, Body.chunked()),
                Map.entry(Endpoint.class, Endpoint.tcp("127.0.0.1", 0)),
                Map.entry(Listener.Options.class, Listener.Options.DEFAULTS),
                Map.entry(ReconnectingClient.Options.class, ReconnectingClient.Options.DEFAULTS),
                Map.entry(DatagramTransport.class, openDatagrams(new DatagramProtocol() {})),
                Map.entry(DatagramProtocol.class, new DatagramProtocol() {}),
                Map.entry(InetSocketAddress.class, new InetSocketAddress("127.0.0.1", 1)),
                Map.entry(LoopGroup.class, running.closing(LoopGroup.open(1))),
                Map.entry(Resolver.class, Resolver.SYSTEM),
                Map.entry(Path.class, Path.of("x")),
                Map.entry(ProtocolFactory.class, factory),
                Map.entry(Slice.class, Slice.of("12")),
                Map.entry(OffsetTable.class, new OffsetTable(1)),
                Map.entry(NumberTable.class, new NumberTable(1)),
                Map.entry(Mark.class, Mark.CRLF),
                Map.entry(Buffer.class, new Buffer()),
                Map.entry(Region.class, new Pool(4096).take(8)),
                Map.entry(Split.class, Slice.of("1 2").split((byte) ' ')),
                Map.entry(RequestHead.class, RequestHead.parse(Slice.of("GET / HTTP/1.0"))),
                Map.entry(ResponseHead.class, ResponseHead.of(200)),
                Map.entry(Limits.class, Limits.DEFAULTS),
                Map.entry(PushProducer.class, ClosedObjectsTest.PUSHER),
                Map.entry(PullProducer.class, ClosedObjectsTest.PULLER),
                Map.entry(Limits.Crowded.class, Limits.Crowded.GO_ON),
                Map.entry(SocketOption.class, StandardSocketOptions.TCP_NODELAY),
                Map.entry(Object.class, true),
                Map.entry(Duration.class, Duration.ofHours(1)),
                Map.entry(Runnable.class, task),
                Map.entry(Consumer.class, listener),
                Map.entry(LongConsumer.class, (LongConsumer) skipped -> {}),
                Map.entry(Timer.class, running.loop().later(Duration.ofHours(1), task)),
                Map.entry(byte[].class, new byte[8]),
                Map.entry(ByteBuffer.class, ByteBuffer.allocate(8)),
                Map.entry(String.class, "x"),
                Map.entry(CharSequence.class, "x"),
                Map.entry(Charset.class, StandardCharsets.UTF_8),
                Map.entry(int.class, 0),
                Map.entry(long.class, 1L),
                Map.entry(Slice[].class, new Slice[] {Slice.of("1")}),
                Map.entry(Iterable.class, List.of(Slice.of("1"))),
                Map.entry(boolean.class, true),
                Map.entry(byte.class, (byte) 1),
                Map.entry(Executor.class, running.loop()),
                Map.entry(Protocol.class, new Recorder()),
                Map.entry(BlockingConnection.Handler.class, (BlockingConnection.Handler) connection -> {}));
    }

    /** The other faces of a connection, and a loop for tests. */
    private Map<Class<?>, Object> goodFaces() {
        CompletableFuture<AsyncConnection> made = new CompletableFuture<>();
        running.peerOf(AsyncConnection.each(made::complete));
        AsyncConnection connection = RunningLoop.get(made);
        Endpoint anywhere = Endpoint.tcp("127.0.0.1", 0);
        TestLoop testLoop = running.closing(new TestLoop());
        return Map.of(
                AsyncConnection.class, connection,
                AsyncListener.class,
                        running.closing(AsyncListener.listen(anywhere, running.loop(), Listener.Options.DEFAULTS)),
                BlockingConnection.class, BlockingConnection.of(connection),
                BlockingListener.class, running.closing(BlockingListener.listen(anywhere, running.loop())),
                FlowConnection.class, FlowConnection.of(connection),
                TestLoop.class, testLoop,
                TestPeer.class, testLoop.connect(new Recorder()));
    }

    private DatagramTransport openDatagrams(DatagramProtocol protocol) {
        return Endpoint.udp("127.0.0.1", 0).openDatagrams(running.loop(), protocol);
    }

    private static final List<Class<?>> API = List.of(
            EventLoop.class,
            Timer.class,
            Transport.class,
            Limits.class,
            Endpoint.class,
            Listener.Options.class,
            LoopGroup.class,
            ReconnectingClient.class,
            ReconnectingClient.Options.class,
            DatagramTransport.class,
            Feed.class,
            Feed.Options.class,
            Role.class,
            Body.class,
            Slice.class,
            OffsetTable.class,
            NumberTable.class,
            Mark.class,
            Split.class,
            Buffer.class,
            Region.class,
            RequestHead.class,
            ResponseHead.class,
            AsyncConnection.class,
            AsyncListener.class,
            BlockingConnection.class,
            BlockingListener.class,
            FlowConnection.class,
            TestLoop.class,
            TestPeer.class);

    @Test
    void isRefusedEverywhere() throws Exception {
        Recorder recorder = new Recorder();
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        DataLoop dataLoop = running.dataLoop();
        Feed feed = running.loop().openFeed(dataLoop, Feed.Options.DEFAULTS);
        Map<Class<?>, Object> good = new HashMap<>(goodValues(transport, feed, dataLoop));
        good.putAll(goodFaces());
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Class<?> type : API) {
            for (Method method : type.getMethods()) {
                if (isForUsers(method)) {
                    calls += callWithNulls(good.get(type), method, good, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(calls).isGreaterThan(40);
        transport.write("unharmed");
        assertThat(peer.readText(8)).isEqualTo("unharmed");
    }

    private static boolean isForUsers(Method method) {
        return method.getDeclaringClass() != Object.class
                && !method.getName().equals("equals")
                && List.of(method.getParameterTypes()).stream()
                        .noneMatch(type -> type.getName().startsWith("io.millrace.engine"));
    }

    /** Calls it once for each reference parameter, with null there and something good elsewhere. */
    private static int callWithNulls(Object target, Method method, Map<Class<?>, Object> good, List<String> wrong)
            throws IllegalAccessException {
        Class<?>[] types = method.getParameterTypes();
        int calls = 0;
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive()) {
                continue;
            }
            Object[] arguments = new Object[types.length];
            for (int k = 0; k < types.length; k++) {
                arguments[k] = k == i ? null : good.get(types[k]);
            }
            calls++;
            try {
                method.invoke(target, arguments);
                wrong.add(method + " takes null");
            } catch (InvocationTargetException thrown) {
                if (!(thrown.getCause() instanceof NullPointerException)) {
                    wrong.add(method + " throws " + thrown.getCause());
                }
            }
        }
        return calls;
    }
}
