package io.millrace.bytes;

import static io.millrace.bytes.Arguments.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.testing.Calls;
import io.millrace.testing.Calls.Outcome;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every public method of the byte types, found by reflection, on what has ended in each of the ways there are: an
 * IllegalStateException, but for those few that do not look at the bytes.
 */
class EndedTest {
    private static final int BUFFERS = 2000;

    /** They say what it was, or look later. */
    private static final Set<String> OF_SLICES =
            Set.of("length()", "isEmpty()", "toString()", "asInputStream()", "asChannel()");

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private Calls calls;

    @BeforeEach
    void giveArguments() throws Exception {
        calls = Arguments.calls(folder);
    }

    private static String nameOf(Outcome outcome) {
        return Arrays.stream(outcome.called().getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", outcome.called().getName() + "(", ")"));
    }

    /** Each method that is not free throws the right thing for good arguments, and nothing wrong for others. */
    private static void assertEnded(List<Outcome> outcomes, Set<String> free) {
        Set<String> called = new HashSet<>();
        Set<String> ended = new HashSet<>(free);
        for (Outcome outcome : outcomes) {
            called.add(nameOf(outcome));
            boolean isOver = outcome.thrown() instanceof IllegalStateException;
            if (isOver) {
                ended.add(nameOf(outcome));
            } else if (outcome.thrown() != null && !Arguments.isRefusal(outcome)) {
                throw new AssertionError(outcome.toString(), outcome.thrown());
            }
            assertThat(outcome.thrown() == null && outcome.isGood() && !free.contains(nameOf(outcome)))
                    .as("%s, as if it had not ended", outcome)
                    .isFalse();
        }
        assertThat(ended).isEqualTo(called);
    }

    private void assertEnded(Slice slice) {
        assertEnded(calls.onEach(Slice.class, () -> slice), OF_SLICES);
    }

    // ---- Slices

    @Test
    void aReleasedSlice() {
        Slice slice = Retained.receive(running.loop(), HELLO);
        Slice piece = slice.slice(0);
        slice.release();
        assertEnded(slice);
        assertEnded(piece);
    }

    @Test
    void aSliceOfAClosedLoop() {
        EventLoop loop = EventLoop.open();
        loop.start();
        Slice slice = Retained.receive(loop, HELLO);
        loop.close();
        assertEnded(slice);
    }

    @Test
    void aSliceOfATurnInTheNextAndOnAnotherThread() throws Exception {
        CompletableFuture<Slice> received = new CompletableFuture<>();
        CompletableFuture<Void> elsewhere = new CompletableFuture<>();
        running.peerOf(address -> new Protocol() {
                    @Override
                    public void dataReceived(Slice data) {
                        RunningLoop.get(CompletableFuture.runAsync(() -> assertEnded(data))
                                .whenComplete((nothing, thrown) -> {
                                    if (thrown != null) {
                                        elsewhere.completeExceptionally(thrown);
                                    }
                                }));
                        elsewhere.complete(null);
                        received.complete(data);
                    }
                })
                .send(HELLO);
        RunningLoop.get(elsewhere);
        Slice slice = RunningLoop.get(received);
        running.run(() -> {});
        assertEnded(slice);
        running.run(() -> assertEnded(slice));
    }

    @Test
    void aSliceOfARegion() {
        Pool pool = new Pool(1 << 20);
        Region region = pool.take(8).put(HELLO);
        Slice cleared = region.toSlice();
        region.clear();
        Slice released = region.put(HELLO).toSlice();
        Slice retained = released.retain();
        region.release();
        retained.release();
        Slice closed;
        try (Arena arena = pool.arena()) {
            closed = arena.take(8).put(HELLO).toSlice().retain();
        }
        for (Slice slice : List.of(cleared, released, retained, closed)) {
            assertEnded(slice);
        }
    }

    @Test
    void aSliceOfATruncatedFile() throws Exception {
        Path file = Files.write(folder.resolve("truncated"), HELLO);
        Slice slice = Slice.map(file);
        try (RandomAccessFile same = new RandomAccessFile(file.toFile(), "rw")) {
            same.setLength(0);
        }
        Set<String> free = new HashSet<>(OF_SLICES);
        free.add("release()");
        assertEnded(calls.onEach(Slice.class, () -> slice), free);
    }

    // ---- Regions, arenas, buffers

    @Test
    void aReleasedRegionAndOneOfAClosedArena() {
        Pool pool = new Pool(1 << 20);
        Region released = pool.take(8).put(HELLO);
        released.release();
        Arena arena = pool.arena();
        Region closed = arena.take(8).put(HELLO);
        arena.close();
        Set<String> free = Set.of("capacity()", "written()", "room()", "close()");
        assertEnded(calls.onEach(Region.class, () -> released), free);
        assertEnded(calls.onEach(Region.class, () -> closed), free);
        assertEnded(calls.onEach(Arena.class, () -> arena), Set.of("close()"));
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @Test
    void aBufferWhosePiecesHaveEnded() {
        EventLoop loop = EventLoop.open();
        loop.start();
        Slice received = Retained.receive(loop, HELLO);
        Deque<Buffer> buffers = new ArrayDeque<>();
        for (int i = 0; i < BUFFERS; i++) {
            buffers.add(new Buffer().append(received));
        }
        loop.close();
        List<Outcome> outcomes = calls.onEach(Buffer.class, buffers::remove);
        outcomes.removeIf(outcome -> asksForNoBytes(outcome.answer()));
        Set<String> free = new HashSet<>(Set.of("length()", "isEmpty()", "copiedBytes()", "pieces()", "toString()"));
        free.addAll(Set.of("clear()", "drop(int)", "split(Mark)", "asInputStream()", "asOutputStream()"));
        outcomes.stream()
                .map(EndedTest::nameOf)
                .filter(name -> name.startsWith("append"))
                .forEach(free::add);
        assertEnded(outcomes, free);
    }

    private static boolean asksForNoBytes(Object answer) {
        return Slice.EMPTY.equals(answer) || (answer instanceof Buffer taken && taken.isEmpty());
    }
}
