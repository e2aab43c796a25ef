package io.millrace.watch;

import java.util.Arrays;

/**
 * What a loop's {@link Account} says at one time: all since the loop was opened, in nanoseconds, and how it stands now. What
 * two of them differ by is what happened between them.
 *
 * @param atNanos when, by {@link System#nanoTime}
 * @param ran while somebody turned the loop
 * @param slept of that, in waits that slept
 * @param blocked of that, while a connection waited for its peer to take more
 * @param polled in waits that did not sleep
 * @param java in Java's part of the turns
 * @param stood how long the JVM stood still meanwhile
 * @param measured of some turns, in detail
 * @param sendsCut sends of which the kernel took a part, or nothing
 * @param unsentBytes now
 * @param blockedConnections now
 */
public record Statement(
        long atNanos,
        long ran,
        long slept,
        long blocked,
        long polled,
        long java,
        Standstill stood,
        Measured measured,
        long sendsCut,
        long unsentBytes,
        long blockedConnections) {

    /** How long the JVM stood still, by what the loop was doing then. It is in those parts, too. */
    public record Standstill(long whileSleeping, long inJava, long elsewhere) {
        Standstill minus(Standstill earlier) {
            return new Standstill(
                    whileSleeping - earlier.whileSleeping, inJava - earlier.inJava, elsewhere - earlier.elsewhere);
        }
    }

    /**
     * Of the turns that are measured: which parts of them took how long.
     *
     * @param inNative in native code, from entering it to leaving it, without waits
     * @param between in native code that callbacks called
     * @param receiving of these two, in system calls that receive; the others likewise
     * @param crossing between Java and native code
     * @param handlers in callbacks, by number of {@link Handlers}
     */
    public record Measured(
            long inNative,
            long between,
            long receiving,
            long sending,
            long accepting,
            long otherCalls,
            long crossing,
            long[] handlers) {
        Measured minus(Measured earlier) {
            long[] difference = handlers.clone();
            Arrays.setAll(difference, i -> handlers[i] - (i < earlier.handlers.length ? earlier.handlers[i] : 0));
            return new Measured(
                    inNative - earlier.inNative,
                    between - earlier.between,
                    receiving - earlier.receiving,
                    sending - earlier.sending,
                    accepting - earlier.accepting,
                    otherCalls - earlier.otherCalls,
                    crossing - earlier.crossing,
                    difference);
        }
    }

    /** What happened since then; what it says of now stays. */
    public Statement minus(Statement earlier) {
        return new Statement(
                atNanos - earlier.atNanos,
                ran - earlier.ran,
                slept - earlier.slept,
                blocked - earlier.blocked,
                polled - earlier.polled,
                java - earlier.java,
                stood.minus(earlier.stood),
                measured.minus(earlier.measured),
                sendsCut - earlier.sendsCut,
                unsentBytes,
                blockedConnections);
    }
}
