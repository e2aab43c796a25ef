package io.millrace.bench.compare.server.millrace;

import io.millrace.FrameProtocol;
import io.millrace.Frames;
import io.millrace.Framing;

/** Sends back frames: those that have come together go together, with what stands around them. */
final class EchoBatches extends FrameProtocol {
    EchoBatches(Framing framing) {
        super(framing);
    }

    @Override
    public void framesReceived(Frames batch) {
        transport().write(batch.rest());
    }
}
