package io.millrace.bench.talk;

import io.millrace.bench.chart.Spread;
import java.util.Map;

/**
 * One point that was measured.
 *
 * @param source what measured it: {@code PieceBenchmark.substring}, or {@code talk.py pieces.slice}
 * @param at the parameters, by name: {@code length} 64
 * @param nanos of one operation
 * @param counted what else was counted, by name, all for the same number of operations
 */
record Measured(String source, Map<String, Integer> at, Spread nanos, Map<String, Double> counted) {}
