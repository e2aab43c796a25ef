package io.millrace.bench.compare.server.millrace;

import io.millrace.bench.compare.server.Service;
import io.millrace.bytes.Slice;
import io.millrace.framing.NetstringProtocol;

/** Sends back each netstring. */
final class EchoNetstrings extends NetstringProtocol {
    EchoNetstrings() {
        super(Service.FRAME_BYTES_MAX);
    }

    @Override
    public void stringReceived(Slice string) {
        sendString(string);
    }
}
