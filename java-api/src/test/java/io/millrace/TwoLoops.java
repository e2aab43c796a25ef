package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.bytes.Slice;
import io.millrace.testing.RunningLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two loops that run, for connections to move between. */
abstract class TwoLoops {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    final Recorder recorder = new Recorder();
    EventLoop other;

    @BeforeEach
    void openAnother() {
        other = running.closing(EventLoop.open());
        other.start();
    }

    static void assertFails(CompletableFuture<Void> move, int code) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> RunningLoop.get(move))
                .withCauseInstanceOf(MillraceException.class)
                .satisfies(why ->
                        assertThat(((MillraceException) why.getCause()).code()).isEqualTo(code));
    }

    /** Sends everything back, and remembers where it was called. */
    static final class Echo extends Recorder {
        final List<EventLoop> loops = new CopyOnWriteArrayList<>();

        @Override
        public void dataReceived(Slice data) {
            assertThat(transport().loop().inLoop()).isTrue();
            loops.add(transport().loop());
            transport().write(data);
        }
    }
}
