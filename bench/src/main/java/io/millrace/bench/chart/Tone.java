package io.millrace.bench.chart;

/** How a contender is drawn, the same on every chart: by colour, by mark, and by stroke, so that none is alone. */
public enum Tone {
    MILLRACE(Ink.WATER, Mark.CIRCLE, false),
    MILLRACE_TOO(Ink.WATER, Mark.CIRCLE, true),
    TEXT(Ink.RUST, Mark.SQUARE, false),
    TEXT_TOO(Ink.AMBER, Mark.SQUARE, true),
    BYTES(Ink.AMBER, Mark.SQUARE, false),
    BYTES_TOO(Ink.AMBER, Mark.SQUARE, true),
    NIO(Ink.AMBER, Mark.SQUARE, false),
    VERTX(Ink.VIOLET, Mark.SQUARE, false),
    NETTY(Ink.GREEN, Mark.DIAMOND, false),
    GUAVA(Ink.VIOLET, Mark.SQUARE, false),
    C(Ink.SLATE, Mark.DIAMOND, true),
    PYTHON(Ink.ROSE, Mark.TRIANGLE, false),
    PYTHON_TOO(Ink.ROSE, Mark.TRIANGLE, true);

    /** What stands at each point. */
    enum Mark {
        CIRCLE,
        SQUARE,
        DIAMOND,
        TRIANGLE
    }

    private final Ink ink;
    private final Mark mark;
    private final boolean isDashed;

    Tone(Ink ink, Mark mark, boolean isDashed) {
        this.ink = ink;
        this.mark = mark;
        this.isDashed = isDashed;
    }

    /** Whether it is Millrace's. */
    public boolean isMillrace() {
        return ink == Ink.WATER;
    }

    Ink ink() {
        return ink;
    }

    Mark mark() {
        return mark;
    }

    boolean isDashed() {
        return isDashed;
    }
}
