package io.millrace;

import io.millrace.watch.Account;
import io.millrace.watch.FlightRecording;
import io.millrace.watch.Handlers;
import io.millrace.watch.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Comes to a {@link Verdict} from what a loop's account says.
 *
 * <pre>
 *   known whole:    │ waiting │ blocked │ native, between two waits │ Java              │ standstill │
 *   divided as in      the turns that   │ calls … │ framing │ cross │ callees … │ calls │
 *                      are measured
 * </pre>
 */
final class Judge {
    private static final Duration WINDOW_MIN = Duration.ofSeconds(1);
    private static final Duration WINDOW_MAX = Duration.ofSeconds(Account.SECONDS_MAX);

    private final Statement during;
    private final Statement.Measured nativePart;
    private final Statement.Measured javaPart;

    private Judge(Statement during, Statement.Measured ever) {
        this.during = during;
        nativePart = inNative(during.measured()) > 0 ? during.measured() : ever;
        javaPart = inJava(during.measured()) > 0 ? during.measured() : ever;
    }

    /** Of the time until now. */
    static Verdict verdict(Account account, Duration window) {
        if (window.compareTo(WINDOW_MIN) < 0 || window.compareTo(WINDOW_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a window of " + window + " is not within " + WINDOW_MIN + " and " + WINDOW_MAX);
        }
        Statement before = account.ago(window.toNanos());
        Statement now = account.now();
        return verdict(before == null ? now : before, now);
    }

    /** Of the time between two statements. Where nothing was measured in it, what was measured ever divides it. */
    static Verdict verdict(Statement before, Statement after) {
        return new Judge(after.minus(before), after.measured()).verdict();
    }

    /** Who is told each second what a loop's account says: a flight recording, if there can be one. */
    static BiConsumer<Statement, Statement> reporter(String loop) {
        return FlightRecording.IS_PRESENT ? VerdictEvent.recorder(loop) : (before, after) -> {};
    }

    private static long inNative(Statement.Measured measured) {
        return measured.inNative() + measured.between() + measured.crossing();
    }

    private static long inJava(Statement.Measured measured) {
        long sum = measured.between();
        for (long nanos : measured.handlers()) {
            sum += nanos;
        }
        return sum;
    }

    private Verdict verdict() {
        Verdict.Times times = times();
        return new Verdict(
                finding(times),
                Duration.ofNanos(during.ran()),
                times,
                callees(times.callbacks().toNanos()),
                new Verdict.Evidence(during.sendsCut(), during.unsentBytes(), during.blockedConnections()));
    }

    private Verdict.Times times() {
        Statement.Standstill stood = during.stood();
        long asleep = Math.max(0, during.slept() - stood.whileSleeping());
        long blocked = Math.min(during.blocked(), asleep);
        long inJava = Math.max(0, during.java() - stood.inJava());
        long left = Math.max(0, during.ran() - asleep - inJava);
        long standstill = Math.min(left, stood.whileSleeping() + stood.inJava() + stood.elsewhere());
        long inNative = left - standstill;
        long polled = Math.min(during.polled(), inNative);

        long between = part(inJava, javaPart.between(), inJava(javaPart));
        long finding = part(
                inJava, javaPart.handlers().length == 0 ? 0 : javaPart.handlers()[Handlers.LOOP], inJava(javaPart));
        long whole = inNative - polled + between;
        long measured = inNative(nativePart);
        long receiving = part(whole, nativePart.receiving(), measured);
        long sending = part(whole, nativePart.sending(), measured);
        long accepting = part(whole, nativePart.accepting(), measured);
        long others = part(whole, nativePart.otherCalls(), measured);
        long crossing = part(whole, nativePart.crossing(), measured);
        return new Verdict.Times(
                Duration.ofNanos(asleep - blocked),
                Duration.ofNanos(blocked),
                Duration.ofNanos(receiving),
                Duration.ofNanos(sending),
                Duration.ofNanos(accepting),
                Duration.ofNanos(others + polled),
                Duration.ofNanos(Math.max(0, whole - receiving - sending - accepting - others - crossing)),
                Duration.ofNanos(crossing + finding),
                Duration.ofNanos(inJava - between - finding),
                Duration.ofNanos(standstill));
    }

    /** As much of the whole as was measured of what was measured. */
    private static long part(long whole, long some, long measured) {
        return measured == 0 ? 0 : (long) ((double) whole * some / measured);
    }

    private List<Verdict.Callee> callees(long callbacks) {
        long[] nanos = javaPart.handlers();
        long sum = 0;
        for (int i = Handlers.LOOP + 1; i < nanos.length; i++) {
            sum += nanos[i];
        }
        List<Verdict.Callee> callees = new ArrayList<>();
        for (int i = Handlers.LOOP + 1; i < nanos.length; i++) {
            if (nanos[i] > 0) {
                callees.add(new Verdict.Callee(Handlers.name(i), Duration.ofNanos(part(callbacks, nanos[i], sum))));
            }
        }
        callees.sort(Comparator.comparing(Verdict.Callee::time).reversed());
        return callees;
    }

    private static Verdict.Finding finding(Verdict.Times times) {
        Duration asleep = times.waiting().plus(times.blocked());
        if (times.working().compareTo(asleep) < 0 || times.sum().isZero()) {
            boolean isBlocked = times.blocked().compareTo(times.waiting()) >= 0 && !asleep.isZero();
            return isBlocked ? Verdict.Finding.NETWORK_BOUND : Verdict.Finding.IDLE;
        }
        return times.callbacks().compareTo(times.networkingCode()) >= 0
                ? Verdict.Finding.APPLICATION_BOUND
                : Verdict.Finding.NETWORKING_CODE_BOUND;
    }
}
