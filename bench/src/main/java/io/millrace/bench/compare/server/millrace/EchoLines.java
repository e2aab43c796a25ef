package io.millrace.bench.compare.server.millrace;

import io.millrace.bench.compare.server.Service;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;

/** Sends back each line. */
final class EchoLines extends LineProtocol {
    EchoLines() {
        super("\n", Service.FRAME_BYTES_MAX);
    }

    @Override
    public void lineReceived(Slice line) {
        sendLine(line);
    }
}
