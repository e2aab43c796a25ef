package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.Allocation;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Slices are split as strings are, at every kind of mark, with and without a limit and the empty pieces. */
class SplitTest {
    private static final int LENGTH_MAX = 150;

    /** Marks, and what says the same to a string. */
    private enum Kind {
        BYTE(Mark.of((byte) 'a'), "a"),
        ANY(Mark.anyOf("ab"), "[ab]"),
        SAME_BYTE_ONLY(Mark.anyOf("aa"), "a"),
        CRLF(Mark.CRLF, "\r\n"),
        SEQUENCE(Mark.sequence("aab"), "aab"),
        REPEATED(Mark.sequence("aa"), "aa");

        final Mark mark;
        final Pattern pattern;

        Kind(Mark mark, String pattern) {
            this.mark = mark;
            this.pattern = Pattern.compile(pattern);
        }
    }

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(LENGTH_MAX); left > 0; left--) {
            text.append("aab\r\nc".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    private static List<String> texts(Iterable<Slice> pieces) {
        List<String> texts = new ArrayList<>();
        pieces.forEach(piece -> texts.add(piece.toString(StandardCharsets.US_ASCII)));
        return texts;
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void agreesWithAString(Shape shape) {
        Random random = new Random(shape.ordinal());
        for (int i = 0; i < 40; i++) {
            String text = random(random);
            Slice slice = shape.of((text + "!").getBytes(StandardCharsets.US_ASCII), running.loop());
            for (Kind kind : Kind.values()) {
                agree(slice.slice(0, text.length()).split(kind.mark), kind.pattern, text, 1 + random.nextInt(5));
            }
            slice.release();
        }
    }

    private static void agree(Split split, Pattern pattern, String text, int limit) {
        List<String> pieces = Arrays.asList(pattern.split(text, -1));
        assertThat(texts(split)).isEqualTo(pieces);
        assertThat(texts(split.limit(limit))).isEqualTo(Arrays.asList(pattern.split(text, limit)));
        List<String> full = pieces.stream().filter(piece -> !piece.isEmpty()).toList();
        assertThat(texts(split.dropEmpty())).isEqualTo(full);

        List<String> limited = texts(split.dropEmpty().limit(limit));
        assertThat(limited).hasSize(Math.min(limit, full.size()));
        for (int i = 0; i < limited.size() - 1; i++) {
            assertThat(limited.get(i)).isEqualTo(full.get(i));
        }
        if (limited.size() == limit) {
            assertThat(text).endsWith(limited.get(limit - 1));
            assertThat(limited.get(limit - 1)).startsWith(full.get(limit - 1));
        } else {
            assertThat(limited).isEqualTo(full);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void findsTheSameInBulk(Shape shape) {
        Random random = new Random(50 + shape.ordinal());
        OffsetTable table = new OffsetTable(3);
        for (int i = 0; i < 40; i++) {
            String text = random(random);
            Slice slice = shape.of((text + "!").getBytes(StandardCharsets.US_ASCII), running.loop());
            for (Kind kind : Kind.values()) {
                assertThat(inBulk(slice.slice(0, text.length()), kind.mark, table))
                        .isEqualTo(texts(slice.slice(0, text.length()).split(kind.mark)));
            }
            slice.release();
        }
    }

    /** With a table that is soon full. */
    private static List<String> inBulk(Slice slice, Mark mark, OffsetTable table) {
        List<Slice> pieces = new ArrayList<>();
        int from = 0;
        while (slice.split(mark, from, table) > 0) {
            for (int i = 0; i < table.count(); i++) {
                pieces.add(slice.slice(from, table.at(i)));
                from = table.at(i) + mark.length();
            }
        }
        pieces.add(slice.slice(from));
        return texts(pieces);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "-2147483648"})
    void refusesALimitOfNone(int limit) {
        Split split = Slice.of("a").split((byte) 'a');
        assertThatThrownBy(() -> split.limit(limit)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMarksOfNothing() {
        assertThatThrownBy(() -> Mark.sequence("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mark.anyOf(Slice.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mark.anyOf("ä")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endsAsIteratorsEnd() {
        Iterator<Slice> pieces = Slice.of("").split((byte) 'a').iterator();
        assertThat(pieces.next()).isEqualTo(Slice.EMPTY);
        assertThat(pieces.hasNext()).isFalse();
        assertThatThrownBy(pieces::next).isInstanceOf(NoSuchElementException.class);
        assertThat(Slice.of("").split((byte) 'a').dropEmpty()).isEmpty();
    }

    @Test
    void makesNothingButTheSlices() {
        Slice slice = Slice.offHeap("0123456,".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        Mark mark = Mark.of((byte) ',');
        long pieces = 0;
        long before = 0;
        for (int round = 0; round < 200; round++) {
            if (round == 100) {
                before = Allocation.bytesOf(Thread.currentThread().getId());
                pieces = 0;
            }
            for (Slice piece : slice.split(mark)) {
                pieces += piece.length() == 7 ? 1 : 0;
            }
        }
        long bytes = Allocation.bytesOf(Thread.currentThread().getId()) - before;
        assertThat(bytes / (double) pieces).as("bytes a piece").isLessThanOrEqualTo(41);
    }
}
