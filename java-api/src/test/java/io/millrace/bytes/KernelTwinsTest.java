package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The native kernels and their Java twins say the same of the same bytes: every length up to 300, at eight alignments. */
class KernelTwinsTest {
    private static final int LENGTH_MAX = 300;
    private static final int ALIGNMENTS = 8;
    private static final Mark[] MARKS = {
        Mark.of((byte) 0x80),
        Mark.anyOf("ab"),
        Mark.anyOf("abcdefgh"),
        Mark.anyOf("abcdefghi"),
        Mark.CRLF,
        Mark.sequence("aab"),
        Mark.sequence("abababab"),
        Mark.sequence("aaaaaaaaa")
    };

    private static byte[] random(Random random) {
        byte[] bytes = new byte[LENGTH_MAX + ALIGNMENTS];
        int kinds = 1 + random.nextInt(7);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) "ab\r\n\u0080\u00c3x".charAt(random.nextInt(kinds));
        }
        return bytes;
    }

    @Test
    void agree() {
        Random random = new Random(1);
        OffsetTable one = new OffsetTable(7);
        OffsetTable other = new OffsetTable(7);
        for (int length = 0; length <= LENGTH_MAX; length++) {
            for (int at = 0; at < ALIGNMENTS; at++) {
                byte[] bytes = random(random);
                Slice natively = Slice.offHeap(bytes).slice(at, at + length);
                Slice inJava = Slice.of(bytes).slice(at, at + length);
                assertThat(answers(natively, one)).isEqualTo(answers(inJava, other));
            }
        }
    }

    private static List<Object> answers(Slice slice, OffsetTable table) {
        List<Object> answers = new ArrayList<>();
        answers.add(slice.hashCode());
        answers.add(slice.isUtf8());
        answers.add(slice.findLast((byte) 'a'));
        answers.add(slice.count((byte) 'a'));
        for (Mark mark : MARKS) {
            answers.add(slice.find(mark));
            answers.add(slice.findLast(mark));
            answers.add(slice.count(mark));
            int from = 0;
            while (slice.split(mark, from, table) > 0) {
                for (int i = 0; i < table.count(); i++) {
                    answers.add(table.at(i));
                    from = table.at(i) + mark.length();
                }
            }
        }
        return answers;
    }
}
