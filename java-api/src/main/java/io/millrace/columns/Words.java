package io.millrace.columns;

import io.millrace.engine.Block;
import io.millrace.jni.ColumnRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/**
 * A set of words, in which each has a slot of its own: the twin of {@code native/src/columns/words.hpp}, which says how a word's
 * slot is told. Here the seeds are tried, until no two words meet.
 */
final class Words {
    static final int NONE = -1;

    private static final long ODD = 0x9e3779b97f4a7c15L;
    private static final int NO_WORD = 255;
    private static final int BITS_MIN = 3;
    private static final int BITS_MAX = 20;
    private static final int ATTEMPTS = 64; // with so many slots

    private final byte[][] words;
    private final int[] values;
    private long seed;
    private byte[] slots;

    /** Of words of 1 to 32 bytes, each with the value it stands for. */
    Words(List<String> texts, int[] values) {
        if (texts.size() > ColumnRecords.COLUMN_WORDS_MAX) {
            throw new IllegalArgumentException(
                    texts.size() + " words, and at most " + ColumnRecords.COLUMN_WORDS_MAX + " are told apart");
        }
        if (new HashSet<>(texts).size() < texts.size()) {
            throw new IllegalArgumentException("a word is there twice: " + texts);
        }
        words = texts.stream().map(Words::bytes).toArray(byte[][]::new);
        this.values = values;
        place();
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > ColumnRecords.COLUMN_WORD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has " + bytes.length + " bytes, not 1 to " + ColumnRecords.COLUMN_WORD_BYTES_MAX);
        }
        return bytes;
    }

    // ---- Their slots

    private void place() {
        Random random = new Random(1);
        for (int bits = BITS_MIN; bits <= BITS_MAX; bits++) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (place(bits, random.nextLong() | 1)) {
                    return;
                }
            }
        }
        throw new IllegalArgumentException("these words cannot be told apart");
    }

    private boolean place(int bits, long newSeed) {
        byte[] taken = new byte[1 << bits];
        Arrays.fill(taken, (byte) NO_WORD);
        for (int i = 0; i < words.length; i++) {
            int slot = (int) (mix(Block.of(words[i]), 0, words[i].length) * newSeed >>> Long.SIZE - bits);
            if (taken[slot] != (byte) NO_WORD) {
                return false;
            }
            taken[slot] = (byte) i;
        }
        seed = newSeed;
        slots = taken;
        return true;
    }

    /** Up to eight bytes from there on, the first one lowest. */
    private static long load(Block block, int from, int to) {
        long word = 0;
        for (int at = Math.min(to, from + Long.BYTES) - 1; at >= from; at--) {
            word = word << Byte.SIZE | block.byteAt(at) & 0xff;
        }
        return word;
    }

    private static long mix(Block block, int from, int to) {
        int length = to - from;
        long mixed = load(block, from, to) + length * ODD;
        if (length > Long.BYTES) {
            for (int part = 1; part < Long.BYTES / 2; part++) {
                mixed = (mixed ^ mixed >>> 32) * ODD + load(block, from + part * Long.BYTES, to);
            }
        }
        return mixed;
    }

    // ---- Which one it is

    /** The value of the word that these bytes are, or {@link #NONE}. */
    int find(Block block, int from, int to) {
        if (to - from > ColumnRecords.COLUMN_WORD_BYTES_MAX) {
            return NONE;
        }
        int bits = Integer.numberOfTrailingZeros(slots.length);
        int index = slots[(int) (mix(block, from, to) * seed >>> Long.SIZE - bits)] & 0xff;
        return index < words.length && is(words[index], block, from, to) ? values[index] : NONE;
    }

    private static boolean is(byte[] word, Block block, int from, int to) {
        boolean same = word.length == to - from;
        for (int i = 0; same && i < word.length; i++) {
            same = word[i] == block.byteAt(from + i);
        }
        return same;
    }

    // ---- As native code reads them

    /** How many bytes of a plan they take: a multiple of 8. */
    int planBytes() {
        return ColumnRecords.COLUMN_WORDS_BYTES + slots.length + words.length * ColumnRecords.COLUMN_WORD_BYTES;
    }

    void write(ByteBuffer plan, int at) {
        plan.putLong(at + ColumnRecords.COLUMN_WORDS_SEED, seed);
        plan.putInt(at + ColumnRecords.COLUMN_WORDS_SLOTS, slots.length);
        plan.putInt(at + ColumnRecords.COLUMN_WORDS_WORDS, words.length);
        plan.put(at + ColumnRecords.COLUMN_WORDS_BYTES, slots);
        int entry = at + ColumnRecords.COLUMN_WORDS_BYTES + slots.length;
        for (int i = 0; i < words.length; i++) {
            Block word = Block.of(words[i]);
            for (int part = 0; part < ColumnRecords.COLUMN_WORD_BYTES_MAX; part += Long.BYTES) {
                plan.putLong(entry + ColumnRecords.COLUMN_WORD_FIRST + part, load(word, part, words[i].length));
            }
            plan.putInt(entry + ColumnRecords.COLUMN_WORD_LENGTH, words[i].length);
            plan.putInt(entry + ColumnRecords.COLUMN_WORD_VALUE, values[i]);
            entry += ColumnRecords.COLUMN_WORD_BYTES;
        }
    }
}
