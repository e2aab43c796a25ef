package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.Allocation;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Timers run on the loop's thread, in order, never early, and not once they are cancelled. */
class TimerTest {
    private static final int TIMERS = 20_000;
    private static final Runnable NOTHING = () -> {};

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @Test
    void runsOnTheLoopAndNeverEarly() {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        long asked = System.nanoTime();
        running.loop()
                .later(Duration.ofMillis(30), () -> ran.complete(running.loop().inLoop()));

        assertThat(RunningLoop.get(ran)).isTrue();
        assertThat(System.nanoTime() - asked)
                .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void runsInTheOrderOfTheirTimes() {
        List<Integer> order = new ArrayList<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        running.run(() -> {
            running.loop().later(Duration.ofMillis(20), () -> order.add(3));
            running.loop().later(Duration.ofMillis(10), () -> order.add(1));
            running.loop().later(Duration.ofMillis(15), () -> order.add(2));
            running.loop().later(Duration.ofMillis(25), () -> last.complete(null));
        });
        RunningLoop.get(last);
        assertThat(order).containsExactly(1, 2, 3);
    }

    @Test
    void doesNotRunOnceCancelledFromAnyThread() {
        List<String> ran = new ArrayList<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        Timer here = running.loop().later(Duration.ofMillis(10), () -> ran.add("cancelled here"));
        here.cancel();
        here.cancel();
        running.run(() -> {
            Timer there = running.loop().later(Duration.ZERO, () -> ran.add("cancelled there"));
            there.cancel();
            running.loop().later(Duration.ofMillis(20), () -> last.complete(null));
        });
        RunningLoop.get(last);
        assertThat(ran).isEmpty();
        assertThat(here.isPending()).isFalse();
    }

    @Test
    void mayBeSetByATimer() {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        running.loop().later(Duration.ZERO, new Runnable() {
            private int times;

            @Override
            public void run() {
                if (++times == 100) {
                    done.complete(times);
                } else {
                    running.loop().later(Duration.ZERO, this);
                }
            }
        });
        assertThat(RunningLoop.get(done)).isEqualTo(100);
    }

    @Test
    void mayBeLongerThanTheClockCanSay() {
        Timer never = running.loop().later(Duration.ofSeconds(Long.MAX_VALUE), () -> {});
        running.run(() -> assertThat(never.isPending()).isTrue());
    }

    @Test
    void refusesTimesThatArePast() {
        assertThatThrownBy(() -> running.loop().later(Duration.ofNanos(-1), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goesOnAfterOneThatThrows() {
        CompletableFuture<Void> next = new CompletableFuture<>();
        running.loop().later(Duration.ZERO, () -> {
            throw new StackOverflowError("on purpose");
        });
        running.loop().later(Duration.ofMillis(1), () -> next.complete(null));
        RunningLoop.get(next);
        assertThat(RecordedLog.takeFailures()).singleElement().isInstanceOf(StackOverflowError.class);
    }

    @Test
    void aLoopThatStoodStillForHoursMakesUpForNothing() {
        AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1); // it overflows at once
        EventLoop loop = running.closing(EventLoop.open(Engine.chosen().memory(), clock::get));
        loop.start();
        List<String> ran = new CopyOnWriteArrayList<>();
        loop.later(Duration.ofHours(2), () -> ran.add("two"));
        loop.later(Duration.ofHours(1), () -> ran.add("one"));
        loop.later(Duration.ofHours(4), () -> ran.add("four"));
        loop.every(Duration.ofMinutes(1), skipped -> ran.add("after " + skipped));
        turnOnce(loop);
        assertThat(ran).isEmpty();
        clock.addAndGet(Duration.ofHours(3).plusSeconds(1).toNanos());
        turnOnce(loop);
        turnOnce(loop);
        assertThat(ran).containsExactly("after 179", "one", "two");
    }

    private static void turnOnce(EventLoop loop) {
        RunningLoop.get(CompletableFuture.runAsync(() -> {}, loop));
    }

    // ---- Moved

    @Test
    void runsEarlierOrLaterOnceItIsMoved() {
        List<String> order = new ArrayList<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        running.run(() -> {
            Timer later = running.loop().later(Duration.ofMillis(1), () -> order.add("later"));
            Timer earlier = running.loop().later(Duration.ofHours(1), () -> order.add("earlier"));
            Timer longer = running.loop().later(Duration.ofMillis(1), () -> last.complete(null));
            assertThat(later.reset(Duration.ofMillis(20))).isTrue();
            assertThat(earlier.reset(Duration.ofMillis(10))).isTrue();
            assertThat(longer.delay(Duration.ofMillis(29))).isTrue();
        });
        RunningLoop.get(last);
        assertThat(order).containsExactly("earlier", "later");
    }

    @Test
    void mayBeMovedFromAnyThread() {
        CompletableFuture<Long> ran = new CompletableFuture<>();
        Timer timer = running.loop().later(Duration.ofHours(1), () -> ran.complete(System.nanoTime()));
        assertThat(timer.delay(Duration.ofHours(1))).isTrue();
        long asked = System.nanoTime();
        assertThat(timer.reset(Duration.ofMillis(5))).isTrue();
        assertThat(RunningLoop.get(ran) - asked)
                .isGreaterThanOrEqualTo(Duration.ofMillis(5).toNanos());
        assertThat(timer.reset(Duration.ZERO)).isFalse();
        assertThat(timer.delay(Duration.ZERO)).isFalse();
    }

    /** The loop has not heard of the timer when it is moved: the move must not be undone when it does. */
    @Test
    void mayBeMovedByTheLoopBeforeItCameThere() {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        running.run(() -> {
            Timer timer = CompletableFuture.supplyAsync(
                            () -> running.loop().later(Duration.ofHours(1), () -> ran.complete(null)))
                    .join();
            assertThat(timer.reset(Duration.ofMillis(1))).isTrue();
        });
        RunningLoop.get(ran);
    }

    @Test
    void isNoLongerPendingWhenItsLoopIsClosed() {
        Timer timer = running.loop().later(Duration.ofHours(1), () -> {});
        assertThat(timer.isPending()).isTrue();
        running.loop().close();
        assertThat(timer.isPending()).isFalse();
        assertThat(timer.reset(Duration.ZERO)).isFalse();
        assertThat(timer.delay(Duration.ZERO)).isFalse();
    }

    /** Whoever is told that a timer was cancelled in time can rely on it, from any thread. */
    @Test
    void runsOrIsCancelledAndNeverBoth() {
        List<Timer> timers = new ArrayList<>();
        AtomicIntegerArray ran = new AtomicIntegerArray(TIMERS);
        for (int i = 0; i < TIMERS; i++) {
            int number = i;
            timers.add(running.loop().later(Duration.ofNanos(i * 500L), () -> ran.incrementAndGet(number)));
        }
        boolean[] cancelled = new boolean[TIMERS];
        CompletableFuture<Void> moving = CompletableFuture.runAsync(() -> {
            for (int i = 1; i < TIMERS; i += 2) {
                timers.get(i).reset(Duration.ZERO);
            }
        });
        for (int i = 0; i < TIMERS; i++) {
            cancelled[i] = timers.get(i).cancel();
        }
        RunningLoop.get(moving);
        running.run(() -> {});
        for (int i = 0; i < TIMERS; i++) {
            assertThat(ran.get(i)).as("runs of timer %d", i).isEqualTo(cancelled[i] ? 0 : 1);
        }
    }

    // ---- Periodic

    @Test
    void runsAgainAndAgainUntilItIsCancelled() {
        CompletableFuture<Long> done = new CompletableFuture<>();
        long[] periods = new long[1];
        Timer[] timer = new Timer[1];
        long asked = System.nanoTime();
        running.run(() -> timer[0] = running.loop().every(Duration.ofMillis(1), skipped -> {
            periods[0] += 1 + skipped;
            if (periods[0] >= 20) {
                timer[0].cancel();
                done.complete(System.nanoTime() - asked);
            }
        }));
        long took = RunningLoop.get(done);
        long counted = running.on(() -> periods[0]);
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(counted).toNanos());
        assertThat(timer[0].isPending()).isFalse();
    }

    @Test
    void goesOnAfterAPeriodThatThrows() {
        CompletableFuture<Void> twice = new CompletableFuture<>();
        Timer[] timer = new Timer[1];
        running.run(() -> {
            int[] runs = new int[1];
            timer[0] = running.loop().every(Duration.ofMillis(1), skipped -> {
                if (++runs[0] == 2) {
                    timer[0].cancel();
                    twice.complete(null);
                }
                throw new IllegalStateException("on purpose");
            });
        });
        RunningLoop.get(twice);
        running.run(() -> {});
        assertThat(RecordedLog.takeFailures()).hasSize(2);
    }

    @Test
    void mayBeEndedFromAnyThreadWhileItRuns() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        List<Long> runs = new CopyOnWriteArrayList<>();
        Timer timer = running.loop().every(Duration.ofNanos(1), skipped -> {
            runs.add(skipped);
            began.countDown();
            try {
                cancelled.await();
            } catch (InterruptedException impossible) {
                throw new AssertionError(impossible);
            }
        });
        began.await();
        assertThat(timer.cancel()).isTrue();
        cancelled.countDown();
        running.run(() -> {});
        running.run(() -> {});
        assertThat(runs).hasSize(1);
    }

    @Test
    void refusesAPeriodOfNothing() {
        assertThatThrownBy(() -> running.loop().every(Duration.ZERO, skipped -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** So that sockets are served between them. */
    @Test
    void runsABoundedNumberInATurn() {
        long[] turns = new long[2];
        CompletableFuture<Void> done = new CompletableFuture<>();
        running.run(() -> {
            for (int i = 0; i < TIMERS; i++) {
                running.loop().later(Duration.ZERO, () -> {});
            }
            turns[0] = running.loop().counters().crossings();
            running.loop().later(Duration.ZERO, () -> done.complete(null));
        });
        RunningLoop.get(done);
        turns[1] = running.on(() -> running.loop().counters().crossings());
        assertThat(turns[1] - turns[0]).isGreaterThan(TIMERS / 4096);
    }

    @Test
    void isOneObjectAndNothingBeside() {
        Duration delay = Duration.ofMinutes(1);
        long bytes = running.on(() -> {
            long thread = Thread.currentThread().getId();
            long before = Allocation.bytesOf(thread);
            for (int i = 0; i < TIMERS; i++) {
                running.loop().later(delay, NOTHING).cancel();
            }
            return Allocation.bytesOf(thread) - before;
        });
        assertThat(bytes).isBetween(48L * TIMERS, 64L * TIMERS);
    }
}
