package io.millrace.bytes;

import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A million random operations on slices of all shapes, shared by several threads, against plain arrays. */
class SliceStormTest {
    private static final int THREADS = 4;
    private static final int OPERATIONS = 250_000;
    private static final int LENGTH = 2000;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @Test
    void agreesWithPlainArrays() {
        byte[] bytes = new byte[LENGTH];
        Random random = new Random(1);
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = (byte) "ab,;\r\n".charAt(random.nextInt(6));
        }
        List<Slice> slices = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            slices.add(shape.of(bytes, running.loop()));
        }
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random own = new Random(i);
            threads.add(CompletableFuture.runAsync(() -> operate(own, bytes, slices)));
        }
        threads.forEach(RunningLoop::get);
        slices.forEach(Slice::release);
    }

    private static void operate(Random random, byte[] bytes, List<Slice> slices) {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        OffsetTable table = new OffsetTable(LENGTH);
        for (int i = 0; i < OPERATIONS; i++) {
            Slice whole = slices.get(random.nextInt(slices.size()));
            int from = random.nextInt(LENGTH + 1);
            int to = from + random.nextInt(Math.min(LENGTH - from, 200) + 1);
            Slice piece = whole.retain().slice(from, to);
            agree(random.nextInt(8), piece, text.substring(from, to), Arrays.copyOfRange(bytes, from, to), table);
            piece.release(); // and so what it was taken of, which is this thread's own
        }
    }

    private static void agree(int operation, Slice piece, String text, byte[] bytes, OffsetTable table) {
        switch (operation) {
            case 0 -> same(piece.find((byte) ','), text.indexOf(','));
            case 1 -> same(piece.findLast((byte) 'a'), text.lastIndexOf('a'));
            case 2 -> same(piece.find(Mark.CRLF), text.indexOf("\r\n"));
            case 3 -> same(piece.hashCode(), Slice.of(bytes).hashCode());
            case 4 -> same(piece.equals(Slice.of(bytes)), true);
            case 5 -> same(piece.split((byte) ';', table), text.split(";", -1).length - 1);
            case 6 -> same(piece.split(Mark.CRLF).toList().size(), text.split("\r\n", -1).length);
            default -> same(piece.toString(StandardCharsets.US_ASCII), text);
        }
    }

    private static void same(Object one, Object other) {
        if (!one.equals(other)) {
            throw new AssertionError(one + " is not " + other);
        }
    }
}
