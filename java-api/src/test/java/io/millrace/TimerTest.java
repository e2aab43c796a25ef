package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Timers run on the loop's thread, in order, never early, and not once they are cancelled. */
class TimerTest {
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
}
