package io.millrace.http;

import io.millrace.bytes.Slice;

/**
 * The head of an HTTP/1.1 response, written plainly.
 *
 * <pre>{@code
 * transport.write(ResponseHead.of(200).header("Content-Type", "text/plain").header("Content-Length", 5).toSlice());
 * }</pre>
 */
public final class ResponseHead {
    private ResponseHead() {}

    /** An answer with a status of 100 to 599, and the usual phrase for it. */
    public static ResponseHead of(int status) {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds a header.
     *
     * @throws IllegalArgumentException if the name is not a token, or the value has a control character or one past
     *     U+00FF: so that nothing from a peer can end the line early
     */
    public ResponseHead header(String name, String value) {
        throw new UnsupportedOperationException();
    }

    /** Adds a header with a number. */
    public ResponseHead header(String name, long value) {
        return header(name, Long.toString(value));
    }

    /** The bytes, with the empty line at the end. */
    public Slice toSlice() {
        throw new UnsupportedOperationException();
    }
}
