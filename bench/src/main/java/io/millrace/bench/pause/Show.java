package io.millrace.bench.pause;

import io.millrace.bench.ByteSize;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The show: the two other processes, and rounds of measuring. One round is enough, unless the machine had other work: then
 * the processes outside were held up themselves, the figures say little of the hub, and up to two more rounds are given.
 * Each is measured from anew, and the last one counts.
 */
final class Show {
    private static final int ROUNDS_MAX = 3;
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration PRESS = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** Between two collections the plain server's listeners catch up, so that each pause is measured for itself. */
    private static final Duration BREATH = Duration.ofMillis(500);

    private final ByteSize heap;
    private final int listeners;
    private final int everyMillis;
    private final Consumer<String> say;

    Show(ByteSize heap, int listeners, int everyMillis, Consumer<String> say) {
        this.heap = heap;
        this.listeners = listeners;
        this.everyMillis = everyMillis;
        this.say = say;
    }

    /** Starts everything, measures for {@code duration} and as long as the last collection takes, and ends everything. */
    Report give(Duration duration) throws IOException, InterruptedException {
        say.accept("A hub and a plain NIO fan-out in one JVM with a heap of " + heap + " (serial collector) ...");
        try (Child inside = Child.start(Inside.class, jvm(heap.forJvm()), List.of(Integer.toString(listeners)))) {
            String[] ports = Words.of(inside.answer(START), Inside.PORTS, 3);
            say.accept("A source and " + listeners + " listeners for each, in a process outside ...");
            List<String> arguments =
                    List.of(ports[1], ports[2], Integer.toString(listeners), Integer.toString(everyMillis));
            try (Child outside = Child.start(Outside.class, jvm("96m"), arguments)) {
                Words.of(outside.answer(START), Outside.READY, 1);
                return rounds(inside, outside, duration);
            }
        }
    }

    private static List<String> jvm(String heap) {
        return List.of("-XX:+UseSerialGC", "-Xms" + heap, "-Xmx" + heap);
    }

    private Report rounds(Child inside, Child outside, Duration duration) throws InterruptedException {
        Report report = round(inside, outside, duration);
        for (int round = 2; round <= ROUNDS_MAX && report.isSpoiled(); round++) {
            say.accept("The machine has other work: the source itself was silent for "
                    + report.sourceGapNanos() / 1_000_000 + " ms. Measuring again (" + round + " of " + ROUNDS_MAX
                    + ") ...");
            report = round(inside, outside, duration);
        }
        return report;
    }

    private Report round(Child inside, Child outside, Duration duration) throws InterruptedException {
        reset(inside, Inside.RESET, Inside.READY);
        reset(outside, Outside.RESET, Outside.READY);
        long end = System.nanoTime() + duration.toNanos();
        say.accept("Filling the heap until a full collection takes 2 s ...");
        Stillness still = press(inside);
        while (System.nanoTime() - end < 0) {
            Thread.sleep(BREATH.toMillis());
            still = press(inside);
        }
        Thread.sleep(BREATH.toMillis());
        return report(still, outside);
    }

    private static void reset(Child child, String order, String answer) throws InterruptedException {
        child.order(order);
        Words.of(child.answer(ANSWER), answer, 1);
    }

    private Stillness press(Child inside) throws InterruptedException {
        inside.order(Inside.PRESS);
        Stillness still = Stillness.parse(inside.answer(PRESS));
        say.accept(String.format("... a full collection of %,d ms", still.collectionNanos() / 1_000_000));
        return still;
    }

    private static Report report(Stillness still, Child outside) throws InterruptedException {
        outside.order(Outside.REPORT);
        Silences millrace = Silences.parse(outside.answer(ANSWER));
        Silences plain = Silences.parse(outside.answer(ANSWER));
        String[] own = Words.of(outside.answer(ANSWER), Outside.OWN, 3);
        return new Report(still, millrace, plain, Words.number(own[1]), Words.number(own[2]));
    }
}
