package io.millrace.bench.chart;

/** The few strokes that all drawings are made of. Places are in pixels from the upper left corner. */
interface Canvas {
    /** Which end of a text stands at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    void line(double x1, double y1, double x2, double y2, Ink ink, double width);

    /** A line through places, {@code x[i]} with {@code y[i]}. */
    void path(double[] x, double[] y, Ink ink, double width, boolean isDashed);

    /** A filled outline through places. */
    void area(double[] x, double[] y, Ink ink, double opacity);

    void mark(Tone.Mark mark, double x, double y, Ink ink);

    /** Text whose base line is at {@code y}. */
    void text(double x, double y, String text, Ink ink, Letters letters, Anchor anchor);

    /** The sizes of text. */
    enum Letters {
        TITLE(15, true),
        LABEL(12.5, false),
        STRONG(12.5, true),
        TICK(11.5, false);

        private final double size;
        private final boolean isBold;

        Letters(double size, boolean isBold) {
            this.size = size;
            this.isBold = isBold;
        }

        double size() {
            return size;
        }

        boolean isBold() {
            return isBold;
        }
    }
}
