package io.millrace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A verdict in words, with parts of its window in whole percents. */
final class VerdictText {
    private static final int CALLEES_NAMED = 3;

    private final Verdict verdict;
    private final Verdict.Times times;
    private final Verdict.Evidence evidence;

    private VerdictText(Verdict verdict) {
        this.verdict = verdict;
        times = verdict.times();
        evidence = verdict.evidence();
    }

    static String of(Verdict verdict) {
        if (verdict.window().isZero()) {
            return verdict.finding() + ": nobody turned the loop";
        }
        return new VerdictText(verdict).text();
    }

    private String text() {
        String last = "of the last " + span(verdict.window());
        String reason = switch (verdict.finding()) {
            case APPLICATION_BOUND -> percent(times.callbacks()) + last + " in callbacks" + callees();
            case NETWORKING_CODE_BOUND ->
                percent(times.networkingCode()) + last + " in networking code" + networkingCode();
            case NETWORK_BOUND -> percent(times.blocked()) + last + " waiting for peers to take what they are sent";
            case IDLE -> percent(times.waiting()) + last + " waiting for something to do";
        };
        return verdict.finding() + ": " + reason + rest() + witnesses();
    }

    private String callees() {
        List<String> named = new ArrayList<>();
        for (Verdict.Callee callee : verdict.callees()) {
            long percent = percentOf(callee.time(), times.callbacks());
            if (percent > 0 && named.size() < CALLEES_NAMED) {
                named.add(percent + " % " + (named.isEmpty() ? "of that " : "") + "in " + callee.name());
            }
        }
        return named.isEmpty() ? "" : ", " + String.join(", ", named);
    }

    private String networkingCode() {
        String parts = listed(
                percent(times.receiving()) + "receiving",
                percent(times.sending()) + "sending",
                percent(times.accepting()) + "accepting",
                percent(times.otherCalls()) + "in other system calls",
                percent(times.framing()) + "in framing and copying",
                percent(times.crossing()) + "in crossing");
        return parts.isEmpty() ? "" : " (" + parts + ")";
    }

    /** What the reason has not told. */
    private String rest() {
        Verdict.Finding finding = verdict.finding();
        boolean waits = finding == Verdict.Finding.IDLE;
        boolean blocked = finding == Verdict.Finding.NETWORK_BOUND;
        boolean codes = finding == Verdict.Finding.NETWORKING_CODE_BOUND;
        boolean calls = finding == Verdict.Finding.APPLICATION_BOUND;
        String rest = listed(
                calls ? "" : percent(times.callbacks()) + "in callbacks",
                codes ? "" : percent(times.systemCalls()) + "in system calls",
                codes ? "" : percent(times.framing()) + "in framing and copying",
                codes ? "" : percent(times.crossing()) + "in crossing",
                waits ? "" : percent(times.waiting()) + "waiting for something to do",
                blocked ? "" : percent(times.blocked()) + "waiting for peers",
                percent(times.standstill()) + "while the JVM stood still");
        return rest.isEmpty() ? "" : "; " + rest;
    }

    private String witnesses() {
        String told = listed(
                evidence.sendsCut() + (evidence.sendsCut() == 1 ? " send" : " sends") + " cut short",
                evidence.unsentBytes() + (evidence.unsentBytes() == 1 ? " byte" : " bytes") + " unsent",
                evidence.blockedConnections() + (evidence.blockedConnections() == 1 ? " connection" : " connections")
                        + " blocked");
        return told.isEmpty() ? "" : "; " + told;
    }

    /** Those that are more than nothing. */
    private static String listed(String... parts) {
        List<String> left = new ArrayList<>();
        for (String part : parts) {
            if (!part.isEmpty() && !part.startsWith("0 ")) {
                left.add(part);
            }
        }
        return String.join(", ", left);
    }

    private String percent(Duration part) {
        return percentOf(part, verdict.window()) + " % ";
    }

    private static long percentOf(Duration part, Duration whole) {
        return whole.isZero() ? 0 : Math.round(100.0 * part.toNanos() / whole.toNanos());
    }

    private static String span(Duration span) {
        return span.toMillis() < 9_950
                ? String.format(Locale.ROOT, "%.1f s", span.toNanos() / 1e9)
                : Math.round(span.toNanos() / 1e9) + " s";
    }
}
