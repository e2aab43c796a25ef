package io.millrace.bytes;

import io.millrace.EventLoop;
import io.millrace.testing.Retained;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Every way in which the same bytes can lie behind a slice. All tests of slices run through all of them. */
enum Shape {
    WHOLE_ARRAY {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.of(bytes);
        }
    },
    PIECE_OF_ARRAY {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.of(surrounded(bytes), BEFORE, BEFORE + bytes.length);
        }
    },
    PIECE_OF_PIECE {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.of(surrounded(bytes)).slice(1).slice(BEFORE - 1, BEFORE - 1 + bytes.length);
        }
    },
    HEAP_BUFFER {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.of(ByteBuffer.wrap(surrounded(bytes), BEFORE, bytes.length));
        }
    },
    READ_ONLY_BUFFER {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        }
    },
    DIRECT_BUFFER_IN_FOREIGN_ORDER {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 1).order(ByteOrder.BIG_ENDIAN);
            return Slice.of(buffer.put((byte) 1).put(bytes).flip().position(1));
        }
    },
    MAPPED_FILE {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            ByteBuffer unknown = mapped(bytes);
            return Slice.of(unknown);
        }
    },
    PIECE_OF_MAPPED_FILE {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.of(mapped(surrounded(bytes))).slice(BEFORE, BEFORE + bytes.length);
        }
    },
    OFF_HEAP {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.offHeap(bytes);
        }
    },
    PIECE_OF_OFF_HEAP {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Slice.offHeap(surrounded(bytes)).slice(BEFORE, BEFORE + bytes.length);
        }
    },
    RETAINED {
        @Override
        Slice of(byte[] bytes, EventLoop loop) {
            return Retained.receive(loop, surrounded(bytes)).slice(BEFORE, BEFORE + bytes.length);
        }
    };

    private static final int BEFORE = 3;

    /** A slice of just these bytes; the loop is for those that are received. */
    abstract Slice of(byte[] bytes, EventLoop loop);

    /** With other bytes before and after them, which no slice may show. */
    private static byte[] surrounded(byte[] bytes) {
        byte[] all = new byte[BEFORE + bytes.length + 2];
        Arrays.fill(all, (byte) 'x');
        System.arraycopy(bytes, 0, all, BEFORE, bytes.length);
        return all;
    }

    private static MappedByteBuffer mapped(byte[] bytes) {
        try {
            Path file = Files.createTempFile("slice", ".bytes");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                Files.write(file, bytes);
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes.length);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
