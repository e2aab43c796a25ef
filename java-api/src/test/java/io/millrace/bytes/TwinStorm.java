package io.millrace.bytes;

import io.millrace.jni.Codes;
import io.millrace.jni.Library;
import io.millrace.jni.Native;
import java.util.Random;

/**
 * Random bytes, of few kinds and of every length up to some hundred, asked about in every way: by the kernels of the target
 * that this process uses, by their Java twins, and byte by byte. Throws with the seed of the first case in which two disagree.
 * A program, since the target is chosen once: {@code MILLRACE_TARGET=avx2 … TwinStorm CASES SEED}.
 */
final class TwinStorm {
    private static final int LENGTH_MAX = 300;
    private static final int OFFSET_MAX = 70;
    private static final int TABLE = 24;
    private static final String LETTERS = "ab\r\n,;\u0080\u00c3\u00bf\u00e2\u0082\u00ac1-9Zz";

    private final byte[] bytes = new byte[OFFSET_MAX + LENGTH_MAX];
    private final Slice inHeap = Slice.of(bytes);
    private final OffsetTable table = new OffsetTable(TABLE);
    private final OffsetTable other = new OffsetTable(TABLE);
    private final NumberTable numbers = new NumberTable(TABLE);
    private final NumberTable otherNumbers = new NumberTable(TABLE);

    private TwinStorm() {}

    public static void main(String[] arguments) throws Exception {
        Library.load();
        int cases = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        TwinStorm storm = new TwinStorm();
        for (int i = 0; i < cases; i++) {
            storm.ask(seed + i);
        }
        System.out.println("agreed " + Native.targetInUse());
    }

    private void ask(long seed) {
        Random random = new Random(seed);
        int from = random.nextInt(OFFSET_MAX);
        int length = random.nextInt(8) == 0 ? random.nextInt(LENGTH_MAX) : random.nextInt(100);
        int kinds = 1 + random.nextInt(LETTERS.length());
        int first = random.nextInt(LETTERS.length());
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) LETTERS.charAt((first + random.nextInt(kinds)) % LETTERS.length());
        }
        Oracle oracle = new Oracle(bytes, from, from + length);
        Slice java = inHeap.slice(from, from + length);
        Slice natively = Slice.offHeap(bytes).slice(from, from + length);
        byte[] needle = new byte[1 + random.nextInt(6)];
        for (int i = 0; i < needle.length; i++) {
            needle[i] = bytes[random.nextInt(bytes.length)];
        }
        try {
            finds(oracle, java, natively, needle);
            splits(java, natively, needle);
            compares(oracle, java, natively, random);
        } catch (AssertionError disagreement) {
            throw new AssertionError("seed " + seed + ", target " + Native.targetInUse(), disagreement);
        }
    }

    private void finds(Oracle oracle, Slice java, Slice natively, byte[] needle) {
        byte wanted = needle[0];
        long one = wanted & 0xff;
        same("find", oracle.find(needle, false), java.find(wanted), scan(Codes.SCAN_FIRST, natively, one, 1));
        same("find last", oracle.findLast(wanted), java.findLast(wanted), scan(Codes.SCAN_LAST, natively, one, 1));
        same("count", oracle.count(wanted), java.count(wanted), scan(Codes.SCAN_COUNT, natively, one, 1));
        Slice all = Slice.of(needle);
        long packed = Search.packed(all.block, 0, needle.length);
        int any = java.find(Mark.anyOf(all));
        same("find any", oracle.find(needle, true), any, scan(Codes.SCAN_FIRST, natively, packed, needle.length));
        int sequence = java.find(all);
        same(
                "find sequence",
                oracle.findSequence(needle),
                sequence,
                scan(Codes.SCAN_SEQUENCE, natively, packed, needle.length));
        int utf8 = java.isUtf8() ? 1 : 0;
        same("is UTF-8", oracle.isUtf8() ? 1 : 0, utf8, scan(Codes.SCAN_UTF8, natively, 0, 0));
        long hash = Hash.of(java.block, java.offset, java.offset + java.length);
        same("hash", hash, hash, scan(Codes.SCAN_HASH, natively, 0, 0));
    }

    /** The kernels, also where a slice would ask the twins. */
    private static long scan(int kind, Slice slice, long needle, int needleLength) {
        return Native.scan(kind, slice.block.address() + slice.offset, slice.length, needle, needleLength);
    }

    private void splits(Slice java, Slice natively, byte[] needle) {
        for (Mark mark :
                new Mark[] {Mark.of(needle[0]), Mark.sequence(Slice.of(needle)), Mark.anyOf(Slice.of(needle))}) {
            int from = Math.min(3, java.length);
            int found = java.split(mark, from, table);
            long natives = natively.length == 0
                    ? 0
                    : Native.split(
                            mark.isSequence() ? Codes.SPLIT_SEQUENCE : Codes.SPLIT_ANY,
                            natively.block.address() + natively.offset,
                            from,
                            natively.length,
                            mark.needle(),
                            mark.needleLength(),
                            other.address(),
                            TABLE);
            same("split", found, found, natives);
            for (int i = 0; i < found; i++) {
                same("place " + i, table.at(i), table.at(i), other.offsets().getInt(i * Integer.BYTES));
            }
            natively.split(mark, from, other);
            same(
                    "malformed",
                    java.parseLongs(table, numbers),
                    natively.parseLongs(other, otherNumbers),
                    numbers.malformedCount());
            for (int i = 0; i < found; i++) {
                boolean malformed = numbers.isMalformed(i);
                same("malformed " + i, malformed ? 1 : 0, otherNumbers.isMalformed(i) ? 1 : 0, malformed ? 1 : 0);
                if (!malformed) {
                    same("row " + i, numbers.at(i), otherNumbers.at(i), numbers.at(i));
                }
            }
        }
    }

    private void compares(Oracle oracle, Slice java, Slice natively, Random random) {
        byte[] changed = bytes.clone();
        if (random.nextBoolean()) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int expected = oracle.compare(changed);
        Slice otherJava = Slice.of(changed).slice(java.offset, java.offset + java.length);
        Slice otherNatively = Slice.offHeap(changed).slice(java.offset, java.offset + java.length);
        long order = Native.scan(
                Codes.SCAN_COMPARE,
                natively.block.address() + natively.offset,
                natively.length,
                otherNatively.block.address() + otherNatively.offset,
                0);
        same("compare", expected, Integer.signum(java.compareTo(otherJava)), order);
        same(
                "compare across",
                expected,
                Integer.signum(natively.compareTo(otherJava)),
                Integer.signum(natively.compareTo(otherNatively)));
        int sameLetters = oracle.equalsIgnoreCase(changed) ? 1 : 0;
        same(
                "ignore case",
                sameLetters,
                java.equalsIgnoreCase(otherJava) ? 1 : 0,
                natively.equalsIgnoreCase(otherJava) ? 1 : 0);
    }

    private static void same(String what, long plain, long twin, long kernel) {
        if (plain != twin || plain != kernel) {
            throw new AssertionError(what + ": byte by byte " + plain + ", twin " + twin + ", kernel " + kernel);
        }
    }
}
