package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory of the user that he changes, or frees by force, while it is being sent or once it is. */
class ForeignBufferTest {
    private static final int LENGTH = 50_000;
    private static final int ROUNDS = 100;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    /** Ways to write the same memory. */
    private interface Writing {
        void write(Transport transport, ByteBuffer memory);
    }

    static Stream<Writing> writings() {
        return Stream.of(
                (transport, memory) -> transport.write(memory),
                (transport, memory) -> transport.write(Slice.of(memory)),
                (transport, memory) -> transport.write(Slice.of(memory), Slice.of("")),
                (transport, memory) -> transport.write(new Buffer().append(Slice.of(memory))));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void changedMeanwhileItsBytesMayDifferAndNothingElse(Writing writing) throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        for (ByteBuffer memory : List.of(ByteBuffer.allocate(LENGTH), ByteBuffer.allocateDirect(LENGTH))) {
            fill(memory, (byte) 'a');
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    fill(memory, (byte) 'b');
                    fill(memory, (byte) 'a');
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                running.run(() -> writing.write(transport, memory.duplicate()));
                writing.write(transport, memory.duplicate());
                assertThat(isOnlyAsAndBs(peer.read(2 * LENGTH))).isTrue();
            }
            done.set(true);
            RunningLoop.get(changing);
        }
        transport.write("end");
        assertThat(peer.readText(3)).isEqualTo("end");
    }

    private static void fill(ByteBuffer memory, byte value) {
        byte[] bytes = new byte[LENGTH];
        Arrays.fill(bytes, value);
        memory.duplicate().put(bytes);
    }

    private static boolean isOnlyAsAndBs(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 'a' && each != 'b') {
                return false;
            }
        }
        return true;
    }

    /** From another thread it is copied in the {@code write}, too, except where a {@link Buffer} is passed as it is. */
    @Test
    void freedByForceOnceItIsWrittenItIsSentAllTheSame() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        byte[] expected = new byte[LENGTH];
        Arrays.fill(expected, (byte) 'a');
        for (int i = 0; i < ROUNDS; i++) {
            running.run(() -> writeAndFree(transport, false));
            running.run(() -> writeAndFree(transport, true));
            writeAndFree(transport, false);
            for (int times = 0; times < 3; times++) {
                assertThat(peer.read(LENGTH)).isEqualTo(expected);
            }
        }
    }

    private static void writeAndFree(Transport transport, boolean linked) {
        ByteBuffer memory = ByteBuffer.allocateDirect(LENGTH);
        fill(memory, (byte) 'a');
        if (linked) {
            transport.write(new Buffer().append(Slice.of(memory)));
        } else {
            transport.write(memory);
        }
        free(memory);
    }

    /** As libraries do that cannot wait for the collector. */
    private static void free(ByteBuffer memory) {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            unsafe.getMethod("invokeCleaner", ByteBuffer.class).invoke(instance.get(null), memory);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
