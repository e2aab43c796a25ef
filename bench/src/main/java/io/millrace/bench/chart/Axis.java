package io.millrace.bench.chart;

/**
 * What one direction of a panel shows.
 *
 * @param label what it is, in words
 * @param unit what it is counted in
 */
public record Axis(String label, Unit unit) {}
