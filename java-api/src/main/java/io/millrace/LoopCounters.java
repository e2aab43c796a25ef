package io.millrace;

import io.millrace.engine.Statistics;

/**
 * What one loop has done since it was opened. Each number is exact; together they are not one moment.
 *
 * @param crossings calls from Java into native code for this loop: one a turn, and one for each question in between
 *     (listen, connect, another output segment); 0 for a data loop, which Java never enters
 * @param turns turns
 * @param waits calls of {@code epoll_wait}
 * @param waitNanos nanoseconds spent in them
 * @param wakeupsSent wake-ups sent to other loops
 * @param receiveCalls calls that receive bytes
 * @param sendCalls calls that send bytes
 * @param acceptCalls calls that accept connections
 * @param otherCalls all other system calls
 * @param bytesIn bytes received
 * @param bytesOut bytes sent
 * @param bytesCopiedTails bytes of unfinished frames that were moved to where they can grow
 * @param bytesCopiedFraming bytes copied to frame the output, such as heads of chunks
 * @param bytesCopiedOutput bytes that Java has copied, or made of text, to be sent; 0 for a data loop
 * @param bytesScanned bytes searched for delimiters
 * @param commands commands applied
 * @param commandsRefused commands that could not be applied
 * @param events events delivered
 * @param connectionsRefused connections accepted and closed at once, because the process has no descriptor left
 * @param datagramsIn datagrams received
 * @param datagramsOut datagrams that the kernel has taken
 * @param datagramsDropped datagrams dropped by this side, because too many waited or the kernel refused them
 */
public record LoopCounters(
        long crossings,
        long turns,
        long waits,
        long waitNanos,
        long wakeupsSent,
        long receiveCalls,
        long sendCalls,
        long acceptCalls,
        long otherCalls,
        long bytesIn,
        long bytesOut,
        long bytesCopiedTails,
        long bytesCopiedFraming,
        long bytesCopiedOutput,
        long bytesScanned,
        long commands,
        long commandsRefused,
        long events,
        long connectionsRefused,
        long datagramsIn,
        long datagramsOut,
        long datagramsDropped) {
    /** The numbers come in the order of the record, which is the order here but for those that Java counts. */
    static LoopCounters of(long crossings, long bytesCopiedOutput, Statistics.Loop statistics) {
        long[] n = statistics.read();
        return new LoopCounters(
                crossings,
                n[0],
                n[1],
                n[2],
                n[3],
                n[4],
                n[5],
                n[6],
                n[7],
                n[8],
                n[9],
                n[10],
                n[11],
                bytesCopiedOutput,
                n[12],
                n[13],
                n[14],
                n[15],
                n[16],
                n[17],
                n[18],
                n[19]);
    }
}
