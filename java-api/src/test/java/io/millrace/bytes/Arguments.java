package io.millrace.bytes;

import io.millrace.testing.Calls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the byte types are called with: good for five bytes, "hello", or out of every range. */
final class Arguments {
    static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    /** What is documented for arguments that are not good. */
    private static final List<Class<?>> REFUSALS = List.of(
            IndexOutOfBoundsException.class,
            IllegalArgumentException.class, // and so MalformedNumberException
            BufferOverflowException.class,
            ReadOnlyBufferException.class,
            ClassCastException.class, // of a raw compareTo
            PoolFullException.class);

    private Arguments() {}

    /** Files are made in a folder of the test. */
    static Calls calls(Path folder) throws IOException {
        Path file = Files.write(folder.resolve("hello"), HELLO);
        return new Calls()
                .good(int.class, () -> 0, () -> 1)
                .bad(int.class, () -> 5, () -> 6, () -> -1, () -> Integer.MIN_VALUE)
                .bad(int.class, () -> Integer.MAX_VALUE, () -> Integer.MAX_VALUE - 1)
                .good(long.class, () -> 0L)
                .bad(long.class, () -> -1L, () -> 6L, () -> Long.MIN_VALUE, () -> Long.MAX_VALUE)
                .good(byte.class, () -> (byte) 'l', () -> (byte) -1)
                .good(Slice.class, () -> Slice.of("hello"), () -> Slice.of("l"))
                .bad(Slice.class, () -> Slice.EMPTY)
                .good(Object.class, () -> Slice.of("hello"))
                .bad(Object.class, () -> "hello")
                .good(Mark.class, () -> Mark.CRLF, () -> Mark.anyOf("el"))
                .bad(Mark.class, () -> Mark.sequence("a long sequence"))
                .good(OffsetTable.class, () -> new OffsetTable(1))
                .bad(OffsetTable.class, Arguments::foreignTable)
                .good(NumberTable.class, () -> new NumberTable(8))
                .good(byte[].class, HELLO::clone, () -> new byte[100])
                .bad(byte[].class, () -> new byte[0])
                .good(ByteBuffer.class, () -> ByteBuffer.allocate(8), () -> ByteBuffer.allocateDirect(8))
                .bad(
                        ByteBuffer.class,
                        () -> ByteBuffer.allocate(0),
                        () -> ByteBuffer.wrap(HELLO).asReadOnlyBuffer())
                .good(MappedByteBuffer.class, () -> mapped(file))
                .good(Path.class, () -> file)
                .bad(Path.class, () -> folder.resolve("none"), () -> folder)
                .good(CharSequence.class, () -> "hello")
                .bad(CharSequence.class, () -> "", () -> "\u20ac")
                .good(Charset.class, () -> StandardCharsets.UTF_8)
                .good(ByteOrder.class, () -> ByteOrder.BIG_ENDIAN, () -> ByteOrder.LITTLE_ENDIAN)
                .good(Buffer.class, () -> new Buffer().append("hello"))
                .good(GatheringByteChannel.class, () -> sink(folder))
                .good(ReadableByteChannel.class, () -> Channels.newChannel(new ByteArrayInputStream(HELLO)));
    }

    /** One whose offsets are none of a short slice. */
    private static OffsetTable foreignTable() {
        OffsetTable table = new OffsetTable(8);
        Slice.of(",".repeat(1000)).split((byte) ',', 990, table);
        return table;
    }

    private static MappedByteBuffer mapped(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, HELLO.length);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** It takes what is written to it, and is closed when the collector finds it. */
    private static GatheringByteChannel sink(Path folder) {
        try {
            return FileChannel.open(folder.resolve("sink"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether what a call threw is what its arguments deserve. */
    static boolean isRefusal(Calls.Outcome outcome) {
        Throwable thrown = outcome.thrown();
        boolean ofFile = outcome.arguments().stream().anyMatch(Path.class::isInstance);
        return (thrown instanceof NullPointerException && outcome.hasNull())
                || (thrown instanceof IOException && ofFile && !outcome.isGood())
                || REFUSALS.stream().anyMatch(refusal -> refusal.isInstance(thrown));
    }
}
