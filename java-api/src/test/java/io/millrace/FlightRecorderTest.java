package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.testing.ChildJvm;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a flight recording has of loops and connections, read back from its file. */
class FlightRecorderTest {
    private static final int PAIRS = 100;
    private static final String ENDED = "io.millrace.ConnectionEnded";
    private static final String VERDICT = "io.millrace.Verdict";
    private static final String LONG_TURN = "io.millrace.LongTurn";
    private static final String STALL = "io.millrace.Stall";

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private final Recording recording = new Recording();
    private final Recorder recorder = new Recorder();

    @BeforeEach
    void record() {
        running.run(() -> {}); // the loop has turned before anybody records
        recording.start();
    }

    @AfterEach
    void close() {
        recording.close();
    }

    private List<RecordedEvent> recorded(String name) throws IOException {
        Path file = folder.resolve(name + ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    // ---- Endings

    private static void assertSays(RecordedEvent event, Transport transport, Class<?> protocol) {
        Ending ending = transport.ending().orElseThrow();
        assertThat(event.getString("connection")).isEqualTo(Long.toHexString(transport.handle()));
        assertThat(event.getString("peer")).isEqualTo(transport.peer().toString());
        assertThat(event.getClass("protocol").getName()).isEqualTo(protocol.getName());
        assertThat(event.getString("reason")).isEqualTo(ending.reason().name());
        assertThat(event.getString("by")).isEqualTo(ending.by().name());
        assertThat(event.getLong("bytesIn")).isEqualTo(ending.bytesIn());
        assertThat(event.getLong("bytesOut")).isEqualTo(ending.bytesOut());
        assertThat(event.getDuration("lived")).isEqualTo(ending.lived());
        assertThat(event.getLong("detail")).isEqualTo(ending.detail());
    }

    @Test
    void aConnectionHasTheEndingThatItsProtocolSees() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        recorder.awaitMade().write("bye");
        peer.send("hello").finish();
        assertThat(peer.readAllText()).isEqualTo("bye");
        recorder.awaitEnding();

        assertThat(recorded(ENDED)).singleElement().satisfies(event -> {
            assertSays(event, recorder.awaitMade(), Recorder.class);
            assertThat(event.getString("reason")).isEqualTo("PEER_CLOSED");
            assertThat(event.getLong("bytesIn")).isEqualTo(5);
            assertThat(event.getLong("bytesOut")).isEqualTo(3);
        });
    }

    @Test
    void aConnectionOfAClosedLoopHasOneToo() throws Exception {
        running.peerOf(address -> recorder);
        recorder.awaitMade();
        running.loop().close();
        recorder.awaitEnding();

        assertThat(recorded(ENDED)).singleElement().satisfies(event -> {
            assertSays(event, recorder.awaitMade(), Recorder.class);
            assertThat(event.getString("reason")).isEqualTo("LOOP_CLOSED");
        });
    }

    @Test
    void aConnectionWhoseLoopIsClosedWhileItMovesHasOneToo() throws Exception {
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        EventLoop later = running.closing(EventLoop.open());
        transport.moveTo(later);
        running.run(() -> {}); // it goes with the turn after this one
        running.run(() -> {});
        running.loop().close();
        later.start();
        await().until(() -> ProcessCounters.read().connections() == 0);
        later.close();

        assertThat(recorded(ENDED)).singleElement().satisfies(event -> assertSays(event, transport, Recorder.class));
    }

    @Test
    void aConnectionThatNoProtocolIsMadeForHasOneToo() throws Exception {
        Peer peer = running.peerOf(address -> null);
        assertThatThrownBy(peer::readAll).isInstanceOf(IOException.class);
        await().atMost(RunningLoop.PATIENCE)
                .untilAsserted(() -> assertThat(recorded(ENDED)).singleElement().satisfies(event -> {
                    assertThat(event.getString("reason")).isEqualTo("LOCAL_ABORT");
                    assertThat((Object) event.getClass("protocol")).isNull();
                }));
    }

    @Test
    void anAttemptThatFailsHasOneToo() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        assertThatThrownBy(() ->
                        RunningLoop.get(Endpoint.tcp("127.0.0.1", nobody).connect(running.loop(), peer -> recorder)))
                .hasMessageContaining("refused");

        assertThat(recorded(ENDED)).singleElement().satisfies(event -> {
            assertThat(event.getString("peer")).endsWith(":" + nobody);
            assertThat(event.getString("reason")).isEqualTo("REFUSED");
            assertThat(event.getLong("detail")).isPositive();
        });
    }

