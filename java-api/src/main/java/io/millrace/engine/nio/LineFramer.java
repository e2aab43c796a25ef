package io.millrace.engine.nio;

/** Lines that end in LF or in CR LF, each as it likes. */
final class LineFramer extends EndedFramer {
    LineFramer(Command command) {
        super(command);
    }

    @Override
    void take(Piece piece, int here) {
        int end = here > consumed && byteAt(piece, here - 1) == '\r' ? here - 1 : here;
        if (isAllowed(end - consumed, here)) {
            found(consumed, end, here + 1);
        }
    }

    @Override
    byte lastByte() {
        return '\n';
    }

    @Override
    int endBytesMax() {
        return 1; // a CR
    }

    @Override
    int entriesPerFrame() {
        return 2;
    }

    @Override
    int gap() {
        return 1;
    }
}
