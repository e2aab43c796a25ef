package io.millrace.bench.compare.server.millrace;

import io.millrace.Protocol;
import io.millrace.bytes.Slice;

/** Sends back whatever comes. */
final class Echo extends Protocol {
    @Override
    public void dataReceived(Slice data) {
        transport().write(data);
    }
}
