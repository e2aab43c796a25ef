package io.millrace.http;

import io.millrace.bytes.Slice;
import java.util.List;
import java.util.Optional;

/**
 * The head of an HTTP/1.1 request, read strictly (RFC 9112): what two parsers could read differently is refused.
 *
 * <pre>{@code
 * RequestHead head = RequestHead.parse(line);
 * if (head.method().equals("GET") && head.path().startsWith("/live/")) { ... }
 * }</pre>
 */
public final class RequestHead {
    /** How the request's body is framed. */
    public enum BodyKind {
        /** There is none. */
        NONE,
        /** {@link #contentLength} bytes. */
        LENGTH,
        /** In chunks. */
        CHUNKED
    }

    /** How many headers a head may have, unless a number is given. */
    public static final int HEADERS_MAX = 100;

    private RequestHead() {}

    /** As {@link #parse(Slice, int)}, with at most {@link #HEADERS_MAX} headers. */
    public static RequestHead parse(Slice head) {
        return parse(head, HEADERS_MAX);
    }

    /**
     * Reads a whole head. The result refers to nothing of the slice.
     *
     * @param head from the request line up to the empty line, which may be left off with the line end before it
     * @param headersMax how many headers there may be
     * @throws BadRequest if it is refused; never anything else, whatever the bytes
     */
    public static RequestHead parse(Slice head, int headersMax) {
        throw new UnsupportedOperationException();
    }

    /** The method, in the letters it was sent in: {@code GET}, {@code PUT}. */
    public String method() {
        throw new UnsupportedOperationException();
    }

    /** The target as it was sent. */
    public String target() {
        throw new UnsupportedOperationException();
    }

    /** The target's path, percent-decoded, without the query; {@code *} for the whole server; empty for CONNECT. */
    public String path() {
        throw new UnsupportedOperationException();
    }

    /** The target's query as it was sent, without the question mark; empty when there is none. */
    public String query() {
        throw new UnsupportedOperationException();
    }

    /** The first parameter of the query that has this name, percent-decoded. */
    public Optional<String> parameter(String name) {
        throw new UnsupportedOperationException();
    }

    /** The minor version: 1 for HTTP/1.1, 0 for HTTP/1.0. */
    public int minorVersion() {
        throw new UnsupportedOperationException();
    }

    /** The value of the first header that has this name, in any case of letters. */
    public Optional<String> header(String name) {
        throw new UnsupportedOperationException();
    }

    /** The values of all headers that have this name, in order. */
    public List<String> headers(String name) {
        throw new UnsupportedOperationException();
    }

    /** The names of the headers as they were sent, in order. */
    public List<String> headerNames() {
        throw new UnsupportedOperationException();
    }

    /** How the body is framed. */
    public BodyKind bodyKind() {
        throw new UnsupportedOperationException();
    }

    /** The body's length in bytes; 0 when there is none, -1 when it is chunked. */
    public long contentLength() {
        throw new UnsupportedOperationException();
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body. */
    public boolean expectsContinue() {
        throw new UnsupportedOperationException();
    }

    /** Whether the connection stays open after the answer, as far as the client is concerned. */
    public boolean keepAlive() {
        throw new UnsupportedOperationException();
    }
}
