package io.millrace;

import io.millrace.engine.Statistics;

/**
 * What the native part of the process holds at the moment. Each number is exact; together they are not one moment.
 *
 * @param slabs blocks of memory mapped so far; they are never unmapped, idle pages go back to the system
 * @param segmentsInUse pieces of slabs that hold bytes
 * @param segmentBytesInUse bytes of those pieces
 * @param segmentBytesMax the ceiling
 * @param connections open connections, on all loops
 * @param listeners open listeners
 * @param feeds open feeds
 * @param loops open loops of both kinds; one more while there are views
 * @param views {@code asByteBuffer} views of received bytes that the collector has not found unreachable; each holds a segment
 */
public record ProcessCounters(
        long slabs,
        long segmentsInUse,
        long segmentBytesInUse,
        long segmentBytesMax,
        long connections,
        long listeners,
        long feeds,
        long loops,
        long views) {
    /**
     * Reads them. From any thread.
     *
     * @throws MillraceException if the native library is asked for by name and cannot be loaded
     */
    public static ProcessCounters read() {
        Engine.chosen().memory(); // so that there is one to count
        long[] n = Statistics.ofProcess();
        return new ProcessCounters(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], Statistics.views());
    }
}
