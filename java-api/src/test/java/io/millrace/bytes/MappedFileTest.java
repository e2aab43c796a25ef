package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Protocol;
import io.millrace.testing.ChildJvm;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import io.millrace.testing.Truncator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as slices; and what happens when somebody truncates one: an exception that says so, in time, and nothing else. */
class MappedFileTest {
    private static final int SIZE = 300_000;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private final byte[] bytes = new byte[SIZE];

    private Path file() throws IOException {
        new Random(1).nextBytes(bytes);
        return Files.write(folder.resolve("file"), bytes);
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Test
    void aFileOrAPartOfItIsASlice() throws IOException {
        Path file = file();
        assertThat(Slice.map(file)).isEqualTo(Slice.of(bytes));
        assertThat(Slice.map(file, 12_345, 100_000)).isEqualTo(Slice.of(bytes, 12_345, 112_345));
        assertThat(Slice.map(file, SIZE, 0)).isEqualTo(Slice.EMPTY);
        assertThat(Slice.map(Files.createFile(folder.resolve("empty"))).toByteArray())
                .isEmpty();
        Slice piece = Slice.map(file).slice(5, 10);
        assertThat(piece.retain()).isSameAs(piece);
        piece.release();
        Files.delete(file);
        assertThat(piece).as("a file that has no name any more").isEqualTo(Slice.of(bytes, 5, 10));
    }

    @Test
    void refusesWhatTheFileDoesNotHave() throws IOException {
        Path file = file();
        for (long bad : new long[] {-1, Long.MIN_VALUE, SIZE + 1, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> Slice.map(file, bad, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        for (int bad : new int[] {-1, Integer.MIN_VALUE, SIZE + 1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> Slice.map(file, 0, bad)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> Slice.map(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Slice.map(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void aFileOfMoreThanTwoGigabytesIsMappedInParts() throws IOException {
        Path file = folder.resolve("large");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(3L << 30); // without blocks on the disk
            large.seek(5L << 29);
            large.write('x');
        }
        assertThatThrownBy(() -> Slice.map(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("map parts of it");
        assertThat(Slice.map(file, (5L << 29) - 7, 100).find((byte) 'x')).isEqualTo(7);
        Slice most = Slice.map(file, 1, Integer.MAX_VALUE);
        assertThat(most.byteAt(Integer.MAX_VALUE - 1)).isZero();
        assertThat(most.slice(Integer.MAX_VALUE - 4).count((byte) 0)).isEqualTo(4);
    }

    /** Every method that looks at the bytes, but for those that show them to the JDK. */
    static Stream<Consumer<Slice>> looks() {
        return Truncator.LOOKS.stream();
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyLookAtATruncatedFileSaysSo(Consumer<Slice> look) throws IOException {
        Path file = file();
        Slice slice = Slice.map(file).slice(100, 200_100);
        for (int i = 0; i < 10; i++) {
            look.accept(slice);
        }
        truncate(file, 50_000);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> look.accept(slice))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("truncated");
        }
        assertThat(slice.toString()).isEqualTo("Slice[200000 bytes, not readable now]");
        slice.release();
    }

    @Test
    void aFileThatGrowsOrChangesIsReadAsItIs() throws IOException {
        Path file = file();
        Slice slice = Slice.map(file);
        Files.write(file, new byte[] {'!'}, StandardOpenOption.APPEND);
        assertThat(slice).isEqualTo(Slice.of(bytes));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {7}), 3);
        }
        assertThat(slice.byteAt(3)).isEqualTo((byte) 7);
    }

    @Test
    void isSentAsOtherBytesAre() throws Exception {
        Slice slice = Slice.map(file());
        Recorder recorder = new Recorder();
        Peer peer = running.peerOf(address -> recorder);
        RunningLoop.get(recorder.made);
        running.run(() -> recorder.transport().write(slice));
        assertThat(peer.read(SIZE)).isEqualTo(bytes);
        recorder.transport().write(slice.slice(1, 4));
        assertThat(peer.read(3)).isEqualTo(slice.slice(1, 4).toByteArray());
    }

    @Test
    void aTruncatedOneIsNotSentAndTheLoopGoesOn() throws Exception {
        Path file = file();
        Slice slice = Slice.map(file);
        ByteBuffer unknown = Slice.map(file).asByteBuffer();
        Recorder recorder = new Recorder();
        Peer peer = running.peerOf(address -> recorder);
        RunningLoop.get(recorder.made);
        truncate(file, 0);
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            running.run(() -> {
                refuse(() -> recorder.transport().write(slice), refused);
                refuse(() -> recorder.transport().write(unknown), refused);
                refuse(() -> recorder.transport().write(Slice.of(unknown)), refused);
            });
            refuse(() -> recorder.transport().write(slice), refused);
            refuse(() -> recorder.transport().write(unknown), refused);
        }
        assertThat(refused).hasValue(1000);
        recorder.transport().write("unharmed");
        assertThat(peer.readText(8)).isEqualTo("unharmed");
    }

    private static void refuse(Runnable write, AtomicInteger refused) {
        try {
            write.run();
        } catch (IllegalStateException truncated) {
            refused.incrementAndGet();
        }
    }

    /** Remembers when it was connected. */
    private static final class Recorder extends Protocol {
        private final CompletableFuture<Void> made = new CompletableFuture<>();

        @Override
        public void connectionMade() {
            made.complete(null);
        }
    }

    @Test
    void truncatingWhileOthersReadAndSendEndsNoProcess() throws Exception {
        ChildJvm.run(folder, Truncator.class, file().toString()).assertEndsWell("nothing broke");
    }
}
