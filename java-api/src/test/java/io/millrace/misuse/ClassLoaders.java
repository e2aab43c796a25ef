package io.millrace.misuse;

import io.millrace.testing.RunningLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A program in which two class loaders use the library, and are collected: once their loops are closed, or while they run. */
final class ClassLoaders {
    private ClassLoaders() {}

    public static void main(String[] arguments) throws Exception {
        twoUseIt();
        oneGoesAfterItsLoopWasClosed();
        oneGoesWhileItsDataLoopRuns();
        System.gc();
        RunningLoop.letPass(Duration.ofMillis(100)); // in which the feed of the one that is gone ticks
        twoUseIt();
        System.out.println("nothing broke");
    }

    private static void twoUseIt() throws Exception {
        try (Isolated one = new Isolated();
                Isolated other = new Isolated()) {
            one.call("serve");
            other.call("serve");
            require(one.call("loops").equals(1L) && other.call("loops").equals(1L), "each counts its own");
            one.call("close");
            require(one.call("loops").equals(0L) && other.call("loops").equals(1L), "each closes its own");
            other.call("close");
        }
    }

    private static void oneGoesAfterItsLoopWasClosed() throws Exception {
        Isolated loader = new Isolated();
        loader.call("serve");
        loader.call("close");
        WeakReference<Isolated> gone = new WeakReference<>(loader);
        loader = null;
        awaitCollected(gone);
    }

    private static void oneGoesWhileItsDataLoopRuns() throws Exception {
        Isolated loader = new Isolated();
        loader.call("forget");
        WeakReference<Isolated> gone = new WeakReference<>(loader);
        loader = null;
        awaitCollected(gone);
    }

    private static void awaitCollected(WeakReference<Isolated> gone) {
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    private static void require(boolean isSo, String what) {
        if (!isSo) {
            throw new AssertionError("it is not so that " + what);
        }
    }
}