    /** Ends connections in every way at both ends, and at last their loop. A failing seed is in the message. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyConnectionHasExactlyOneWhateverEndsIt(long seed) throws Exception {
        List<Recorder> recorders = new CopyOnWriteArrayList<>();
        int port = running.listen(peer -> added(recorders));
        EventLoop clients = running.closing(EventLoop.open());
        clients.start();
        for (int i = 0; i < PAIRS; i++) {
            RunningLoop.get(Endpoint.tcp("127.0.0.1", port).connect(clients, peer -> added(recorders)));
        }
        await().atMost(RunningLoop.PATIENCE).until(() -> recorders.size() == 2 * PAIRS);
        Random random = new Random(seed);
        for (Recorder any : recorders) {
            Transport transport = any.awaitMade();
            switch (random.nextInt(5)) {
                case 0 -> transport.close();
                case 1 -> transport.abort();
                case 2 -> transport.write("x".repeat(random.nextInt(300_000)));
                case 3 -> {
                    transport.write("the last");
                    transport.close();
                    transport.abort();
                }
                default -> transport.deadline(Duration.ofMillis(1 + random.nextInt(3)));
            }
        }
        running.loop().close();
        clients.close();

        Map<String, Long> records = recorded(ENDED).stream()
                .collect(Collectors.groupingBy(event -> event.getString("connection"), Collectors.counting()));
        assertThat(records)
                .as("seed %d", seed)
                .hasSize(2 * PAIRS)
                .allSatisfy((connection, count) -> assertThat(count).isOne());
        assertThat(recorders).as("seed %d", seed).allSatisfy(any -> {
            Transport transport = any.awaitMade();
            assertThat(any.awaitEnding()).isSameAs(transport.ending().orElseThrow());
            assertThat(any.endings.get()).isOne();
            assertThat(records).containsKey(Long.toHexString(transport.handle()));
        });
    }

    private static Recorder added(List<Recorder> recorders) {
        Recorder recorder = new Recorder();
        recorders.add(recorder);
        return recorder;
    }

    @Test
    void nothingIsRecordedOfWhatIsSwitchedOff() throws Exception {
        recording.disable(ENDED);
        Peer peer = running.peerOf(address -> recorder);
        peer.close();
        recorder.awaitEnding();
        assertThat(recorded(ENDED)).isEmpty();
    }

    // ---- Turns and stalls

    @Test
    void aTurnThatLastsIsRecordedWithWhatWasInIt() throws Exception {
        inAWholeTurn(() -> spin(Duration.ofMillis(110)));

        assertThat(recorded(LONG_TURN))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(100)))
                .anySatisfy(event -> {
                    assertThat(event.getInt("tasks")).isPositive();
                    assertThat(event.getString("loop")).startsWith("millrace-loop-");
                });
    }

    @Test
    void theRecordingSaysWhatIsLong() throws Exception {
        recording.enable(LONG_TURN).withoutThreshold();
        inAWholeTurn(() -> {});
        assertThat(recorded(LONG_TURN)).isNotEmpty();
    }

    /** Runs it on the loop, and waits until the turn that it was in is over: another has begun. */
    private void inAWholeTurn(Runnable task) {
        long turn = running.on(() -> {
            task.run();
            return running.loop().counters().turns();
        });
        await().atMost(RunningLoop.PATIENCE).until(() -> {
            running.run(() -> {}); // it does not turn for nothing
            return running.loop().counters().turns() > turn;
        });
    }

