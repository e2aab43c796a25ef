package io.millrace.flow;

import io.millrace.bytes.Slice;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The rules of Reactive Streams for subscribers, over what is sent to a peer that reads all. */
@SuppressWarnings("exports") // the kit wants public classes
public class OutputTckTest extends FlowSubscriberBlackboxVerification<Slice> {
    private static final long TIMEOUT_MILLIS = 2000;
    private static final long SILENCE_MILLIS = 50;

    private Wired wired;

    public OutputTckTest() {
        super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
    }

    @BeforeClass
    public void open() {
        wired = new Wired();
    }

    @AfterClass(alwaysRun = true)
    public void close() {
        wired.close();
    }

    @Override
    public Flow.Subscriber<Slice> createFlowSubscriber() {
        Wired.Pair pair = wired.connect();
        Wired.discard(pair.peer());
        return pair.here().output();
    }

    @Override
    public Slice createElement(int element) {
        return Slice.of("element " + element + "\n");
    }
}
