package io.millrace.bench.compare.server.millrace;

import io.millrace.Timer;
import io.millrace.bench.compare.server.Stopwatches;

/** Sets and cancels as many timers as it is asked to. */
final class SetTimers extends Questions {
    private final Stopwatches<Timer> stopwatches;

    SetTimers(Stopwatches<Timer> stopwatches) {
        this.stopwatches = stopwatches;
    }

    @Override
    void answer(int count) {
        stopwatches.setAndCancel(count);
        transport().write(count + "\n");
    }
}
