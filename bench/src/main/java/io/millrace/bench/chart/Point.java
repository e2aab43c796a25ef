package io.millrace.bench.chart;

/**
 * One place of a series.
 *
 * @param x where, over zero
 * @param y what was measured there, zero or more
 */
public record Point(double x, Spread y) {}
