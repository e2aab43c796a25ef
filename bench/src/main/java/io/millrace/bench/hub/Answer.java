package io.millrace.bench.hub;

import io.millrace.bytes.Slice;
import io.millrace.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer: status, type, body, and headers of its own. A value.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body all of it; not changed afterwards
 * @param headers besides Date, Content-Type, Content-Length and Connection
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    /** The client need not wait for more before it sends its body. */
    static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Answer json(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return new Answer(200, "application/json", body, Map.of("Cache-Control", "no-store"));
    }

    Answer with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, contentType, body, all);
    }

    /** The bytes to send: without the body for HEAD, which is answered as GET otherwise; and whether it is the last. */
    Slice bytes(boolean withBody, boolean last) {
        ResponseHead head = dated(status).header("Content-Type", contentType).header("Content-Length", body.length);
        headers.forEach(head::header);
        if (last) {
            head.header("Connection", "close");
        }
        return withBody ? joined(head.toSlice(), body) : head.toSlice();
    }

    /** A head with the date that every answer of an origin server carries. */
    static ResponseHead dated(int status) {
        return ResponseHead.of(status)
                .header("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    private static Slice joined(Slice head, byte[] body) {
        byte[] whole = new byte[head.length() + body.length];
        head.copyTo(whole, 0);
        System.arraycopy(body, 0, whole, head.length(), body.length);
        return Slice.of(whole);
    }
}