    private static void spin(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aStallIsReportedWhileItLastsAndSaysWhere() throws Exception {
        running.loop().stallAfter(Duration.ofMillis(20));
        CountDownLatch enough = new CountDownLatch(1);
        running.loop().execute(() -> holdTheLoop(enough));
        await().atMost(RunningLoop.PATIENCE).until(() -> !recorded(STALL).isEmpty());
        List<Throwable> logged = RecordedLog.takeFailures();
        enough.countDown();
        running.run(() -> {});

        assertThat(recorded(STALL)).singleElement().satisfies(event -> {
            assertThat(event.getString("stack")).contains("FlightRecorderTest.holdTheLoop");
            assertThat(event.getDuration("held")).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(event.getString("loop")).startsWith("millrace-loop-");
            assertThat(event.getThread("thread").getJavaName()).startsWith("millrace-loop-");
        });
        assertThat(logged)
                .singleElement()
                .satisfies(
                        where -> assertThat(Arrays.stream(where.getStackTrace()).map(StackTraceElement::getMethodName))
                                .contains("holdTheLoop"));
    }

    private static void holdTheLoop(CountDownLatch enough) {
        try {
            enough.await(RunningLoop.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void aConnectionsCallbackIsReportedToo() throws Exception {
        running.loop().stallAfter(Duration.ofMillis(20));
        CountDownLatch enough = new CountDownLatch(1);
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                holdTheLoop(enough);
            }
        });
        peer.send("hold");
        await().atMost(RunningLoop.PATIENCE).until(() -> !recorded(STALL).isEmpty());
        enough.countDown();
        running.run(() -> {});
        assertThat(recorded(STALL).get(0).getString("stack")).contains("dataReceived");
        assertThat(RecordedLog.takeFailures()).isNotEmpty();
    }

    @Test
    void nothingIsReportedWhenItIsSwitchedOff() throws Exception {
        running.loop().stallAfter(Duration.ofMillis(1));
        running.loop().stallAfter(Duration.ZERO);
        running.run(() -> RunningLoop.letPass(Duration.ofMillis(500))); // four looks of the watchdog
        assertThat(recorded(STALL)).isEmpty();
    }

    @Test
    void nobodyLooksWhenNoLoopRuns() {
        running.loop().close();
        await().atMost(RunningLoop.PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("millrace-watchdog")));
    }

    // ---- Verdicts

    @Test
    void aVerdictIsRecordedEachSecond() throws Exception {
        await().atMost(RunningLoop.PATIENCE)
                .untilAsserted(() -> assertThat(recorded(VERDICT)).isNotEmpty());
        assertThat(recorded(VERDICT)).allSatisfy(event -> {
            assertThat(event.getString("loop")).startsWith("millrace-loop-");
            assertThat(event.getString("words")).startsWith(event.getString("finding") + ": ");
            assertThat(event.getDuration("window")).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            Duration sum = Duration.ZERO;
            for (String part :
                    List.of("waiting", "blocked", "systemCalls", "framing", "crossing", "callbacks", "standstill")) {
                sum = sum.plus(event.getDuration(part));
            }
            assertThat(sum).isCloseTo(event.getDuration("window"), Duration.ofMillis(10));
        });
    }

    // ---- Without

    @Test
    void everythingWorksWhereTheJvmHasNoFlightRecorder() throws Exception {
        ChildJvm.run(folder, List.of("--limit-modules", "java.base,java.logging"), WithoutFlightRecorder.class)
                .assertEndsWell("PEER_CLOSED without jdk.jfr");
    }

    /** What that JVM runs. */
    static final class WithoutFlightRecorder {
        private WithoutFlightRecorder() {}

        public static void main(String[] args) throws IOException {
            if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
                throw new AssertionError("it is there");
            }
            try (EventLoop loop = EventLoop.open()) {
                Recorder recorder = new Recorder();
                int port = Endpoint.tcp("127.0.0.1", 0)
                        .listen(loop, peer -> recorder)
                        .port();
                loop.start();
                Peer.connect(port).close();
                System.out.println(recorder.awaitEnding().reason() + " without jdk.jfr");
            }
        }
    }
}
