package io.millrace.framing;

import io.millrace.Ending;
import io.millrace.FrameFault;
import io.millrace.FrameProtocol;
import io.millrace.Framing;
import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it hears, and sends frames back. */
class Heard extends FrameProtocol {
    final List<String> frames = new CopyOnWriteArrayList<>();
    final List<FrameFault> faults = new CopyOnWriteArrayList<>();
    final CompletableFuture<Ending> ending = new CompletableFuture<>();

    Heard(Framing framing) {
        super(framing);
    }

    @Override
    public void frameReceived(Slice frame) {
        frames.add(frame.toString(StandardCharsets.ISO_8859_1));
        sendFrame(frame);
    }

    @Override
    public void lengthLimitExceeded(FrameFault fault) {
        faults.add(fault);
        super.lengthLimitExceeded(fault);
    }

    @Override
    public void frameMalformed(FrameFault fault) {
        faults.add(fault);
        super.frameMalformed(fault);
    }

    @Override
    public void connectionLost(Ending how) {
        ending.complete(how);
    }
}
