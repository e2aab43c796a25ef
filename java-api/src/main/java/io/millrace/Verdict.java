package io.millrace;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What limits a loop: the network, the networking code, or the application; and the figures that say so. Of a stretch of
 * time, which {@link EventLoop#verdict(Duration)} is asked for.
 *
 * <pre>{@code
 * Verdict verdict = loop.verdict();
 * if (verdict.finding() == Verdict.Finding.APPLICATION_BOUND) {
 *     System.out.println(verdict.callees().get(0).name() + " is where to look first");
 * }
 * System.out.println(verdict); // APPLICATION_BOUND: 87 % of the last 10 s in callbacks, 98 % of that in Slow; ...
 * }</pre>
 *
 * <p><b>How it is decided.</b> First: does the loop mostly wait, or mostly work? Time in which the JVM stood still counts as
 * neither.
 *
 * <ul>
 *   <li>It waits for half of the time or more. If half of its waiting or more was while some connection had bytes that its
 *       peer did not take, it is {@link Finding#NETWORK_BOUND}: faster code would only wait for longer. Otherwise
 *       {@link Finding#IDLE}.
 *   <li>It works. If callbacks take as much of that as all else or more, it is {@link Finding#APPLICATION_BOUND},
 *       otherwise {@link Finding#NETWORKING_CODE_BOUND}.
 * </ul>
 *
 * <p>The system calls' own time counts as networking code, although it is spent in the kernel: what makes it less is fewer
 * and larger calls, which is the networking code's matter. The network shows as waiting with something unsent. A network
 * that brings requests slowly is not told from clients that have none: either way the loop could do more.
 *
 * <p><b>How it is measured.</b> Waiting, Java's part and the rest are known whole, from four looks at the clock a turn. How
 * the last two divide (calls, framing, crossing, which callback) is measured in some turns, drawn by chance, and taken to
 * be the same in the others: of a thousand measured turns that is right to some three percent. A callback that lasts a
 * quarter of a second is charged to its class also where its turn is not measured. The README says more, and what it costs.
 *
 * @param finding what limits it
 * @param window how long the stretch was, in which somebody turned the loop
 * @param times where that time went; they add up to the window
 * @param callees whose callbacks they were, those that took longest first
 * @param evidence what bears witness of peers that do not take what they are sent
 */
public record Verdict(Finding finding, Duration window, Times times, List<Callee> callees, Evidence evidence) {
    /** That of {@link EventLoop#verdict()}: ten seconds. */
    static final Duration USUAL_WINDOW = Duration.ofSeconds(10);

    /** What limits a loop. */
    public enum Finding {
        /** It waits, while peers do not take what they are sent. More bandwidth, or faster peers, would help. */
        NETWORK_BOUND,
        /** It works, mostly at moving bytes: system calls, framing, copying, crossing. Fewer, larger messages would help. */
        NETWORKING_CODE_BOUND,
        /** It works, mostly in callbacks, timers and tasks of the application. {@link Verdict#callees} says in whose. */
        APPLICATION_BOUND,
        /** It waits for something to do. */
        IDLE
    }

    /**
     * Where the time went. None is in another.
     *
     * @param waiting asleep, and nothing to send was held up
     * @param blocked asleep, while a connection had bytes that its peer did not take
     * @param receiving in system calls that receive
     * @param sending in system calls that send
     * @param accepting in system calls that accept
     * @param otherCalls in all others, looks at what is ready that did not sleep among them
     * @param framing in the library beside these: framing, copying, keeping books, its own timers
     * @param crossing between Java and native code, and until it is known whom to call
     * @param callbacks in protocols, factories, timers and tasks
     * @param standstill when the JVM stood still: collecting garbage, mostly
     */
    public record Times(
            Duration waiting,
            Duration blocked,
            Duration receiving,
            Duration sending,
            Duration accepting,
            Duration otherCalls,
            Duration framing,
            Duration crossing,
            Duration callbacks,
            Duration standstill) {
        /** All parts are there. */
        public Times {
            Objects.requireNonNull(waiting, "waiting");
            Objects.requireNonNull(blocked, "blocked");
            Objects.requireNonNull(receiving, "receiving");
            Objects.requireNonNull(sending, "sending");
            Objects.requireNonNull(accepting, "accepting");
            Objects.requireNonNull(otherCalls, "otherCalls");
            Objects.requireNonNull(framing, "framing");
            Objects.requireNonNull(crossing, "crossing");
            Objects.requireNonNull(callbacks, "callbacks");
            Objects.requireNonNull(standstill, "standstill");
        }

        /** In system calls of all kinds, waits not among them. */
        public Duration systemCalls() {
            return receiving.plus(sending).plus(accepting).plus(otherCalls);
        }

        /** In system calls, framing and crossing together. */
        public Duration networkingCode() {
            return systemCalls().plus(framing).plus(crossing);
        }

        /** In networking code and callbacks together. */
        public Duration working() {
            return networkingCode().plus(callbacks);
        }

        /** All of them together. */
        public Duration sum() {
            return working().plus(waiting).plus(blocked).plus(standstill);
        }
    }

    /**
     * Whose callbacks took how long.
     *
     * @param name a protocol's class; or "timers", "tasks", "protocol factories", "feeds"
     * @param time of {@link Times#callbacks}
     */
    public record Callee(String name, Duration time) {
        /** Both are there. */
        public Callee {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(time, "time");
        }
    }

    /**
     * What bears witness.
     *
     * @param sendsCut sends of which the kernel took a part, or nothing (EAGAIN), in this stretch
     * @param unsentBytes written and not sent on all connections of the loop, at the end of it
     * @param blockedConnections connections that waited for their peer then
     */
    public record Evidence(long sendsCut, long unsentBytes, long blockedConnections) {}

    /** All parts are there. */
    public Verdict {
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(evidence, "evidence");
        callees = List.copyOf(callees);
    }

    /** In words: the finding, what it rests on, and where the rest of the time went. */
    @Override
    public String toString() {
        return VerdictText.of(this);
    }
}
