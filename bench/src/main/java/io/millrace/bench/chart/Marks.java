package io.millrace.bench.chart;

/** The outlines of marks with corners, around their place. */
final class Marks {
    static final double RADIUS = 3.6;

    private Marks() {}

    /** The x of each corner, then the y of each; of a circle there are none. */
    static double[][] corners(Tone.Mark mark, double x, double y) {
        double near = RADIUS * 0.88;
        double far = RADIUS * 1.3;
        return switch (mark) {
            case CIRCLE -> new double[2][0];
            case SQUARE ->
                new double[][] {{x - near, x + near, x + near, x - near}, {y - near, y - near, y + near, y + near}};
            case DIAMOND -> new double[][] {{x, x + far, x, x - far}, {y - far, y, y + far, y}};
            case TRIANGLE -> new double[][] {{x, x + far, x - far}, {y - far, y + near, y + near}};
        };
    }
}
