package io.millrace.http;

import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes the head of an HTTP/1.1 response. For one thread; made for one response.
 *
 * <pre>{@code
 * transport.write(ResponseHead.of(200).header("Content-Type", "text/plain").header("Content-Length", 5).toSlice());
 * }</pre>
 */
public final class ResponseHead {
    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(100, "Continue"),
            Map.entry(101, "Switching Protocols"),
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(206, "Partial Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(304, "Not Modified"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(411, "Length Required"),
            Map.entry(413, "Content Too Large"),
            Map.entry(416, "Range Not Satisfiable"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(421, "Misdirected Request"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "HTTP Version Not Supported"));

    private final StringBuilder text = new StringBuilder(256);

    private ResponseHead() {}

    /** An answer with a status of 100 to 599, and the usual phrase for it. */
    public static ResponseHead of(int status) {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is not within 100 and 599");
        }
        ResponseHead head = new ResponseHead();
        head.text.append("HTTP/1.1 ").append(status).append(' ').append(PHRASES.getOrDefault(status, ""));
        head.text.append("\r\n");
        return head;
    }

    /**
     * Adds a header.
     *
     * @throws IllegalArgumentException if the name is not a token, or the value has a control character or one past
     *     U+00FF: so that nothing that a peer has sent can end the line early
     */
    public ResponseHead header(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(Syntax::isToken)) {
            throw new IllegalArgumentException("the name of a header is a token of RFC 9110");
        }
        if (!value.chars().allMatch(letter -> letter <= 0xff && Syntax.isValue(letter))) {
            throw new IllegalArgumentException("the value of " + name + " has a character that cannot be sent");
        }
        text.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** Adds a header with a number. */
    public ResponseHead header(String name, long value) {
        return header(name, Long.toString(value));
    }

    /** The bytes, with the empty line at the end. */
    public Slice toSlice() {
        return Slice.of((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
