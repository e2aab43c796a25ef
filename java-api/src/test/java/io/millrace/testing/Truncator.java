package io.millrace.testing;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Mark;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Slice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A program that truncates a file, and lets it grow again, while slices of it are looked at and sent. It ends with status 0
 * when nothing but what is documented has happened, and says so.
 */
public final class Truncator {
    private static final int ROUNDS = 20;
    private static final int LENGTH = 200_000;

    /** Every method that looks at the bytes of a slice. */
    public static final List<Consumer<Slice>> LOOKS = List.of(
            slice -> slice.byteAt(5),
            slice -> slice.slice(0, 1),
            Slice::trim,
            slice -> slice.find((byte) 'x'),
            slice -> slice.find(Slice.of("xy")),
            slice -> slice.find(Mark.CRLF),
            slice -> slice.find(Mark.anyOf("xy"), 1),
            slice -> slice.findLast((byte) 'x'),
            slice -> slice.findLast(Mark.CRLF),
            slice -> slice.count((byte) 'x'),
            slice -> slice.count(Mark.CRLF),
            slice -> slice.split((byte) ' ').toList(),
            slice -> slice.split(Mark.CRLF, 0, new OffsetTable(4)),
            slice -> slice.split((byte) ' ', new OffsetTable(4)),
            slice -> slice.startsWith(Slice.of("h")),
            slice -> slice.endsWith(Slice.of("o")),
            slice -> Slice.of(new byte[LENGTH]).equals(slice),
            slice -> slice.equals(Slice.of(new byte[LENGTH])),
            slice -> slice.equalsIgnoreCase(Slice.of(new byte[LENGTH])),
            slice -> slice.contentEquals("hello"),
            Slice::hashCode,
            slice -> slice.compareTo(Slice.of(new byte[LENGTH])),
            slice -> slice.slice(7, 15).isUtf8(),
            Slice::isUtf8,
            Slice::toByteArray,
            Slice::copy,
            slice -> slice.copyTo(ByteBuffer.allocate(LENGTH)),
            slice -> slice.copyTo(ByteBuffer.allocateDirect(LENGTH)),
            slice -> slice.toString(StandardCharsets.ISO_8859_1),
            slice -> new Buffer().append("x").append(slice).slice(0, 5),
            slice -> new Buffer().append("x").append(slice).find(Mark.sequence("yz")),
            slice -> read(slice),
            Slice::retain);

    private Truncator() {}

    private static void read(Slice slice) {
        try {
            slice.asInputStream().read(new byte[5]);
            slice.asChannel().read(ByteBuffer.allocate(5));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The argument is the file. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        EventLoop loop = EventLoop.open();
        loop.start();
        AtomicBoolean done = new AtomicBoolean();
        try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
            CompletableFuture<Void> truncating = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    resize(grown, 50_000);
                    resize(grown, 300_000);
                }
            });
            for (int round = 0; round < ROUNDS; round++) {
                lookAtAll(file);
                send(file, loop);
            }
            done.set(true);
            truncating.join();
        }
        loop.close();
        System.out.println("nothing broke");
    }

    private static void resize(RandomAccessFile file, long size) {
        try {
            file.setLength(size);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Slice map(Path file) throws IOException {
        while (true) {
            try {
                return Slice.map(file, 0, LENGTH);
            } catch (IndexOutOfBoundsException | IOException truncated) {
                Thread.onSpinWait();
            }
        }
    }

    private static void lookAtAll(Path file) throws IOException {
        for (Consumer<Slice> look : LOOKS) {
            Slice slice = map(file);
            bear(() -> look.accept(slice));
        }
    }

    private static void send(Path file, EventLoop loop) throws IOException {
        Slice slice = map(file);
        CompletableFuture<Void> sent = new CompletableFuture<>();
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, peer -> new Protocol() {
                    @Override
                    public void connectionMade() {
                        bear(() -> transport().write(slice));
                        bear(() -> transport().write(slice.asByteBuffer()));
                        transport().close();
                        sent.complete(null);
                    }
                })
                .port();
        try (Peer peer = Peer.connect(port)) {
            RunningLoop.get(sent);
            peer.readAll();
        }
    }

    /** What is documented for a file that was truncated: before the look, or in its midst. */
    private static void bear(Runnable look) {
        try {
            look.run();
        } catch (IllegalStateException | InternalError truncated) {
            // As it should be.
        }
    }
}
