package io.millrace.bench.compare.server.millrace;

import io.millrace.bench.compare.server.Service;
import io.millrace.bench.compare.server.Sum;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;

/** Adds up the values of lines, which are slices: nothing is copied and no string made. */
final class SumLines extends LineProtocol {
    private final Sum sum = new Sum();

    SumLines() {
        super("\n", Service.FRAME_BYTES_MAX);
    }

    @Override
    public void lineReceived(Slice line) {
        int colon = line.find((byte) ':');
        if (colon < 0) {
            transport().write(sum.answer());
        } else {
            sum.add(line.slice(colon + 1, line.find((byte) '|', colon)).parseDouble());
        }
    }
}
