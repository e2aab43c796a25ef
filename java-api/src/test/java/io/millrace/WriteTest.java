package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is written arrives as it was when it was written, in the order in which it was written. */
class WriteTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    @Test
    void buffersOfEveryKindAreSent(@TempDir Path folder) throws Exception {
        byte[] text = "0123456789".getBytes();
        Path file = Files.write(folder.resolve("mapped"), text);
        List<ByteBuffer> buffers = new ArrayList<>();
        buffers.add(ByteBuffer.wrap(text));
        buffers.add(ByteBuffer.wrap(text).asReadOnlyBuffer());
        buffers.add(ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN));
        buffers.add(ByteBuffer.allocateDirect(10).put(text).flip());
        buffers.add(ByteBuffer.allocateDirect(20).position(5).put(text).flip().position(5));
        buffers.add(ByteBuffer.allocateDirect(10)
                .put(text)
                .flip()
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            buffers.add(channel.map(FileChannel.MapMode.READ_ONLY, 0, 10));
        }
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        for (ByteBuffer buffer : buffers) {
            int position = buffer.position();
            transport.write(buffer);
            running.run(() -> transport.write(buffer));
            assertThat(buffer.position()).isEqualTo(position);
            assertThat(peer.readText(20)).isEqualTo("01234567890123456789");
        }
        for (ByteBuffer empty : new ByteBuffer[] {ByteBuffer.allocate(0), ByteBuffer.allocateDirect(0)}) {
            running.run(() -> transport.write(empty));
        }
        running.run(() -> {
            transport.write(new byte[0]);
            transport.write("");
            transport.write(Slice.EMPTY);
            transport.write("end");
        });
        assertThat(peer.readText(3)).isEqualTo("end");
    }

    @Test
    void textOfEveryKindIsSentAsUtf8() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        String[] texts = {
            "ascii",
            "grün",
            "€",
            "a\ud83d\ude00b",
            "x".repeat(70_000),
            "x".repeat(65_535) + "€" + "y".repeat(70_000),
            "lone \ud800 surrogate"
        };
        for (String text : texts) {
            byte[] expected = text.getBytes(StandardCharsets.UTF_8);
            running.run(() -> transport.write(new StringBuilder(text)));
            assertThat(peer.read(expected.length)).isEqualTo(expected);
        }
    }

    @Test
    void theSameBufferMayBeSentOnTwoConnectionsAndChangedAtOnce() throws Exception {
        Recorder second = new Recorder();
        Peer one = running.peerOf(address -> recorder);
        Peer other = running.peerOf(address -> second);
        recorder.awaitMade();
        second.awaitMade();
        byte[] bytes = new byte[50_000];
        Arrays.fill(bytes, (byte) 'a');
        running.run(() -> {
            recorder.transport().write(bytes);
            second.transport().write(bytes);
            Arrays.fill(bytes, (byte) 'b');
        });
        assertThat(one.read(bytes.length)).containsOnly('a');
        assertThat(other.read(bytes.length)).containsOnly('a');
    }

    @Test
    void aReceivedSliceMayBeSentManyTimesAndReleasedAtOnce() throws Exception {
        Slice slice = Retained.receive(running.loop(), "hello".getBytes());
        Peer peer = running.peerOf(address -> recorder);
        recorder.awaitMade();
        running.run(() -> {
            for (int i = 0; i < 1000; i++) {
                recorder.transport().write(slice);
            }
            slice.release();
        });
        assertThat(peer.readText(5000)).isEqualTo("hello".repeat(1000));
    }

    @Test
    void aSliceOfAnotherLoopIsSentTheSame() throws Exception {
        EventLoop other = running.closing(EventLoop.open());
        other.start();
        Slice slice = Retained.receive(other, "from the other".getBytes());
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        running.run(() -> transport.write(slice));
        transport.write(slice);
        assertThat(peer.readText(28)).isEqualTo("from the otherfrom the other");
        slice.release();
        assertThatThrownBy(() -> transport.write(slice)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void moreCommandsThanTheBlockHoldsAreAppliedInOrder() throws Exception {
        Recorder second = new Recorder();
        Peer one = running.peerOf(address -> recorder);
        Peer other = running.peerOf(address -> second);
        recorder.awaitMade();
        second.awaitMade();
        StringBuilder expected = new StringBuilder();
        running.run(() -> {
            for (int i = 0; i < 5000; i++) {
                recorder.transport().write(i + ",");
                second.transport().write(i + ";"); // so that no two writes can be one
                expected.append(i).append(',');
            }
        });
        String sent = running.on(expected::toString);
        assertThat(one.readText(sent.length())).isEqualTo(sent);
        assertThat(other.readText(sent.length())).isEqualTo(sent.replace(',', ';'));
    }

    @Test
    void writesOfAnyThreadKeepTheirOrder() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            String text = i + " ";
            switch (i % 4) {
                case 0 -> transport.write(text);
                case 1 -> transport.write(text.getBytes());
                case 2 -> transport.write(ByteBuffer.wrap(text.getBytes()));
                default -> transport.write(Slice.of(text));
            }
            expected.append(text);
        }
        assertThat(peer.readText(expected.length())).isEqualTo(expected.toString());
    }

    @Test
    void gatheredPiecesAreSentInOrder() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        transport.write();
        transport.write(Slice.of("a"), Slice.of(""), Slice.of("bc"));
        transport.write(Slice.of("d,e,f").split((byte) ','));
        running.run(() -> transport.write(Slice.of("g"), Slice.of("hi")));
        running.run(() -> transport.write(Slice.of("j,k").split((byte) ',')));
        assertThat(peer.readText(11)).isEqualTo("abcdefghijk");
    }

    @Test
    void gatheredReceivedPiecesAreNotCopied() throws Exception {
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                int half = data.length() / 2;
                transport().write(data.slice(half), data.slice(0, half));
            }
        });
        assertThat(peer.send("worldhello").readText(10)).isEqualTo("helloworld");
        assertThat(running.loop().counters().bytesCopiedOutput()).isZero();
    }

    @Test
    void aPieceWhoseTimeIsOverEndsAGatheredWriteThere() throws Exception {
        List<Slice> over = new ArrayList<>();
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                over.add(data);
            }
        });
        peer.send("x");
        await().until(() -> !over.isEmpty());
        Peer other = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        running.run(() -> assertThatIllegalStateException()
                .isThrownBy(() -> transport.write(Slice.of("sent"), over.get(0), Slice.of("not sent"))));
        assertThatIllegalStateException().isThrownBy(() -> transport.write(Slice.of("not sent"), over.get(0)));
        running.run(() -> assertThatNullPointerException().isThrownBy(() -> transport.write(Slice.of(" this"), null)));
        transport.close();
        assertThat(other.readAllText()).isEqualTo("sent this");
    }

    @Test
    void aPartOfAnArrayIsSentIfItIsOne() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        byte[] bytes = "0123456789".getBytes();
        for (int[] part :
                new int[][] {{-1, 1}, {0, -1}, {0, 11}, {11, 0}, {5, Integer.MAX_VALUE}, {Integer.MIN_VALUE, 1}}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> transport.write(bytes, part[0], part[1]));
        }
        transport.write(bytes, 10, 0);
        transport.write(bytes, 2, 3);
        running.run(() -> transport.write(bytes, 7, 3));
        assertThat(peer.readText(6)).isEqualTo("234789");
    }
}
