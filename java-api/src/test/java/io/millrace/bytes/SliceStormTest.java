package io.millrace.bytes;

import static io.millrace.testing.Storm.same;

import io.millrace.testing.RunningLoop;
import io.millrace.testing.Storm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A million random operations on slices of all shapes, shared by several threads, against plain arrays. */
class SliceStormTest {
    private static final int LENGTH = 2000;
    private static final int PIECE_MAX = 200;
    private static final String LETTERS = "abAB,; \t\r\n12-é";
    private static final Mark COMMA_OR_SEMICOLON = Mark.anyOf(",;");

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final List<Slice> slices = new ArrayList<>();

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String text(Slice slice) {
        return slice.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void agreesWithPlainArrays() {
        byte[] bytes = random(new Random(1), LENGTH);
        for (Shape shape : Shape.values()) {
            slices.add(shape.of(bytes, running.loop()));
        }
        Storm.ofEach(random -> {
            for (int i = 0; i < Storm.OPERATIONS; i++) {
                operate(random, bytes);
            }
        });
        slices.forEach(Slice::release);
    }

    private void operate(Random random, byte[] bytes) {
        int from = random.nextInt(LENGTH + 1);
        int to = from + random.nextInt(Math.min(LENGTH - from, PIECE_MAX) + 1);
        Slice piece = slices.get(random.nextInt(slices.size())).retain().slice(from, to);
        byte[] expected = Arrays.copyOfRange(bytes, from, to);
        switch (random.nextInt(3)) {
            case 0 -> find(random, piece, text(expected));
            case 1 -> compare(random, piece, expected);
            default -> read(random, piece, expected);
        }
        piece.release(); // and so what it was taken of, which is this thread's own
    }

    private static void find(Random random, Slice piece, String text) {
        char letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
        byte wanted = (byte) letter;
        int from = random.nextInt(text.length() + 1);
        switch (random.nextInt(10)) {
            case 0 -> same(piece.find(wanted, from), text.indexOf(letter, from));
            case 1 -> same(piece.findLast(wanted), text.lastIndexOf(letter));
            case 2 -> same(piece.find(Mark.CRLF, from), text.indexOf("\r\n", from));
            case 3 -> same(piece.findLast(Mark.CRLF), text.lastIndexOf("\r\n"));
            case 4 -> same(piece.find(Slice.of("ab,"), from), text.indexOf("ab,", from));
            case 5 ->
                same(piece.count(wanted), (int)
                        text.chars().filter(one -> one == letter).count());
            case 6 ->
                same(piece.count(COMMA_OR_SEMICOLON), (int)
                        text.chars().filter(one -> one == ',' || one == ';').count());
            case 7 -> same(piece.split(wanted, new OffsetTable(PIECE_MAX)), piece.count(wanted));
            case 8 ->
                same(
                        piece.split(COMMA_OR_SEMICOLON).limit(3).toList().stream()
                                .map(SliceStormTest::text)
                                .toList(),
                        List.of(text.split("[,;]", 3)));
            default ->
                same(
                        piece.split(Mark.CRLF).toList().stream()
                                .map(SliceStormTest::text)
                                .toList(),
                        List.of(text.split("\r\n", -1)));
        }
    }

    private static void compare(Random random, Slice piece, byte[] bytes) {
        byte[] other = random.nextBoolean() ? bytes : random(random, random.nextInt(3));
        Slice others = Slice.of(other);
        switch (random.nextInt(7)) {
            case 0 -> same(piece.equals(others), Arrays.equals(bytes, other));
            case 1 -> same(piece.hashCode(), Slice.of(bytes).hashCode());
            case 2 ->
                same(Integer.signum(piece.compareTo(others)), Integer.signum(Arrays.compareUnsigned(bytes, other)));
            case 3 -> same(piece.startsWith(others), text(bytes).startsWith(text(other)));
            case 4 -> same(piece.endsWith(others), text(bytes).endsWith(text(other)));
            case 5 -> same(piece.equalsIgnoreCase(others), text(bytes).equalsIgnoreCase(text(other)));
            default -> same(piece.contentEquals(text(other)), text(bytes).equals(text(other)));
        }
    }

    private static void read(Random random, Slice piece, byte[] bytes) {
        String text = text(bytes);
        switch (random.nextInt(7)) {
            case 0 -> same(text(piece), text);
            case 1 -> same(text(piece.trim()), text.replaceAll("^[ \t]+|[ \t]+\\z", ""));
            case 2 -> same(bytes.length == 0 || piece.byteAt(bytes.length / 2) == bytes[bytes.length / 2], true);
            case 3 -> same(text(streamed(piece)), text);
            case 4 ->
                same(
                        piece.isUtf8(),
                        Arrays.equals(
                                new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes));
            case 5 ->
                same(
                        number(piece.slice(0, Math.min(3, bytes.length))),
                        number(text.substring(0, Math.min(3, bytes.length))));
            default -> {
                ByteBuffer copy = ByteBuffer.allocate(bytes.length);
                piece.copyTo(copy);
                same(copy.flip(), ByteBuffer.wrap(bytes));
            }
        }
    }

    private static byte[] streamed(Slice piece) {
        try {
            return piece.asInputStream().readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The number that it is, or how it is told that it is none. */
    private static String number(Slice piece) {
        try {
            return Long.toString(piece.parseLong());
        } catch (MalformedNumberException none) {
            return "none";
        }
    }

    private static String number(String text) {
        return text.matches("-?[0-9]+") ? Long.toString(Long.parseLong(text)) : "none";
    }
}
