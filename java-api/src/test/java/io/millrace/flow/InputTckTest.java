package io.millrace.flow;

import io.millrace.bytes.Slice;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The rules of Reactive Streams for publishers, over what a peer sends; each byte is an element. */
@SuppressWarnings("exports") // the kit wants public classes
public class InputTckTest extends FlowPublisherVerification<Slice> {
    private static final long TIMEOUT_MILLIS = 2000;
    private static final long SILENCE_MILLIS = 50;

    private Wired wired;

    public InputTckTest() {
        super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS), 1000);
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
    public Flow.Publisher<Slice> createFlowPublisher(long elements) {
        Wired.Pair pair = wired.connect();
        pair.peer().write(Wired.letters(elements));
        pair.peer().finish();
        return pair.here().input(1);
    }

    @Override
    public Flow.Publisher<Slice> createFailedFlowPublisher() {
        Wired.Pair pair = wired.connect();
        pair.here().async().abort();
        return pair.here().input();
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1 << 16;
    }
}
