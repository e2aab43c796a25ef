package io.millrace.engine.nio;

/** Frames of one length. */
final class FixedFramer extends Framer {
    private FixedFramer(Command command) {
        super(command);
    }

    /** Null for frames of no bytes. */
    static Framer of(Command command) {
        return command.arg == 0 ? null : new FixedFramer(command);
    }

    @Override
    void restart() {
        // it remembers nothing
    }

    @Override
    void look(Piece piece) {
        while (!isFull() && piece.length - consumed >= frameBytesMax) {
            found(consumed, consumed + frameBytesMax, consumed + frameBytesMax);
        }
    }

    @Override
    int wanted() {
        return frameBytesMax;
    }

    @Override
    int entriesPerFrame() {
        return 1;
    }

    @Override
    int gap() {
        return 0;
    }

    @Override
    int lead() {
        return 0;
    }
}
