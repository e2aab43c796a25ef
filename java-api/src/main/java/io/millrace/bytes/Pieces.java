package io.millrace.bytes;

import io.millrace.engine.Output;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The slices of a buffer, none of them empty, each of which it holds. Ranges are guaranteed by the buffer.
 *
 * <pre>
 *   slices:  │ null … │ head … │ … end │ null … │            0 ≤ head ≤ end ≤ slices.length
 *   cursor:            a piece and where it starts, so that going on from there takes no search
 * </pre>
 */
final class Pieces {
    private Slice[] slices = new Slice[4];
    private int head;
    private int end;
    private int length;

    private int cursor;
    private int cursorStart;

    int length() {
        return length;
    }

    int count() {
        return end - head;
    }

    List<Slice> list() {
        return List.of(Arrays.copyOfRange(slices, head, end));
    }

    Slice first() {
        return slices[head];
    }

    void add(Slice piece) {
        if (end == slices.length) {
            makeRoom();
        }
        slices[end++] = piece;
        length += piece.length();
    }

    private void makeRoom() {
        int count = count();
        Slice[] roomy = count > slices.length / 2 ? new Slice[slices.length * 2] : slices;
        System.arraycopy(slices, head, roomy, 0, count);
        Arrays.fill(roomy, count, roomy.length, null);
        slices = roomy;
        head = 0;
        end = count;
        rewind();
    }

    void addAll(Pieces other) {
        for (int i = other.head; i < other.end; i++) {
            add(other.slices[i]);
        }
        other.forget(other.count());
    }

    /** Forgets the first pieces, which are others' now. */
    private void forget(int count) {
        for (int i = 0; i < count; i++) {
            length -= slices[head].length();
            slices[head++] = null;
        }
        rewind();
    }

    private void rewind() {
        cursor = head;
        cursorStart = 0;
    }

    void drop(int bytes) {
        int left = bytes;
        while (left > 0) {
            Slice first = slices[head];
            if (left < first.length()) {
                slices[head] = first.rest(left);
                length -= left;
                left = 0;
            } else {
                left -= first.length();
                forget(1);
                first.letGo();
            }
        }
        rewind();
    }

    /** Sends all; what follows itself in memory goes as one piece. Then, or if one fails, drops what was sent. */
    void sendTo(Output output, long target) {
        int sent = 0;
        try {
            for (int i = head; i < end; i++) {
                slices[i].sendTo(output, target);
                sent += slices[i].length();
            }
        } finally {
            drop(sent);
        }
    }

    void moveTo(Pieces target, int bytes) {
        int left = bytes;
        while (left > 0 && left >= slices[head].length()) {
            left -= slices[head].length();
            target.add(slices[head]);
            forget(1);
        }
        if (left > 0) {
            target.add(slices[head].slice(0, left).retain());
            drop(left);
        }
    }

    /** Sets the cursor to the piece in which that byte is. */
    private Slice seek(int index) {
        if (cursor < head || cursor >= end || index < cursorStart) {
            rewind();
        }
        while (index - cursorStart >= slices[cursor].length()) {
            cursorStart += slices[cursor++].length();
        }
        return slices[cursor];
    }

    byte byteAt(int index) {
        return seek(index).byteAt(index - cursorStart);
    }

    /** That range, if it is within one piece; otherwise null. */
    Slice within(int from, int to) {
        if (from == to) {
            return Slice.EMPTY;
        }
        Slice piece = seek(from);
        return to - cursorStart <= piece.length() ? piece.slice(from - cursorStart, to - cursorStart) : null;
    }

    void copyTo(int from, int to, byte[] target) {
        int at = from;
        while (at < to) {
            Slice piece = seek(at);
            int start = at - cursorStart;
            int count = Math.min(piece.length() - start, to - at);
            piece.copyTo(start, count, target, at - from);
            at += count;
        }
    }

    int find(Mark wanted, int from) {
        int at = from;
        while (length - at >= wanted.length()) {
            Slice piece = seek(at);
            int start = cursorStart;
            int found = piece.find(wanted, at - start);
            if (found >= 0) {
                return start + found;
            }
            found = findAcross(
                    wanted, Math.max(at, start + piece.length() - wanted.length() + 1), start + piece.length());
            if (found >= 0) {
                return found;
            }
            at = start + piece.length();
        }
        return -1;
    }

    /** Where one starts in the last bytes of a piece and goes on in the next. */
    private int findAcross(Mark wanted, int from, int to) {
        for (int at = from; at < to && length - at >= wanted.length(); at++) {
            int same = 0;
            while (same < wanted.length() && byteAt(at + same) == wanted.byteAt(same)) {
                same++;
            }
            if (same == wanted.length()) {
                return at;
            }
        }
        return -1;
    }

    ByteBuffer[] views(int most) {
        ByteBuffer[] views = new ByteBuffer[Math.min(most, count())];
        for (int i = 0; i < views.length; i++) {
            views[i] = slices[head + i].asByteBuffer();
        }
        return views;
    }
}
