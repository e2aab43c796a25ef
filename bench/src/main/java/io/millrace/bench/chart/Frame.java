package io.millrace.bench.chart;

/**
 * Where things are in a panel.
 *
 * <pre>
 *   title
 *   what the y axis is
 *        ┌──────────────┐ top
 *   tick │              │ label of a line
 *        └──────────────┘ bottom
 *       left  tick     right
 *           what the x axis is
 * </pre>
 */
record Frame(double width, double height, double left, double right, double top, double bottom) {
    private static final double HALF = 600;
    private static final double WHOLE = 1230;
    private static final double HEIGHT = 400;
    private static final double TITLE_LINE = 18;
    private static final double AXIS_LINE = 37;

    /** With room for names left or right of the plot. */
    static Frame of(Panel panel, boolean isWide) {
        double width = isWide ? WHOLE : HALF;
        return panel instanceof Panel.Bars || panel instanceof Panel.Stacks
                ? new Frame(width, HEIGHT, 178, width - 78, 52, HEIGHT - 46)
                : new Frame(width, HEIGHT, 70, width - (isWide ? 216 : 180), 52, HEIGHT - 46);
    }

    /** The words around the plot. */
    void caption(Canvas canvas, String title, String y, String x) {
        canvas.text(0, TITLE_LINE, title, Ink.TEXT, Canvas.Letters.TITLE, Canvas.Anchor.START);
        canvas.text(0, AXIS_LINE, y, Ink.FAINT, Canvas.Letters.TICK, Canvas.Anchor.START);
        canvas.text((left + right) / 2, height - 6, x, Ink.FAINT, Canvas.Letters.TICK, Canvas.Anchor.MIDDLE);
    }
}
