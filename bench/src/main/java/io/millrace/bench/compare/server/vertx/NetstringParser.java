package io.millrace.bench.compare.server.vertx;

import io.millrace.bench.compare.server.Service;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;

/** Netstrings by a RecordParser that changes its mode: up to the colon, then so many bytes and the comma. */
final class NetstringParser {
    private static final String COLON = ":";

    private final RecordParser parser = RecordParser.newDelimited(COLON, this::received);
    private final Handler<Buffer> each;
    private boolean isLength = true;

    NetstringParser(Handler<Buffer> each) {
        this.each = each;
        parser.maxRecordSize(Service.FRAME_BYTES_MAX + 1);
    }

    RecordParser parser() {
        return parser;
    }

    private void received(Buffer record) {
        if (isLength) {
            parser.fixedSizeMode(Integer.parseInt(record.toString()) + 1);
        } else {
            int length = record.length() - 1;
            if (record.getByte(length) != ',') {
                throw new IllegalArgumentException("a netstring does not end in a comma");
            }
            each.handle(record.slice(0, length));
            parser.delimitedMode(COLON);
        }
        isLength = !isLength;
    }
}
