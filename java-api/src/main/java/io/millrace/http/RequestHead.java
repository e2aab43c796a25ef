package io.millrace.http;

import io.millrace.bytes.Slice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The head of an HTTP/1.1 request, read strictly (RFC 9112): what two parsers could read differently is refused.
 *
 * <pre>{@code
 * RequestHead head = RequestHead.parse(line);
 * if (head.method().equals("GET") && head.path().startsWith("/live/")) {
 *     transport.handOver(Role.subscriber(feed, Body.chunked()));
 * }
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

    private final HeadReader lines;
    private final Target target;
    private final Meaning meaning;

    private RequestHead(HeadReader lines) {
        this.lines = lines;
        this.target = Target.parse(lines.method, lines.target, lines.targetOffset);
        this.meaning = new Meaning(lines);
        meaning.find(target);
    }

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
     * @throws IllegalStateException if the slice's time is over
     */
    public static RequestHead parse(Slice head, int headersMax) {
        HeadReader lines = new HeadReader(head.toByteArray(), headersMax);
        lines.read();
        return new RequestHead(lines);
    }

    /** The method, in the letters it was sent in: {@code GET}, {@code PUT}. */
    public String method() {
        return lines.method;
    }

    /** The target as it was sent. */
    public String target() {
        return target.text();
    }

    /** The target's path, percent-decoded, without the query; {@code *} for the whole server; empty for CONNECT. */
    public String path() {
        return target.path();
    }

    /** The target's query as it was sent, without the question mark; empty when there is none. */
    public String query() {
        return target.query();
    }

    /** The first parameter of the query that has this name, percent-decoded. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(target.parameter(Objects.requireNonNull(name, "name")));
    }

    /** The minor version: 1 for HTTP/1.1, 0 for HTTP/1.0. */
    public int minorVersion() {
        return lines.minorVersion;
    }

    /** The value of the first header that has this name, in any case of letters. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The values of all headers that have this name, in order. */
    public List<String> headers(String name) {
        Objects.requireNonNull(name, "name");
        return lines.headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(HeadReader.Header::value)
                .toList();
    }

    /** The names of the headers as they were sent, in order. */
    public List<String> headerNames() {
        return lines.headers.stream().map(HeadReader.Header::name).toList();
    }

    /** How the body is framed. */
    public BodyKind bodyKind() {
        return meaning.bodyKind;
    }

    /** The body's length in bytes; 0 when there is none, -1 when it is chunked. */
    public long contentLength() {
        return meaning.contentLength;
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body. */
    public boolean expectsContinue() {
        return meaning.expectsContinue;
    }

    /** Whether the connection stays open after the answer, as far as the client is concerned; never in HTTP/1.0. */
    public boolean keepAlive() {
        return meaning.keepAlive;
    }
}
