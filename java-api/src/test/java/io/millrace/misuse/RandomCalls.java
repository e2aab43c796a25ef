package io.millrace.misuse;

import io.millrace.EventLoop;
import io.millrace.ProcessCounters;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * A program that makes random calls of the public methods from four threads, and from the loops' own, while loops are opened and
 * closed under them. The arguments are the seed and how many calls. It says so where nothing has broken.
 */
final class RandomCalls {
    private static final int THREADS = 4;
    private static final int BETWEEN_MEETINGS = 1_000;
    private static final Duration SCENE = Duration.ofMillis(50);

    private static final AtomicLong MADE = new AtomicLong();
    private static final AtomicLong REFUSED = new AtomicLong();

    private RandomCalls() {}

    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[0]);
        long calls = Long.parseLong(arguments[1]);
        Stage stage = new Stage(new Random(seed));
        stage.add();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 1; i <= THREADS; i++) {
            Random random = new Random(seed + i);
            threads.add(CompletableFuture.runAsync(() -> call(random, calls / THREADS), RandomCalls::onThread));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new));
        while (!all.isDone()) {
            stage.add();
            RunningLoop.letPass(SCENE);
        }
        all.join();
        stage.close();
        assertNothingIsLeft();
        assertNothingWasWrong();
        if (stage.scenes() == 0) {
            throw new AssertionError("there was nothing alive to call");
        }
        System.out.println("made " + MADE + " calls of " + Caller.methodsCount() + " methods in " + stage.scenes()
                + " scenes, of which " + REFUSED + " were refused, and nothing broke");
    }

    private static void onThread(Runnable task) {
        new Thread(task).start();
    }

    private static void call(Random random, long calls) {
        Caller caller = new Caller(random);
        for (long made = 0; made < calls; ) {
            made += caller.call() ? 1 : 0;
            if (made % BETWEEN_MEETINGS == 0) {
                meet(Things.all(EventLoop.class));
            }
        }
        MADE.addAndGet(calls);
        REFUSED.addAndGet(caller.refused());
    }

    /** Waits until the loops have done what they were asked: otherwise what is asked would grow without end. */
    private static void meet(List<EventLoop> loops) {
        for (EventLoop loop : loops) {
            try {
                CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {}, loop);
                start(loop);
                RunningLoop.get(done);
            } catch (RejectedExecutionException closed) {
                // There is nobody to wait for.
            }
        }
    }

    /** If a call has stopped it. */
    private static void start(EventLoop loop) {
        try {
            loop.start();
        } catch (IllegalStateException runs) {
            // As it should, or it is closed.
        }
    }

    private static void assertNothingIsLeft() {
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> {
            System.gc();
            return ProcessCounters.read().views() == 0;
        });
        RunningLoop.assertNothingIsLeft();
    }

    private static void assertNothingWasWrong() {
        RecordedLog.takeFailures().stream()
                .filter(failure -> !Caller.isDocumented(failure))
                .forEach(failure -> Caller.WRONG.putIfAbsent("a callback throws " + failure.getClass(), failure));
        Caller.WRONG.forEach((what, thrown) -> {
            System.out.println(what);
            thrown.printStackTrace(System.out);
        });
        if (!Caller.WRONG.isEmpty()) {
            System.exit(1);
        }
    }
}
